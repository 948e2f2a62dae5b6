//! Edits that keep the file: comments, indentation, quotes and line ends stay as they are.
//!
//! Each returns the edits that make one change, and none where the change cannot be made by edits of the text: at an alias or
//! a node that aliases elsewhere stand for, if that is to be replaced or removed; at an explicit key (`? key`). What is put
//! below an alias goes to where the node is written: [`Value::places`] says how many places see it.

mod append;
mod insert;
mod places;
mod quote;
mod remove;
mod render;
mod site;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod put_tests;
#[cfg(test)]
mod tests;

use super::Value;
use crate::finding::Edit;

impl Edit {
    /// Puts a text in the place of a node: YAML on one line, in the quotes that it needs. Where JSON is written, it is put as
    /// JSON.
    pub fn replace(value: Value<'_>, text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        if site::is_json(value) {
            text = quote::as_json(&text);
        }
        if !value.span().is_empty() {
            return Self { span: value.span(), text };
        }
        // A missing value goes directly behind its colon or dash.
        let end = site::end(value);
        let blank = value.tree().text()[..end].ends_with(char::is_whitespace);
        Self { span: site::span_of(value, end..end), text: if blank { text } else { format!(" {text}") } }
    }

    /// Takes an entry out of its mapping, or an item out of its list: in block style the whole lines, in flow style up to
    /// the comma. Where nothing would be left, the container becomes `{}` or `[]`. A comment behind the entry on its last
    /// line goes with it; other comments stay.
    pub fn remove_entry(value: Value<'_>) -> Vec<Self> {
        remove::entry(value).unwrap_or_default()
    }

    /// Makes a scalar this string, in the quotes that it has or needs.
    pub fn set_scalar(value: Value<'_>, text: &str) -> Vec<Self> {
        if value.is_alias() || !value.is_scalar() || site::is_shared(value, value) {
            return Vec::new();
        }
        vec![Self::replace(value, quote::like(value, text))]
    }

    /// Adds an entry to a mapping, behind the last one and written as that is. `value` is YAML on one line: a scalar in the
    /// quotes that it needs, or a flow collection. An entry that has no value yet gets it; one that has is left alone.
    pub fn insert_entry(mapping: Value<'_>, key: &str, value: &str) -> Vec<Self> {
        insert::all(mapping, &[Put::entry(&[key], value)], false).unwrap_or_default()
    }

    /// Sets what is below a mapping along keys, and makes the mappings on the way that are missing. `value` is YAML on one
    /// line. A value that is there is replaced, unless it is a collection.
    pub fn insert_into(mapping: Value<'_>, path: &[&str], value: &str) -> Vec<Self> {
        Self::insert_all(mapping, &[Put::entry(path, value)])
    }

    /// Puts several entries and items below a mapping, as one change: what misses the same parents shares the new ones. None
    /// if one of them cannot be put.
    pub fn insert_all(mapping: Value<'_>, puts: &[Put<'_>]) -> Vec<Self> {
        insert::all(mapping, puts, true).unwrap_or_default()
    }

    /// Puts a copy of a value below another mapping. None if there is a value already, and where the value cannot be written on
    /// one line.
    pub fn copy_entry(value: Value<'_>, to: Value<'_>, path: &[&str]) -> Vec<Self> {
        if path.iter().try_fold(to, |it, key| it.get(key)).is_some() {
            return Vec::new();
        }
        render::as_line(value).map(|line| Self::insert_into(to, path, &line)).unwrap_or_default()
    }

    /// Takes an entry out of its mapping and puts its value below another one. None if there is a value already, and where the
    /// value cannot be written on one line.
    pub fn move_entry(value: Value<'_>, to: Value<'_>, path: &[&str]) -> Vec<Self> {
        if path.iter().try_fold(to, |it, key| it.get(key)).is_some() {
            return Vec::new();
        }
        let put = render::as_line(value).map(|line| Self::insert_into(to, path, &line)).unwrap_or_default();
        let gone = Self::remove_entry(value);
        if put.is_empty() || gone.is_empty() { Vec::new() } else { gone.into_iter().chain(put).collect() }
    }

    /// Adds a document behind the last one of the file that an object is a document of. `document` is YAML, in lines.
    pub fn append_document(root: Value<'_>, document: &str) -> Vec<Self> {
        append::document(root, document).into_iter().collect()
    }

    /// Adds an item to a list, behind the last one and written as that is.
    pub fn append_item(list: Value<'_>, item: &str) -> Vec<Self> {
        insert::append(list, &[item]).unwrap_or_default()
    }
}

/// Something to put below a mapping with [`Edit::insert_all`].
#[derive(Clone, Copy, Debug)]
pub struct Put<'e> {
    path: &'e [&'e str],
    value: &'e str,
    is_item: bool,
}

impl<'e> Put<'e> {
    /// A value, as YAML on one line, at the end of a path of keys.
    pub fn entry(path: &'e [&'e str], value: &'e str) -> Self {
        Self { path, value, is_item: false }
    }

    /// An item, as YAML on one line, behind those of the list at the end of a path of keys.
    pub fn item(path: &'e [&'e str], value: &'e str) -> Self {
        Self { path, value, is_item: true }
    }
}
