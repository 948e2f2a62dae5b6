//! [`Value`], a cursor into a [`Tree`]: it is `Copy`, it knows its place, and it reads as Kubernetes does.
//!
//! Aliases are followed, merge keys are applied in document order as go-yaml v2 does (a later entry wins over an earlier
//! one, be it written or merged), the last of two equal keys wins, and null is absent.

use super::scalar::{self, Scalar};
use super::tree::{Node, NodeKind, Style, Tree};
use crate::source::Span;

/// How deep `<<` is followed; kubectl refuses documents long before.
const MERGE_DEPTH: u8 = 16;

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
        self.tree.documents[self.at].root.map(|node| Value { tree: self.tree, node })
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
        range.map(move |node| Value { tree: self.tree, node })
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
        found.map(|node| Value { tree: self.tree, node })
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
        (node.kind == NodeKind::Scalar && offset < node.end).then_some(Value { tree: self, node: at as u32 })
    }

    /// The scalars whose text differs from what is written: escapes, folded lines, stripped indentation.
    pub fn decoded_scalars(&self) -> impl Iterator<Item = Value<'_>> {
        let decoded = |(_, node): &(usize, &Node)| node.flags & Node::DECODED != 0;
        self.nodes.iter().enumerate().filter(decoded).map(|(at, _)| Value { tree: self, node: at as u32 })
    }

    /// A document by position, from 0.
    pub fn document(&self, at: usize) -> Document<'_> {
        assert!(at < self.documents.len(), "a document of this file");
        Document { tree: self, at }
    }
}

/// A node of a document. Reads through aliases; its span is the place where it is written.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    tree: &'a Tree,
    node: u32,
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.source_text())
    }
}

impl PartialEq for Value<'_> {
    /// Equal when they are the same node of the same tree.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.node == other.node
    }
}

impl From<Value<'_>> for Span {
    /// Where to point: a scalar itself, a collection at its key (or at its first child).
    fn from(value: Value<'_>) -> Self {
        value.grip()
    }
}

