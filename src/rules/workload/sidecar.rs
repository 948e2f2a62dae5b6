//! Making a container a sidecar: an init container that is always restarted.

use crate::finding::Edit;
use crate::manifest::Container;
use crate::source::Span;

/// The edits that make a plain container a sidecar, where both lists are written as blocks and there are no init containers yet.
pub(super) fn promoted(container: Container<'_>) -> Vec<Edit> {
    let pod = container.pod();
    let Some(list) = pod.get("containers") else { return Vec::new() };
    let Some(key) = list.key() else { return Vec::new() };
    let text = list.tree().text();
    let line = |at: u32| text[..at as usize].rfind('\n').map_or(0, |it| it + 1);
    let (start, item) = (line(key.span().start), container.value().span());
    let indent = &text[start..key.span().start as usize];
    let dash = &text[line(item.start)..item.start as usize];
    let block = indent.bytes().all(|b| b == b' ') && dash.trim_start() == "- " && !list.source_text().starts_with('[');
    if !block || pod.get("initContainers").is_some() || container.value().source_text().starts_with('{') {
        return Vec::new();
    }
    let mut edits = Edit::remove_entry(container.value());
    if edits.is_empty() {
        return edits;
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let fields = " ".repeat(dash.len());
    let body = container.value().source_text().trim_end();
    let new = format!("{indent}initContainers:{end}{dash}{body}{end}{fields}restartPolicy: Always{end}");
    edits.push(Edit { span: Span { start: start as u32, end: start as u32, ..item }, text: new });
    edits
}
