//! How what is new is written: as its neighbours are.

use super::insert::New;
use super::{quote, site};
use crate::source::SourceId;
use crate::yaml::{self, Style, Value};

/// How much deeper things are than what they are in.
pub(super) struct Manner {
    /// An entry than the key of its mapping.
    mapping: usize,
    /// A dash than the key of its list.
    list: usize,
}

impl Manner {
    /// What is done in a mapping, or else in what is around it.
    pub(super) fn around(mapping: Value<'_>) -> Self {
        let all = mapping.ancestors();
        let around =
            || std::iter::once(mapping).chain(all.iter().rev().copied()).filter(|it| it.style() == Style::Block);
        let deeper = |within: Value<'_>, list: bool| {
            let indent = indent_of(within).filter(|_| within.is_mapping())?;
            let mut values = within.written().map(|it| it.1).filter(|it| !it.is_alias() && it.style() == Style::Block);
            let value = values.find(|it| it.is_sequence() == list && it.is_mapping() != list)?;
            indent_of(value)?.checked_sub(indent)
        };
        let find = |list: bool| around().find_map(|it| deeper(it, list));
        Self { mapping: find(false).filter(|&it| it > 0).unwrap_or(2), list: find(true).unwrap_or(2) }
    }
}

/// Blanks and dashes before the entries of a block collection.
pub(super) fn indent_of(collection: Value<'_>) -> Option<usize> {
    let text = collection.tree().text();
    let first = collection.children().next()?;
    let first = if collection.is_mapping() { collection.written().next()?.1 } else { first };
    let start = site::entry_start(first, collection)?;
    let lead = &text[site::line_start(text, start)..start];
    lead.chars().all(|it| it == '-' || it == ' ').then_some(lead.len())
}

pub(super) fn name(key: &str, json: bool) -> String {
    if json { quote::double(key) } else { quote::string(key) }
}

/// On one line.
pub(super) fn inline(new: &New<'_>, json: bool) -> String {
    match new {
        New::Value(value) if json => quote::as_json(value),
        New::Value(value) => (*value).to_owned(),
        New::Items(items) => {
            let item = |it: &&str| if json { quote::as_json(it) } else { (*it).to_owned() };
            format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
        New::Map(entries) => {
            let entry = |(key, new): &(&str, New<'_>)| format!("{}: {}", name(key, json), inline(new, json));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A value that is there, on one line; `None` for aliases, properties and texts of several lines.
pub(super) fn as_line(value: Value<'_>) -> Option<String> {
    if value.is_alias() || value.anchor().is_some() || value.tag().is_some() {
        return None;
    }
    if value.is_scalar() {
        let text = value.source_text();
        return (!text.contains('\n') && !matches!(value.style(), Style::Literal | Style::Folded))
            .then(|| if text.is_empty() { "null".to_owned() } else { text.to_owned() });
    }
    if value.is_sequence() {
        let items: Vec<_> = value.items().map(as_line).collect::<Option<_>>()?;
        return Some(format!("[{}]", items.join(", ")));
    }
    let entry = |(key, value)| Some(format!("{}: {}", as_line(key)?, as_line(value)?));
    let entries: Vec<_> = value.written().map(entry).collect::<Option<_>>()?;
    Some(format!("{{{}}}", entries.join(", ")))
}

/// Lines that go behind another one: each begins with a line end.
pub(super) struct Lines<'e> {
    eol: &'e str,
    text: String,
}

impl<'e> Lines<'e> {
    pub(super) fn new(eol: &'e str) -> Self {
        Self { eol, text: String::with_capacity(96) }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// A line of these parts, so far to the right.
    fn push(&mut self, indent: usize, parts: &[&str]) {
        self.text.push_str(self.eol);
        self.text.extend(std::iter::repeat_n(' ', indent));
        parts.iter().for_each(|it| self.text.push_str(it));
    }

    /// The entries of a block mapping.
    pub(super) fn block(&mut self, entries: &[(&str, New<'_>)], indent: usize, manner: &Manner) {
        for (key, new) in entries {
            let key = quote::string(key);
            match new {
                New::Value(value) => self.push(indent, &[&key, ": ", value]),
                New::Items(all) => {
                    self.push(indent, &[&key, ":"]);
                    self.items(all, indent + manner.list);
                }
                New::Map(entries) => {
                    self.push(indent, &[&key, ":"]);
                    self.block(entries, indent + manner.mapping, manner);
                }
            }
        }
    }

    /// The items of a block list. A mapping in braces is opened, one entry a line.
    pub(super) fn items(&mut self, all: &[&str], indent: usize) {
        for item in all {
            if !item.contains(['{', ':']) {
                self.push(indent, &["- ", item]);
                continue;
            }
            let tree = yaml::parse(SourceId::default(), (*item).into());
            let root = tree.documents().find_map(|it| it.root()).filter(|_| tree.problems().is_empty());
            let entries: Vec<_> = root.into_iter().flat_map(|it| it.written().collect::<Vec<_>>()).collect();
            if entries.is_empty() {
                self.push(indent, &["- ", item]);
            }
            for (at, (key, value)) in entries.into_iter().enumerate() {
                let lead = if at == 0 { "- " } else { "  " };
                self.push(indent, &[lead, key.source_text(), ": ", value.source_text()]);
            }
        }
    }
}
