//! Taking entries and items out.

use super::site;
use crate::finding::Edit;
use crate::yaml::{NodeKind, Style, Value};

pub(super) fn entry(value: Value<'_>) -> Option<Vec<Edit>> {
    // A key stands for its entry.
    let value = if value.is_key() { next_sibling(value)? } else { value };
    let parent = value.parent()?;
    if site::is_shared(value, value) {
        return None;
    }
    let start = site::entry_start(value, parent)?;
    match (parent.len(), parent.style()) {
        (1, Style::Flow) => Some(vec![cut(value, parent.span().range(), empty(parent))]),
        (1, _) => last_block(value, parent, start),
        (_, Style::Flow) => Some(flow(value, parent, start)),
        _ => block(value, parent, start),
    }
}

fn cut(value: Value<'_>, range: std::ops::Range<usize>, text: &str) -> Edit {
    Edit { span: site::span_of(value, range), text: text.to_owned() }
}

fn empty(parent: Value<'_>) -> &'static str {
    if parent.kind() == NodeKind::Mapping { "{}" } else { "[]" }
}

/// The next node in the same collection.
fn next_sibling(value: Value<'_>) -> Option<Value<'_>> {
    value.parent()?.children().find(|it| it.id() > value.id())
}

/// The only entry of a block collection: the collection becomes an empty one behind the key or dash that announces it.
fn last_block(value: Value<'_>, parent: Value<'_>, start: usize) -> Option<Vec<Edit>> {
    let text = value.tree().text();
    let end = site::entry_end(value);
    if !site::ends_line(text, end) {
        return None;
    }
    let line = site::line_start(text, start);
    if !text[line..start].trim().is_empty() {
        // On the line of a dash that announces it: `- key: value`.
        let dashes = text[line..start].chars().all(|it| it == '-' || it == ' ');
        return dashes.then(|| vec![cut(value, start..site::end(value).max(end), empty(parent))]);
    }
    let announced = match parent.key() {
        Some(key) => site::behind_colon(parent, key)?,
        None => site::behind_properties(parent, site::entry_start(parent, parent.parent()?)? + 1),
    };
    // Comments between are kept: the empty collection goes before them, the lines go behind them.
    let lines = cut(value, line..site::next_line(text, end), "");
    Some(vec![cut(value, announced..announced, &format!(" {}", empty(parent))), lines])
}

/// The entry with the comma behind it, or for the last one the comma before it.
fn flow(value: Value<'_>, parent: Value<'_>, start: usize) -> Vec<Edit> {
    let text = value.tree().text();
    let end = site::end(value);
    let next = next_sibling(value);
    if let (Some(comma), Some(next)) = (site::comma(value, end), next) {
        let line = site::line_start(text, start);
        let below = site::next_line(text, comma);
        if text[line..start].trim().is_empty() && text[comma + 1..below].trim().is_empty() {
            return vec![cut(value, line..below, "")];
        }
        if text[end..comma].trim().is_empty() {
            let blanks = text[comma + 1..].len() - text[comma + 1..].trim_start_matches([' ', '\t']).len();
            let stop = (comma + 1 + blanks).min(site::full_start(next));
            return vec![cut(value, start..stop, "")];
        }
        return vec![cut(value, start..end, ""), cut(value, comma..comma + 1, "")];
    }
    let before = parent.children().take_while(|it| it.id() < start_id(value)).last();
    let Some(comma) = before.and_then(|it| site::comma(it, site::end(it))) else {
        return vec![cut(value, start..end, "")];
    };
    if text[comma + 1..start].trim().is_empty() {
        return vec![cut(value, comma..end, "")];
    }
    vec![cut(value, comma..comma + 1, ""), cut(value, start..end, "")]
}

/// Node with which the entry begins.
fn start_id(value: Value<'_>) -> u32 {
    value.key().map_or(value.id(), Value::id)
}

/// The lines of the entry. The first entry behind a dash shares its line: the next one is drawn up.
fn block(value: Value<'_>, parent: Value<'_>, start: usize) -> Option<Vec<Edit>> {
    let text = value.tree().text();
    let end = site::entry_end(value);
    if !site::ends_line(text, end) {
        return None;
    }
    let line = site::line_start(text, start);
    let below = site::next_line(text, end);
    let lead = &text[line..start];
    if lead.trim().is_empty() {
        return Some(vec![cut(value, line..below, "")]);
    }
    if !lead.chars().all(|it| it == '-' || it == ' ') {
        return None;
    }
    let next = next_sibling(value)?;
    // The next sibling of a mapping's value is a key, which is where its entry begins.
    let next = if next.is_key() { site::full_start(next) } else { site::entry_start(next, parent)? };
    let next_line = site::line_start(text, next);
    if !text[next_line..next].trim().is_empty() {
        return None;
    }
    if next_line == below {
        return Some(vec![cut(value, start..next, "")]);
    }
    // Comments or blank lines between stay below the dash.
    let dash = line + lead.trim_end().len();
    let line_end = text[..below].trim_end_matches(['\n', '\r']).len();
    Some(vec![cut(value, dash..line_end, "")])
}