impl<'a> Value<'a> {
    fn raw(self) -> &'a Node {
        &self.tree.nodes[self.node as usize]
    }

    fn with(self, node: u32) -> Self {
        Self { tree: self.tree, node }
    }

    /// The file.
    pub fn tree(self) -> &'a Tree {
        self.tree
    }

    /// Index of the node in its tree; a key for maps.
    pub fn id(self) -> u32 {
        self.node
    }

    /// The node itself, or what its alias stands for.
    #[must_use]
    pub fn resolved(self) -> Self {
        let node = self.raw();
        if node.kind == NodeKind::Alias && node.value.0 != u32::MAX { self.with(node.value.0) } else { self }
    }

    /// What the node is, aliases followed. An alias that nothing answers stays an alias.
    pub fn kind(self) -> NodeKind {
        self.resolved().raw().kind
    }

    /// How it is written here; an alias is plain.
    pub fn style(self) -> Style {
        self.raw().style
    }

    /// Whether an alias is written here.
    pub fn is_alias(self) -> bool {
        self.raw().kind == NodeKind::Alias
    }

    /// Whether it is a mapping.
    pub fn is_mapping(self) -> bool {
        self.kind() == NodeKind::Mapping
    }

    /// Whether it is a sequence.
    pub fn is_sequence(self) -> bool {
        self.kind() == NodeKind::Sequence
    }

    /// Whether it is a scalar.
    pub fn is_scalar(self) -> bool {
        self.kind() == NodeKind::Scalar
    }

    /// Whether it is the key of a mapping entry.
    pub fn is_key(self) -> bool {
        self.raw().flags & Node::KEY != 0
    }

    /// The bytes it takes, quotes and brackets included.
    pub fn span(self) -> Span {
        self.tree.span(self.raw().start, self.raw().end)
    }

    /// Those bytes as text.
    pub fn source_text(self) -> &'a str {
        &self.tree.text[self.span().range()]
    }

    /// The key it is the value of.
    pub fn key(self) -> Option<Self> {
        if self.raw().flags & Node::VALUE == 0 {
            return None;
        }
        let before = self.with(self.node.checked_sub(1)?);
        (before.raw().flags & Node::KEY != 0).then_some(before)
    }

    /// Text of the key it is the value of.
    pub fn key_text(self) -> Option<&'a str> {
        self.key()?.text()
    }

    /// Where to point a finger: a scalar's own bytes; a collection's or missing value's key; for a list item that is a
    /// mapping, its `name` or first key.
    pub fn grip(self) -> Span {
        let node = self.raw();
        if node.start != node.end && !matches!(node.kind, NodeKind::Mapping | NodeKind::Sequence) {
            let span = self.span();
            // Only the first line of a long text: the rest would fill the screen.
            let first = self.source_text().find('\n').map_or(span.end, |at| span.start + at as u32);
            return Span { end: first.max(span.start), ..span };
        }
        if let Some(key) = self.key() {
            return key.span();
        }
        if node.style == Style::Flow {
            let first = self.source_text().find('\n').map_or(node.end, |at| node.start + at as u32);
            return self.tree.span(node.start, first);
        }
        if node.kind == NodeKind::Mapping
            && let Some(name) = self.get("name").filter(|it| it.raw().kind == NodeKind::Scalar)
        {
            return name.span();
        }
        if node.next > self.node + 1 { self.with(self.node + 1).grip() } else { self.span() }
    }

    /// From the key, where there is one, to the end of the value.
    pub fn entry_span(self) -> Span {
        self.key().map_or(self.span(), |key| key.span().to(self.span()))
    }

    /// The anchor written on this node, with its `&`.
    pub fn anchor(self) -> Option<Span> {
        self.property(Node::ANCHORED, &self.tree.anchors)
    }

    /// The tag written on this node, such as `!!binary`.
    pub fn tag(self) -> Option<Span> {
        self.property(Node::TAGGED, &self.tree.tags)
    }

    fn property(self, flag: u8, table: &[super::tree::Property]) -> Option<Span> {
        if self.raw().flags & flag == 0 {
            return None;
        }
        let at = table.binary_search_by_key(&self.node, |it| it.node).ok()?;
        Some(self.tree.span(table[at].start, table[at].end))
    }

    // ---- scalars

    /// Decoded text of a scalar, whatever its type; `None` for a collection.
    pub fn text(self) -> Option<&'a str> {
        let node = self.resolved().raw();
        if node.kind != NodeKind::Scalar {
            return None;
        }
        let range = node.value.0 as usize..node.value.1 as usize;
        if node.flags & Node::DECODED != 0 { self.tree.decoded.get(range) } else { self.tree.text.get(range) }
    }

    /// Whether the text differs from what is written between quotes or indicators.
    pub fn is_decoded(self) -> bool {
        self.raw().flags & Node::DECODED != 0
    }

    /// The scalar typed as Kubernetes types it; `None` for a collection.
    pub fn scalar(self) -> Option<Scalar<'a>> {
        let it = self.resolved();
        let text = it.text()?;
        let tag = it.tag().map(|span| &self.tree.text[span.range()]);
        Some(match it.raw().style {
            Style::Plain => scalar::resolve(text, tag),
            _ => scalar::resolve_quoted(text, tag),
        })
    }

    /// The text, where the type is string.
    pub fn as_str(self) -> Option<&'a str> {
        match self.scalar()? {
            Scalar::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The value, where the type is boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.scalar()? {
            Scalar::Bool(it) => Some(it),
            _ => None,
        }
    }

    /// The value, where the type is integer, or a float without a fraction (JSON knows no difference).
    pub fn as_int(self) -> Option<i64> {
        match self.scalar()? {
            Scalar::Int(it) => Some(it),
            Scalar::Float(it) if it.fract() == 0.0 && it.abs() < 9e15 => Some(it as i64),
            _ => None,
        }
    }

    /// Whether it is the boolean true (`true`, `yes`, `on`, `y` …).
    pub fn is_true(self) -> bool {
        self.as_bool() == Some(true)
    }

    /// Whether it is the boolean false.
    pub fn is_false(self) -> bool {
        self.as_bool() == Some(false)
    }

    /// Whether it is null: empty, `~` or `null`.
    pub fn is_null(self) -> bool {
        self.scalar() == Some(Scalar::Null)
    }

    // ---- collections

    /// How many items or entries are written; 0 for a scalar.
    pub fn len(self) -> usize {
        let node = self.resolved().raw();
        match node.kind {
            NodeKind::Sequence => node.value.0 as usize,
            NodeKind::Mapping => node.value.0 as usize / 2,
            _ => 0,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Nodes directly below, as written: items of a sequence, keys and values of a mapping in turn.
    pub fn children(self) -> Children<'a> {
        let it = self.resolved();
        let node = it.raw();
        let collection = matches!(node.kind, NodeKind::Mapping | NodeKind::Sequence);
        Children { tree: it.tree, at: it.node + 1, end: if collection { node.next } else { it.node + 1 } }
    }

    /// Items of a sequence; none for anything else.
    pub fn items(self) -> Children<'a> {
        if self.is_sequence() { self.children() } else { Children { tree: self.tree, at: 0, end: 0 } }
    }

    /// Entries of a mapping as written, `<<` among them; none for anything else.
    pub fn written(self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> {
        let mut children =
            if self.is_mapping() { self.children() } else { Children { tree: self.tree, at: 0, end: 0 } };
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// Entries of a mapping as Kubernetes sees them: merged, and of equal keys only the last, at its place.
    pub fn entries(self) -> Entries<'a> {
        if !self.written().any(|(key, _)| key.is_merge()) {
            let children =
                if self.is_mapping() { self.children() } else { Children { tree: self.tree, at: 0, end: 0 } };
            return Entries::Plain(children);
        }
        let mut all: Vec<(Value<'a>, Value<'a>)> = Vec::new();
        self.flatten(&mut all, MERGE_DEPTH);
        Entries::Merged(all.into_iter())
    }

    fn flatten(self, all: &mut Vec<(Value<'a>, Value<'a>)>, depth: u8) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let set = |all: &mut Vec<(Value<'a>, Value<'a>)>, entry: (Value<'a>, Value<'a>)| match all
            .iter_mut()
            .find(|(key, _)| key.text() == entry.0.text())
        {
            Some(slot) => *slot = entry,
            None => all.push(entry),
        };
        for (key, value) in self.written() {
            if !key.is_merge() {
                set(all, (key, value));
                continue;
            }
            // Of several merged maps the earlier wins, so they are applied from the last to the first.
            let maps: Vec<_> = if value.is_sequence() { value.items().collect() } else { vec![value] };
            for map in maps.into_iter().rev() {
                let mut merged = Vec::new();
                map.flatten(&mut merged, depth);
                merged.into_iter().for_each(|entry| set(all, entry));
            }
        }
    }

    /// Whether it is a merge key.
    pub fn is_merge(self) -> bool {
        let node = self.raw();
        node.style == Style::Plain && node.end - node.start == 2 && self.source_text() == "<<"
    }

    /// The value of a key as written or merged; null values are absent, as the API server reads them.
    pub fn get(self, key: &str) -> Option<Self> {
        self.get_raw(key).filter(|it| !it.is_null())
    }

    /// The value of a key, null or not.
    pub fn get_raw(self, key: &str) -> Option<Self> {
        self.lookup(key, MERGE_DEPTH)
    }

    fn lookup(self, key: &str, depth: u8) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        let mut found = None;
        for (name, value) in self.written() {
            if name.text() == Some(key) {
                found = Some(value);
            } else if name.is_merge() {
                let merged = if value.is_sequence() {
                    value.items().find_map(|map| map.lookup(key, depth))
                } else {
                    value.lookup(key, depth)
                };
                found = merged.or(found);
            }
        }
        found
    }

    /// The value below keys parted by dots, such as `spec.template.spec`.
    pub fn path(self, path: &str) -> Option<Self> {
        path.split('.').try_fold(self, Self::get)
    }

    /// The string below a key.
    pub fn str(self, key: &str) -> Option<&'a str> {
        self.get(key)?.as_str()
    }

    /// Whether the key is the boolean true.
    pub fn flag(self, key: &str) -> bool {
        self.get(key).is_some_and(Self::is_true)
    }

    /// Items of the list below a key; none where it is absent.
    pub fn list(self, key: &str) -> Children<'a> {
        self.get(key).map_or(Children { tree: self.tree, at: 0, end: 0 }, Self::items)
    }

    /// The collection it is written in.
    pub fn parent(self) -> Option<Self> {
        let tree = self.tree;
        let inside = |at: u32| at <= self.node && self.node < tree.nodes[at as usize].next;
        let mut at = tree.documents.iter().filter_map(|it| it.root).find(|&root| inside(root))?;
        let mut parent = None;
        while at != self.node {
            parent = Some(at);
            let mut children = Children { tree, at: at + 1, end: tree.nodes[at as usize].next };
            at = children.find(|child| inside(child.node))?.node;
        }
        parent.map(|node| self.with(node))
    }

    /// Where it is written inside its document: `spec.containers[name=app].image`. Elements with a `name` are named by it,
    /// others counted from 0.
    pub fn location(self) -> String {
        let tree = self.tree;
        let Some(mut at) = tree
            .documents
            .iter()
            .filter_map(|it| it.root)
            .find(|&root| root <= self.node && self.node < tree.nodes[root as usize].next)
        else {
            return String::new();
        };
        let mut path = String::new();
        while at != self.node {
            let here = self.with(at);
            let mut children = Children { tree, at: at + 1, end: here.raw().next };
            let mut number = 0;
            let Some(child) = children.by_ref().find(|child| {
                number += 1;
                child.node <= self.node && self.node < child.raw().next
            }) else {
                break;
            };
            if here.raw().kind == NodeKind::Sequence {
                match child.str("name") {
                    Some(name) => path.push_str(&format!("[name={name}]")),
                    None => path.push_str(&format!("[{}]", number - 1)),
                }
            } else {
                let key = if child.is_key() { Some(child) } else { child.key() };
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key.and_then(Self::text).unwrap_or("?"));
            }
            at = child.node;
        }
        path
    }
}

/// Iterator over the nodes directly below one.
#[derive(Clone, Debug)]
pub struct Children<'a> {
    tree: &'a Tree,
    at: u32,
    end: u32,
}

impl<'a> Iterator for Children<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.at >= self.end {
            return None;
        }
        let value = Value { tree: self.tree, node: self.at };
        self.at = self.tree.nodes[self.at as usize].next;
        Some(value)
    }
}

/// Iterator over the entries of a mapping.
#[derive(Debug)]
pub enum Entries<'a> {
    /// No merge key: straight from the tree.
    Plain(Children<'a>),
    /// With merge keys: flattened.
    Merged(std::vec::IntoIter<(Value<'a>, Value<'a>)>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = (Value<'a>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Plain(children) => Some((children.next()?, children.next()?)),
            Self::Merged(all) => all.next(),
        }
    }
}
