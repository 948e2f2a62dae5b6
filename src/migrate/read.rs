//! Settings of others, read with the places of what is wrong.

use crate::ruleset::{Mistake, Text};
use crate::source::Span;
use crate::yaml::Value;

/// A key with its place, and what is below it.
pub(super) type Entry<'t> = (&'t str, Span, Value<'t>);

/// The entries of the whole file; none if there is nothing in it.
pub(super) fn file(text: &Text) -> Result<Vec<Entry<'_>>, Mistake> {
    text.check()?;
    text.root().map_or(Ok(Vec::new()), |root| map(text, root))
}

/// The entries of a mapping; keys without a value are as good as absent.
pub(super) fn map<'t>(text: &Text, value: Value<'t>) -> Result<Vec<Entry<'t>>, Mistake> {
    if !value.is_mapping() {
        return Err(wrong(text, value, "a mapping"));
    }
    let entries = value.entries().filter(|it| !it.1.is_null());
    Ok(entries.filter_map(|(key, value)| Some((key.text()?, key.span(), value))).collect())
}

/// The items of a list; one that stands alone is a list of one, as command lines have it.
pub(super) fn words<'t>(text: &Text, value: Value<'t>) -> Result<Vec<(&'t str, Span)>, Mistake> {
    let item = |it: Value<'t>| match it.text().filter(|_| it.is_scalar()) {
        Some(word) => Ok((word, it.span())),
        None => Err(wrong(text, it, "a string")),
    };
    if value.is_sequence() {
        return value.items().map(item).collect();
    }
    let (word, span) = item(value).map_err(|_| wrong(text, value, "a list of strings"))?;
    Ok(word.split(',').map(str::trim).filter(|it| !it.is_empty()).map(|it| (it, span)).collect())
}

/// The items of a list of anything.
pub(super) fn list<'t>(text: &Text, value: Value<'t>) -> Result<Vec<Value<'t>>, Mistake> {
    if value.is_sequence() { Ok(value.items().collect()) } else { Err(wrong(text, value, "a list")) }
}

pub(super) fn flag(text: &Text, value: Value<'_>) -> Result<bool, Mistake> {
    value.as_bool().ok_or_else(|| wrong(text, value, "true or false"))
}

pub(super) fn word<'t>(text: &Text, value: Value<'t>) -> Result<&'t str, Mistake> {
    value.text().filter(|_| value.is_scalar()).ok_or_else(|| wrong(text, value, "a string"))
}

/// A value of the wrong type.
pub(super) fn wrong(text: &Text, value: Value<'_>, expected: &str) -> Mistake {
    let what = value.key_text().map_or_else(|| text.name().to_owned(), |key| format!("`{key}`"));
    Mistake::new(format!("{what}: expected {expected}")).at(text, value.grip(), "this")
}

/// A path below the folder as a glob that matches only there.
pub(super) fn below(path: &str) -> Result<String, String> {
    let clean = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
    if path.starts_with(['/', '~', '\\']) || path.get(1..3) == Some(":\\") {
        return Err("a path outside of the project; globs here are relative to the file".to_owned());
    }
    if clean.split('/').any(|it| it == "..") {
        return Err("a path that leaves the folder".to_owned());
    }
    if clean.is_empty() || clean == "." {
        return Err("the whole folder".to_owned());
    }
    // One without a `/` would match at any depth.
    Ok(if clean.contains('/') { clean.to_owned() } else { format!("/{clean}") })
}
