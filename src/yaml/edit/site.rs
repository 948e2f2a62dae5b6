//! Where entries really begin and end: keys and dashes with their anchors and tags, lines, shared nodes.

use crate::yaml::tree::{NodeKind, Style};
use crate::yaml::{Scalar, Value};
use std::ops::Range;

/// First byte of a node with its anchor and tag; of a block list its first dash.
pub(super) fn full_start(value: Value<'_>) -> usize {
    let block_list = value.style() == Style::Block && value.is_sequence();
    let first = value.children().next().filter(|_| block_list).and_then(dash);
    let own = first.unwrap_or(value.span().range().start);
    let properties = [value.anchor(), value.tag()];
    properties.into_iter().flatten().map(|it| it.range().start).fold(own, usize::min)
}

/// Whether an alias outside of `within` stands for a node in the subtree of `value`, its key included.
pub(super) fn is_shared(value: Value<'_>, within: Value<'_>) -> bool {
    let tree = value.tree();
    let subtree = |it: Value<'_>| {
        let first = it.key().map_or(it.id(), Value::id);
        first..tree.nodes[it.id() as usize].next
    };
    let (inside, around) = (subtree(value), subtree(within));
    let anchored = tree.anchors.iter().any(|it| inside.contains(&it.node));
    anchored
        && tree.nodes.iter().enumerate().any(|(at, node)| {
            node.kind == NodeKind::Alias && inside.contains(&node.value.0) && !around.contains(&(at as u32))
        })
}

/// First byte of an entry: of its key, or of its dash in a block list. `None` for an explicit key.
pub(super) fn entry_start(value: Value<'_>, parent: Value<'_>) -> Option<usize> {
    let text = value.tree().text();
    if let Some(key) = value.key() {
        let start = full_start(key);
        let before = text[..start].trim_end();
        let explicit = before.ends_with('?') && before[..before.len() - 1].ends_with([' ', '\n', '\t', '-', '{', ',']);
        return (!explicit && before != "?").then_some(start);
    }
    if parent.style() == Style::Flow {
        return Some(full_start(value));
    }
    dash(value)
}

/// The dash of a block list item: the last one before it that is no part of a comment.
fn dash(value: Value<'_>) -> Option<usize> {
    let tree = value.tree();
    let bytes = tree.text().as_bytes();
    let mut end = full_start(value);
    loop {
        let comments = tree.comments();
        let at = comments.partition_point(|it| (it.start as usize) < end);
        // From behind: blanks, whole comments, then the dash. Anything else is not understood.
        end = bytes[..end].iter().rposition(|it| !it.is_ascii_whitespace())?;
        match at.checked_sub(1).map(|at| &comments[at]).filter(|it| end < it.end as usize) {
            Some(comment) => end = comment.start as usize,
            None => return (bytes[end] == b'-').then_some(end),
        }
    }
}

/// One past the last byte of an entry; for a text that keeps the blank lines below it, behind those.
pub(super) fn entry_end(value: Value<'_>) -> usize {
    let text = value.tree().text();
    let mut last = value;
    while last.style() == Style::Block
        && let Some(child) = last.children().last()
    {
        last = child;
    }
    let end = end(last);
    let is_block = matches!(last.style(), Style::Literal | Style::Folded);
    let header = announced(last).filter(|_| is_block).map(|it| text[it..].lines().next().unwrap_or_default());
    if !header.is_some_and(|it| it.split('#').next().unwrap_or_default().contains('+')) {
        return end;
    }
    let lines = text[end..].split_inclusive('\n').enumerate();
    let blank = lines.take_while(|(at, line)| *at == 0 || line.trim().is_empty());
    // Back before the line end, as for every other entry.
    let end = end + blank.map(|it| it.1.len()).sum::<usize>();
    let end = text[..end].strip_suffix('\n').map_or(end, str::len);
    text[..end].strip_suffix('\r').map_or(end, str::len)
}

/// One past the last byte of a node. A missing value ends behind what announces it, a block scalar with its last line that has
/// content.
pub(super) fn end(value: Value<'_>) -> usize {
    let span = value.span();
    if matches!(value.style(), Style::Literal | Style::Folded) {
        return span.range().start + value.source_text().trim_end().len();
    }
    if !span.is_empty() {
        return span.range().end;
    }
    announced(value).unwrap_or(span.range().end)
}

/// Behind the colon or dash that announces a value, and its anchor and tag.
fn announced(value: Value<'_>) -> Option<usize> {
    match value.key() {
        Some(key) => behind_colon(value, key),
        None if value.is_key() || value.parent().is_none_or(|it| it.style() == Style::Flow) => None,
        None => dash(value).map(|it| behind_properties(value, it + 1)),
    }
}

/// First byte of the line that holds a byte.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    if text[start..].starts_with('\u{feff}') { (start + '\u{feff}'.len_utf8()).min(at) } else { start }
}

/// First byte of the next line; the end of the text on the last.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |it| at + it + 1)
}

/// Whether what follows on the line is blank or a comment.
pub(super) fn ends_line(text: &str, at: usize) -> bool {
    let rest = text[at..next_line(text, at)].trim();
    rest.is_empty() || rest.starts_with('#')
}

/// The line end that the file uses.
pub(super) fn line_end(text: &str) -> &'static str {
    let at = text.find('\n').unwrap_or(0);
    if text[..at].ends_with('\r') { "\r\n" } else { "\n" }
}

/// Behind the colon of a value's key and the properties of the value: where a value on the same line goes.
pub(super) fn behind_colon(value: Value<'_>, key: Value<'_>) -> Option<usize> {
    let text = value.tree().text();
    let from = key.span().range().end;
    let colon = text[from..].find(':').filter(|it| text[from..from + it].trim().is_empty())? + from + 1;
    Some(behind_properties(value, colon))
}

/// Behind the anchor and the tag of a value, or `from` if it has none.
pub(super) fn behind_properties(value: Value<'_>, from: usize) -> usize {
    [value.anchor(), value.tag()].into_iter().flatten().map(|it| it.end as usize).fold(from, usize::max)
}

/// The place of the first comma, with blanks and comments passed over; `None` if something else comes first.
pub(super) fn comma(value: Value<'_>, from: usize) -> Option<usize> {
    let text = value.tree().text();
    let mut at = from;
    loop {
        let rest = text[at..].trim_start();
        at = text.len() - rest.len();
        match rest.as_bytes().first()? {
            b',' => return Some(at),
            b'#' => at = next_line(text, at),
            _ => return None,
        }
    }
}

/// Bytes as offsets of a span.
pub(super) fn span_of(value: Value<'_>, range: Range<usize>) -> crate::source::Span {
    value.tree().span(range.start as u32, range.end as u32)
}

/// Whether a mapping is written as JSON is: in braces, keys in double quotes.
pub(super) fn is_json(value: Value<'_>) -> bool {
    let flow = |it: &Value<'_>| it.style() == Style::Flow && it.kind() == NodeKind::Mapping && !it.is_empty();
    let around = || value.ancestors().into_iter().rev().find(flow);
    let nearest = if flow(&value) { Some(value) } else { around() };
    nearest.and_then(|it| it.children().next()).is_some_and(|key| key.style() == Style::DoubleQuoted)
}

/// Whether nothing is there, or what Kubernetes takes for nothing.
pub(super) fn is_missing(value: Value<'_>) -> bool {
    !value.is_alias() && value.scalar() == Some(Scalar::Null)
}
