//! Quotes where a reader would otherwise take a string for something else.

use super::site;
use crate::source::SourceId;
use crate::yaml::scalar::{self, Scalar};
use crate::yaml::{self, NodeKind, Style, Value};

/// A string in the manner of the scalar it replaces.
pub(super) fn like(value: Value<'_>, text: &str) -> String {
    match value.style() {
        Style::DoubleQuoted => double(text),
        Style::SingleQuoted if is_printable(text) => single(text),
        _ if site::is_json(value) => double(text),
        _ => string(text),
    }
}

/// A string without quotes if that is read as the same string by every YAML reader, inside brackets too.
pub(super) fn string(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else if is_printable(text) {
        single(text)
    } else {
        double(text)
    }
}

fn is_printable(text: &str) -> bool {
    !text.chars().any(|it| it.is_control() || matches!(it, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'))
}

fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let typed = matches!(scalar::resolve(text, None), Scalar::Str(_));
    // Dates and base 60 are strings to Kubernetes and not to others.
    let numeric = (first.is_ascii_digit() || matches!(first, '+' | '-' | '.'))
        && text
            .chars()
            .all(|it| it.is_ascii_digit() || matches!(it, ':' | '-' | '+' | '.' | '_' | 'T' | 'Z' | 't' | ' '));
    typed
        && !numeric
        && is_printable(text)
        && !text.starts_with(|it: char| it.is_whitespace() || "-?:,[]{}#&*!|>'\"%@`=<".contains(it))
        && !text.ends_with(|it: char| it.is_whitespace() || it == ':')
        && !text.contains([',', '[', ']', '{', '}'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("...")
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// In double quotes, with escapes that YAML and JSON share.
pub(super) fn double(text: &str) -> String {
    let mut quoted = String::from("\"");
    for it in text.chars() {
        match it {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            it if is_printable(it.encode_utf8(&mut [0; 4])) => quoted.push(it),
            it => quoted.push_str(&format!("\\u{:04x}", u32::from(it))),
        }
    }
    quoted.push('"');
    quoted
}

/// YAML on one line as JSON.
pub(super) fn as_json(text: &str) -> String {
    let tree = yaml::parse(SourceId::default(), text.into());
    let json = tree.documents().find_map(|it| it.root()).map_or_else(|| "null".to_owned(), json);
    // What cannot be read is left to the one who judges the result.
    if tree.problems().is_empty() { json } else { text.to_owned() }
}

/// A value as JSON.
fn json(value: Value<'_>) -> String {
    let list = |all: Vec<String>| all.join(", ");
    match value.kind() {
        NodeKind::Sequence => format!("[{}]", list(value.items().map(json).collect())),
        NodeKind::Mapping => {
            let entry = |(key, value): (Value<'_>, Value<'_>)| {
                format!("{}: {}", double(key.text().unwrap_or_default()), json(value))
            };
            format!("{{{}}}", list(value.written().map(entry).collect()))
        }
        _ => match value.scalar() {
            Some(Scalar::Bool(it)) => it.to_string(),
            Some(Scalar::Int(it)) => it.to_string(),
            Some(Scalar::Uint(it)) => it.to_string(),
            Some(Scalar::Float(it)) if it.is_finite() => it.to_string(),
            Some(Scalar::Str(it)) => double(it),
            _ => "null".to_owned(),
        },
    }
}
