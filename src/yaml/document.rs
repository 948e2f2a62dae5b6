//! [`Document`]: one piece of a file between two `---` lines, or one value of a JSON stream.

use super::tree::{Node, NodeKind, Style, Tree};
use super::value::Value;
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// One document of a file.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    tree: &'a Tree,
    at: usize,
}

impl<'a> Document<'a> {
    /// The file.
    pub fn tree(self) -> &'a Tree {
        self.tree
    }

    /// Position in the file, from 0.
    pub fn number(self) -> usize {
        self.at
    }

    /// The root; `None` for an empty document and for one that could not be read.
    pub fn root(self) -> Option<Value<'a>> {
        self.tree.documents[self.at].root.map(|node| Value::new(self.tree, node))
    }

    /// Whether a problem stopped the reading.
    pub fn is_broken(self) -> bool {
        self.tree.documents[self.at].broken
    }

    /// The piece of text between two `---` lines.
    pub fn span(self) -> Span {
        let entry = &self.tree.documents[self.at];
        self.tree.span(entry.start, entry.end)
    }

    /// The text of that piece.
    pub fn text(self) -> &'a str {
        &self.tree.text[self.span().range()]
    }

    /// Every node as written, parents before children; aliases are not followed.
    pub fn nodes(self) -> impl Iterator<Item = Value<'a>> {
        let range = self.tree.documents[self.at].root.map_or(0..0, |root| root..self.tree.nodes[root as usize].next);
        range.map(move |node| Value::new(self.tree, node))
    }

    /// The innermost node whose bytes hold this offset.
    pub fn at(self, offset: u32) -> Option<Value<'a>> {
        let mut found = None;
        let mut node = self.tree.documents[self.at].root?;
        let end = self.tree.nodes[node as usize].next;
        while node < end {
            let it = &self.tree.nodes[node as usize];
            if it.start <= offset && offset < it.end.max(it.start + 1) {
                found = Some(node);
                node += 1;
            } else if it.start > offset {
                break;
            } else {
                node = it.next;
            }
        }
        found.map(|node| Value::new(self.tree, node))
    }
}

impl Tree {
    /// The documents of the file.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = Document<'_>> {
        (0..self.documents.len()).map(move |at| Document { tree: self, at })
    }

    /// The scalar, key or value, whose bytes hold this offset.
    pub fn scalar_at(&self, offset: u32) -> Option<Value<'_>> {
        // Nodes stand in order of their first bytes, and no scalar holds another node.
        let at = self.nodes.partition_point(|it| it.start <= offset).checked_sub(1)?;
        let node = &self.nodes[at];
        (node.kind == NodeKind::Scalar && offset < node.end).then_some(Value::new(self, at as u32))
    }

    /// The scalars whose text differs from what is written: escapes, folded lines, stripped indentation.
    pub fn decoded_scalars(&self) -> impl Iterator<Item = Value<'_>> {
        let decoded = |(_, node): &(usize, &Node)| node.flags & Node::DECODED != 0;
        self.nodes.iter().enumerate().filter(decoded).map(|(at, _)| Value::new(self, at as u32))
    }

    /// A document by position, from 0.
    pub fn document(&self, at: usize) -> Document<'_> {
        assert!(at < self.documents.len(), "a document of this file");
        Document { tree: self, at }
    }
}

/// Entries of one mapping whose keys are the same name to Kubernetes, as the first entry's key and the key that
/// repeats it, in order of place. Merged entries repeat nothing.
pub fn duplicate_keys(document: Document<'_>) -> Vec<(Value<'_>, Value<'_>)> {
    let mut all = Vec::new();
    let mut names: FxHashMap<Cow<'_, str>, Value<'_>> = FxHashMap::default();
    for mapping in document.nodes().filter(|it| it.is_mapping() && !it.is_alias()) {
        let keys = mapping.children().step_by(2);
        if mapping.len() <= FEW && few_differ(mapping) {
            continue;
        }
        names.clear();
        for key in keys.filter(|it| !it.is_merge()) {
            let Some(name) = key.key_name() else { continue };
            match names.entry(name) {
                std::collections::hash_map::Entry::Occupied(first) => all.push((*first.get(), key)),
                std::collections::hash_map::Entry::Vacant(slot) => drop(slot.insert(key)),
            }
        }
    }
    all.sort_by_key(|(_, again)| again.id());
    all
}

/// Whether the keys of a small mapping are strings, all of them different: the case to be quick about. Keys are told apart by
/// length and first bytes; what is alike in those is left to a careful look.
fn few_differ(mapping: Value<'_>) -> bool {
    let mut seen = [0u64; FEW];
    for (at, key) in mapping.children().step_by(2).enumerate() {
        let node = key.raw();
        let text = mapping.tree().value_text(node).as_bytes();
        if node.kind != NodeKind::Scalar || node.flags & Node::TAGGED != 0 {
            return false;
        }
        // A key that is a number or a boolean may be another one in other letters: `on` and `true`, `010` and `8`.
        let word = text.first().is_some_and(u8::is_ascii_alphabetic) && text.len() > LONGEST_WORD;
        if node.style == Style::Plain && !word && key.as_str().is_none() {
            return false;
        }
        let mark = text.iter().take(7).fold(text.len() as u64, |mark, &byte| mark << 8 | u64::from(byte));
        if seen[..at].contains(&mark) {
            return false;
        }
        seen[at] = mark;
    }
    true
}

/// Up to this many keys are compared pair by pair.
const FEW: usize = 16;

/// Length of `false`; no plain word that means something else than itself is longer.
const LONGEST_WORD: usize = 5;
