//! Putting entries and items in. What goes to one collection goes there at once: parents that several entries miss are made
//! once.

use super::render::{self, Lines, Manner};
use super::{Put, quote, site};
use crate::finding::Edit;
use crate::yaml::{Style, Value};

/// What is to be at a key.
pub(super) enum New<'e> {
    /// YAML on one line.
    Value(&'e str),
    /// Items of a list.
    Items(Vec<&'e str>),
    /// A mapping.
    Map(Vec<(&'e str, Self)>),
}

/// Puts entries and items below a mapping. A scalar that is there is replaced if `replace` says so. None if one cannot be put.
pub(super) fn all<'e>(mapping: Value<'_>, puts: &[Put<'e>], replace: bool) -> Option<Vec<Edit>> {
    let one_line = |it: &Put<'_>| !it.value.contains('\n') && !it.path.is_empty();
    let root = puts.iter().all(one_line).then(|| group(&puts.iter().collect::<Vec<_>>(), 0))??;
    let New::Map(entries) = root else { return None };
    below(mapping, entries, replace)
}

/// What several puts make together; `None` if one wants a scalar where another wants a collection.
fn group<'e>(puts: &[&Put<'e>], depth: usize) -> Option<New<'e>> {
    let here = |it: &&&Put<'e>| it.path.len() == depth;
    match (puts.iter().filter(here).count(), puts) {
        (0, _) => {}
        (1, [one]) if !one.is_item => return Some(New::Value(one.value)),
        (all, _) if all == puts.len() && puts.iter().all(|it| it.is_item) => {
            return Some(New::Items(puts.iter().map(|it| it.value).collect()));
        }
        _ => return None,
    }
    let mut keys: Vec<&'e str> = Vec::new();
    for put in puts {
        if !keys.contains(&put.path[depth]) {
            keys.push(put.path[depth]);
        }
    }
    let entry = |key: &'e str| {
        let own: Vec<_> = puts.iter().copied().filter(|it| it.path[depth] == key).collect();
        Some((key, group(&own, depth + 1)?))
    };
    Some(New::Map(keys.into_iter().map(entry).collect::<Option<_>>()?))
}

fn below(mapping: Value<'_>, entries: Vec<(&str, New<'_>)>, replace: bool) -> Option<Vec<Edit>> {
    let mapping = mapping.resolved();
    if !mapping.is_mapping() {
        return None;
    }
    let json = site::is_json(mapping);
    let (mut edits, mut missing) = (Vec::new(), Vec::new());
    for (key, new) in entries {
        let written = mapping.written().filter(|it| it.0.text() == Some(key)).last().map(|it| it.1);
        // An entry of its own would hide the whole of one that is merged in.
        let merged = || mapping.get(key).filter(|_| !matches!(new, New::Value(_)));
        let Some(found) = written.or_else(merged) else {
            if matches!(new, New::Value(_)) && !replace && mapping.get(key).is_some() {
                return None;
            }
            missing.push((key, new));
            continue;
        };
        if site::is_missing(found) {
            edits.push(Edit::replace(found, render::inline(&new, json)));
            continue;
        }
        match new {
            New::Map(entries) => edits.extend(below(found, entries, replace)?),
            New::Items(items) => edits.extend(append(found, &items)?),
            New::Value(value) => {
                let replaceable = replace && found.is_scalar() && !found.is_alias() && !site::is_shared(found, found);
                edits.push(replaceable.then(|| Edit::replace(found, value))?);
            }
        }
    }
    if !missing.is_empty() {
        edits.extend(add(mapping, &missing)?);
    }
    Some(edits)
}

/// Adds entries whose keys are not there.
fn add(mapping: Value<'_>, entries: &[(&str, New<'_>)]) -> Option<Vec<Edit>> {
    if mapping.style() != Style::Flow {
        let indent = render::indent_of(mapping)?;
        let mut lines = Lines::new(site::line_end(mapping.tree().text()));
        lines.block(entries, indent, &Manner::around(mapping));
        return add_lines(mapping, lines);
    }
    // A lone pair in a list, `[key: value]`, has no braces to add to.
    let json = site::is_json(mapping);
    let entry = |(key, new): &(&str, New<'_>)| format!("{}: {}", render::name(key, json), render::inline(new, json));
    mapping.source_text().starts_with('{').then(|| add_flow(mapping, &entries.iter().map(entry).collect::<Vec<_>>()))
}

/// Adds items to a list.
pub(super) fn append(list: Value<'_>, items: &[&str]) -> Option<Vec<Edit>> {
    let list = list.resolved();
    if !list.is_sequence() {
        return None;
    }
    if list.style() != Style::Flow {
        let mut lines = Lines::new(site::line_end(list.tree().text()));
        lines.items(items, render::indent_of(list)?);
        return add_lines(list, lines);
    }
    let json = site::is_json(list);
    let item = |it: &&str| if json { quote::as_json(it) } else { (*it).to_owned() };
    Some(add_flow(list, &items.iter().map(item).collect::<Vec<_>>()))
}

fn add_flow(collection: Value<'_>, entries: &[String]) -> Vec<Edit> {
    let text = collection.tree().text();
    let insert = |at: usize, text: String| Edit { span: site::span_of(collection, at..at), text };
    let Some(last) = collection.children().last() else {
        return vec![insert(collection.span().range().start + 1, entries.join(", "))];
    };
    let end = site::end(last);
    let first = collection.children().next().map_or(end, site::full_start);
    let indent = &text[site::line_start(text, first)..first];
    // A value that is missing ends with its colon, which a comma must not touch.
    let comma = if text[..end].ends_with(':') { " ," } else { "," };
    let behind = site::comma(last, end);
    let alone = indent.trim().is_empty() && !collection.span().is_empty() && text[..first].contains('\n');
    if !alone {
        return vec![insert(end, format!("{comma} {}", entries.join(", ")))];
    }
    // One entry a line: a comment behind the last one stays with it.
    let from = behind.map_or(end, |it| it + 1);
    let rest = &text[from..site::next_line(text, from)];
    let at = if rest.trim_start().starts_with('#') { from + rest.trim_end().len() } else { from };
    let line = format!("{}{indent}", site::line_end(text));
    let new = format!("{line}{}", entries.join(&format!(",{line}")));
    match behind {
        Some(_) => vec![insert(at, new)],
        None if at == end => vec![insert(end, format!("{comma}{new}"))],
        None => vec![insert(end, comma.to_owned()), insert(at, new)],
    }
}

/// Adds lines, each with its indentation, behind the last entry of a block collection.
fn add_lines(collection: Value<'_>, lines: Lines<'_>) -> Option<Vec<Edit>> {
    let text = collection.tree().text();
    let end = site::entry_end(collection.children().last()?);
    if !site::ends_line(text, end) {
        return None;
    }
    // Before the line end of the last entry, so that a text that does not end with one needs no care.
    let below = site::next_line(text, end);
    let at = text[..below].strip_suffix('\n').map_or(below, str::len);
    let at = text[..at].strip_suffix('\r').map_or(at, str::len);
    Some(vec![Edit { span: site::span_of(collection, at..at), text: lines.into_text() }])
}
