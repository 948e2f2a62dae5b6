//! Edits that keep the file: comments, indentation, quotes and line ends stay as they are.

use super::{NodeKind, Style, Value};
use crate::finding::Edit;
use crate::source::Span;

impl Edit {
    /// Puts a text in the place of a node.
    pub fn replace(value: Value<'_>, text: impl Into<String>) -> Self {
        Self { span: value.span(), text: text.into() }
    }

    /// Takes an entry out of its mapping, or an item out of its list: in block style the whole lines, in flow style up to
    /// the comma. Where nothing would be left, the container becomes `{}` or `[]`. Empty where that cannot be done by an
    /// edit of the text (an entry that comes through an alias or a merge).
    pub fn remove_entry(value: Value<'_>) -> Vec<Self> {
        remove(value).into_iter().collect()
    }
}

fn remove(value: Value<'_>) -> Option<Edit> {
    let parent = value.parent()?;
    let entry = value.entry_span();
    let text = value.tree().text();
    if parent.len() == 1 {
        let empty = if parent.kind() == NodeKind::Mapping { "{}" } else { "[]" };
        let (start, lead) = match (parent.style(), parent.key()) {
            // `key:` and the collection on the lines below become `key: {}`.
            (Style::Block, Some(key)) => {
                let colon = text[key.span().range().end..].find(':')? + key.span().range().end + 1;
                // A comment or a property between the key and its value would be lost.
                if !text[colon..parent.span().range().start]
                    .trim_matches(|c: char| c.is_whitespace() || c == '-')
                    .is_empty()
                {
                    return None;
                }
                (colon as u32, " ")
            }
            (Style::Block, None) => return None,
            _ => (parent.span().start, ""),
        };
        let span = Span { start, ..parent.span() };
        return Some(Edit { span, text: format!("{lead}{empty}") });
    }
    if parent.style() == Style::Flow {
        return Some(remove_flow(text, entry));
    }
    remove_block(text, entry, parent.kind())
}

/// The entry with the comma behind it, or for the last one the comma before it.
fn remove_flow(text: &str, entry: Span) -> Edit {
    let (start, end) = (entry.start as usize, entry.end as usize);
    let after = text[end..].len() - text[end..].trim_start().len() + end;
    let cut = if text[after..].starts_with(',') {
        let rest = &text[after + 1..];
        start..after + 1 + (rest.len() - rest.trim_start_matches([' ', '\t']).len())
    } else {
        let before = text[..start].trim_end();
        before.strip_suffix(',').map_or(start, str::len)..end
    };
    Edit { span: Span { start: cut.start as u32, end: cut.end as u32, ..entry }, text: String::new() }
}

/// The lines of the entry. The first entry of a list item shares its line with the dash: it is replaced by the next one.
fn remove_block(text: &str, entry: Span, kind: NodeKind) -> Option<Edit> {
    let (start, end) = (entry.start as usize, entry.end as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let lead = &text[line_start..start];
    let next_line = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    // What follows the entry on its last line is blank or a comment about it.
    let tail = text[end..next_line].trim();
    if !tail.is_empty() && !tail.starts_with('#') {
        return None;
    }
    let blank = lead.trim().is_empty();
    let item = kind == NodeKind::Sequence && lead.trim() == "-" && !lead.trim_start().is_empty();
    if blank || item {
        let span = Span { start: line_start as u32, end: next_line as u32, ..entry };
        return Some(Edit { span, text: String::new() });
    }
    if kind == NodeKind::Mapping && lead.trim_start().starts_with("- ") {
        // Keep "  - " and draw up the next entry: cut from here to where the next entry's key begins.
        let rest = &text[next_line..];
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        if indent == lead.chars().count() && !rest.trim_start().starts_with(['#', '-']) {
            let span = Span { start: entry.start, end: (next_line + indent) as u32, ..entry };
            return Some(Edit { span, text: String::new() });
        }
    }
    None
}
