//! Putting entries in.

use super::{quote, site};
use crate::finding::Edit;
use crate::yaml::{Style, Value};

/// How much deeper a new block mapping is than its key.
const STEP: usize = 2;

/// Sets the value below `mapping` along `path`. One that is there is replaced if `replace` says so and it is a scalar.
pub(super) fn path(mapping: Value<'_>, path: &[&str], value: &str, replace: bool) -> Option<Vec<Edit>> {
    let (&key, rest) = path.split_first()?;
    if value.contains('\n') || mapping.is_alias() || !mapping.is_mapping() {
        return None;
    }
    let written = mapping.written().filter(|it| it.0.text() == Some(key)).last();
    let Some((_, found)) = written else { return add(mapping, path, value) };
    if site::is_missing(found) {
        let text = nest(rest, value, site::is_json(mapping));
        return Some(vec![Edit::replace(found, text)]);
    }
    if !rest.is_empty() {
        return self::path(found, rest, value, replace);
    }
    let replaceable = replace && found.is_scalar() && !found.is_alias() && !site::is_shared(found, found);
    replaceable.then(|| vec![Edit::replace(found, nest(&[], value, site::is_json(mapping)))])
}

/// A value on one line, inside the mappings that lead to it.
fn nest(path: &[&str], value: &str, json: bool) -> String {
    let value = if json { quote::as_json(value) } else { value.to_owned() };
    path.iter().rev().fold(value, |value, key| format!("{{{}: {value}}}", name(key, json)))
}

fn name(key: &str, json: bool) -> String {
    if json { quote::double(key) } else { quote::string(key) }
}

/// Adds an entry whose key is not there.
fn add(mapping: Value<'_>, path: &[&str], value: &str) -> Option<Vec<Edit>> {
    if mapping.style() != Style::Flow {
        return add_block(mapping, path, value);
    }
    // A lone pair in a list, `[key: value]`, has no braces to add to.
    mapping.source_text().starts_with('{').then(|| add_flow(mapping, path, value))
}

fn add_flow(mapping: Value<'_>, path: &[&str], value: &str) -> Vec<Edit> {
    let tree = mapping.tree();
    let text = tree.text();
    let json = site::is_json(mapping) || mapping.is_empty() && mapping.parent().is_some_and(site::is_json);
    let nested = nest(path, value, json);
    // Without the braces around the outermost entry.
    let entry = &nested[1..nested.len() - 1];
    let insert = |at: usize, text: String| Edit { span: site::span_of(mapping, at..at), text };
    let Some(last) = mapping.children().last() else {
        return vec![insert(mapping.span().range().start + 1, entry.to_owned())];
    };
    let end = site::end(last);
    let first = mapping.children().next().map_or(end, site::full_start);
    let indent = &text[site::line_start(text, first)..first];
    // A value that is missing ends with its colon, which a comma must not touch.
    let comma = if text[..end].ends_with(':') { " ," } else { "," };
    let behind = site::comma(last, end);
    let alone = indent.trim().is_empty() && !mapping.span().is_empty() && text[..first].contains('\n');
    if !alone {
        return vec![insert(end, format!("{comma} {entry}"))];
    }
    // One entry a line: a comment behind the last one stays with it.
    let from = behind.map_or(end, |it| it + 1);
    let rest = &text[from..site::next_line(text, from)];
    let at = if rest.trim_start().starts_with('#') { from + rest.trim_end().len() } else { from };
    let new = format!("{}{indent}{entry}", site::line_end(text));
    match behind {
        Some(_) => vec![insert(at, new)],
        None if at == end => vec![insert(end, format!("{comma}{new}"))],
        None => vec![insert(end, comma.to_owned()), insert(at, new)],
    }
}

fn add_block(mapping: Value<'_>, path: &[&str], value: &str) -> Option<Vec<Edit>> {
    let text = mapping.tree().text();
    let first = mapping.written().next()?.1;
    let start = site::entry_start(first, mapping)?;
    let line = site::line_start(text, start);
    let lead = &text[line..start];
    if !lead.chars().all(|it| it == '-' || it == ' ') {
        return None;
    }
    let last = mapping.children().last()?;
    let end = site::entry_end(last);
    if !site::ends_line(text, end) {
        return None;
    }
    let eol = site::line_end(text);
    let mut lines = String::new();
    for (depth, key) in path.iter().enumerate() {
        let indent = " ".repeat(lead.len() + depth * STEP);
        lines.push_str(&format!("{eol}{indent}{}:", quote::string(key)));
    }
    lines.push(' ');
    lines.push_str(value);
    // Before the line end of the last entry, so that a text that does not end with one needs no care.
    let below = site::next_line(text, end);
    let at = text[..below].strip_suffix('\n').map_or(below, str::len);
    let at = text[..at].strip_suffix('\r').map_or(at, str::len);
    Some(vec![Edit { span: site::span_of(mapping, at..at), text: lines }])
}
