//! Takes the password out of a connection string: it comes from a Secret into a variable of its own, which the string names.

use super::env::reference_of;
use crate::finding::Edit;
use crate::yaml::{Put, Style, Value};
use std::ops::Range;

/// The edits, where the kubelet fills in variables: in the value of a variable and in an argument. The value is written nowhere.
pub(super) fn out(value: Value<'_>, password: Range<usize>) -> Vec<Edit> {
    let text = value.text().unwrap_or_default();
    let one_line = !matches!(value.style(), Style::Literal | Style::Folded) && !text.contains('\n');
    if !one_line || value.is_alias() || text.get(password.clone()).is_none() {
        return Vec::new();
    }
    let split = |name: &str| format!("{}$({name}){}", &text[..password.start], &text[password.end..]);
    match value.key_text() {
        Some("value") => {
            let Some(entry) = value.parent() else { return Vec::new() };
            let (Some(name), Some(list)) = (entry.str("name"), entry.parent()) else { return Vec::new() };
            let variable = format!("{name}_PASSWORD");
            if list.key_text() != Some("env") || list.is_alias() || takes(list, &variable) {
                return Vec::new();
            }
            let Some(container) = list.parent() else { return Vec::new() };
            let new = format!("{{name: {variable}, valueFrom: {}}}", reference_of(&workload(container), &variable));
            // A variable is only filled in by those before it.
            let (set, put) = (Edit::set_scalar(value, &split(&variable)), before(entry, &new));
            if set.is_empty() {
                Vec::new()
            } else {
                put.map_or_else(Vec::new, |put| set.into_iter().chain([put]).collect())
            }
        }
        None => {
            let list = value.parent().filter(|it| matches!(it.key_text(), Some("args" | "command")));
            let Some(container) = list.and_then(|it| it.parent()).filter(|_| !text.contains(' ')) else {
                return Vec::new();
            };
            let variable = "CONNECTION_PASSWORD";
            if container.get("env").is_some_and(|it| takes(it, variable)) || container.get("image").is_none() {
                return Vec::new();
            }
            let item = format!("{{name: {variable}, valueFrom: {}}}", reference_of(&workload(container), variable));
            let (set, put) =
                (Edit::set_scalar(value, &split(variable)), Edit::insert_all(container, &[Put::item(&["env"], &item)]));
            if set.is_empty() || put.is_empty() { Vec::new() } else { set.into_iter().chain(put).collect() }
        }
        Some(_) => Vec::new(),
    }
}

/// Whether a list has a variable of this name.
fn takes(list: Value<'_>, name: &str) -> bool {
    list.items().any(|it| it.str("name") == Some(name))
}

/// Name of the object that a node is in.
fn workload(node: Value<'_>) -> String {
    let mut at = node;
    while let Some(parent) = at.parent() {
        at = parent;
        if at.get("apiVersion").is_some() {
            break;
        }
    }
    let name = at.path("metadata.name").and_then(|it| it.text()).unwrap_or("app");
    name.to_owned()
}

/// Puts an item before another one of a list, written as that is.
fn before(item: Value<'_>, new: &str) -> Option<Edit> {
    let span = item.span();
    let text = item.tree().text();
    let start = span.start as usize;
    let line = text[..start].rfind('\n').map_or(0, |it| it + 1);
    let lead = &text[line..start];
    let text = match lead.trim_start().strip_prefix('-') {
        Some(blank) if blank.trim().is_empty() && !blank.is_empty() => format!("{new}\n{lead}"),
        Some(_) => return None,
        None => format!("{new}, "),
    };
    Some(Edit { span: crate::source::Span { end: span.start, ..span }, text })
}
