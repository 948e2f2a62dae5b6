//! [`Document`]: one piece of a file between two `---` lines, or one value of a JSON stream.

use super::names::{self, Names};
use super::scalar;
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

    /// The names of its keys, at any depth.
    pub fn names(self) -> &'a Names {
        &self.tree.documents[self.at].names
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

    /// Scalars that are no keys and whose text has at least so many bytes, in order; aliases are not followed.
    pub fn values(self, bytes: u32) -> impl Iterator<Item = Value<'a>> {
        self.pick(move |it| {
            it.kind == NodeKind::Scalar && it.flags & Node::KEY == 0 && it.value.1 - it.value.0 >= bytes
        })
    }

    /// Plain scalars that may be something else than a string: words such as `on`, and what begins like a number.
    pub fn typed(self) -> impl Iterator<Item = Value<'a>> {
        let tree = self.tree;
        self.of(&tree.typed).map(move |node| Value::new(tree, node))
    }

    /// Those of a list of nodes that are in this document. The list is in order of documents.
    fn of(self, nodes: &'a [u32]) -> impl Iterator<Item = u32> {
        let range = self.tree.documents[self.at].root.map_or(0..0, |root| root..self.tree.nodes[root as usize].next);
        let from = nodes.partition_point(|it| *it < range.start);
        nodes[from..].iter().copied().take_while(move |it| *it < range.end)
    }

    /// Values of the entries with one of these keys, in order; merged entries are where they are written.
    pub fn named(self, wanted: &[&str]) -> impl Iterator<Item = Value<'a>> {
        let tree = self.tree;
        let tags = wanted.iter().fold([0u64; 4], |mut tags, it| {
            let tag = usize::from(names::tag(it.as_bytes()));
            tags[tag / 64] |= 1 << (tag % 64);
            tags
        });
        let keys = self.pick(move |it| {
            it.flags & Node::KEY != 0
                && tags[usize::from(it.tag / 64)] >> (it.tag % 64) & 1 != 0
                && it.kind == NodeKind::Scalar
                && wanted.iter().any(|name| name.as_bytes() == tree.value_bytes(it))
        });
        keys.map(move |key| Value::new(tree, key.raw().next))
    }

    fn pick(self, wanted: impl Fn(&Node) -> bool) -> impl Iterator<Item = Value<'a>> {
        let root = self.tree.documents[self.at].root;
        let range = root.map_or(0..0, |root| root as usize..self.tree.nodes[root as usize].next as usize);
        let first = range.start;
        let nodes = self.tree.nodes[range].iter().enumerate();
        nodes.filter(move |it| wanted(it.1)).map(move |(at, _)| Value::new(self.tree, (first + at) as u32))
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
    let (tree, names_differ) = (document.tree, document.tree.tags.is_empty());
    let some = names_differ.then(|| document.of(&tree.alike));
    let every = (!names_differ).then(|| document.nodes().map(Value::id));
    let suspects = some.into_iter().flatten().chain(every.into_iter().flatten()).map(|it| Value::new(tree, it));
    for mapping in suspects.filter(|it| it.is_mapping() && !it.is_alias()) {
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

/// Whether the keys of a mapping are strings, all of them different: the case to be quick about. Where every key has a bit of
/// its own among the names of the mapping they differ; what shares one is told apart by length and first bytes, and what is
/// alike in those is left to a careful look.
fn few_differ(mapping: Value<'_>) -> bool {
    let tree = mapping.tree();
    let distinct = mapping.raw().value.1.count_ones() as usize == mapping.len();
    let mut seen = [0u64; FEW];
    for (at, key) in mapping.children().step_by(2).enumerate() {
        let node = key.raw();
        if node.kind != NodeKind::Scalar || node.flags & Node::TAGGED != 0 {
            return false;
        }
        let text = tree.value_bytes(node);
        // A key that is a number or a boolean may be another one in other letters: `on` and `true`, `010` and `8`.
        if node.style == Style::Plain && !scalar::is_surely_string(text) {
            return false;
        }
        if distinct {
            continue;
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
