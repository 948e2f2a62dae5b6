//! [`Value`], a cursor into a [`Tree`]: it is `Copy`, it knows its place, and it reads as Kubernetes does.
//!
//! Aliases are followed, merge keys are applied in document order as go-yaml v2 does (a later entry wins over an earlier
//! one, be it written or merged), the last of two equal keys wins, and null is absent.

use super::tree::{Node, NodeKind, Style, Tree};
use crate::source::Span;

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
    pub(super) fn new(tree: &'a Tree, node: u32) -> Self {
        Self { tree, node }
    }

    pub(super) fn raw(self) -> &'a Node {
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
    #[inline]
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
        if self.is_sequence() { self.children() } else { Children::none(self.tree) }
    }

    /// Entries of a mapping as written, `<<` among them; none for anything else.
    pub fn written(self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> {
        let mut children = if self.is_mapping() { self.children() } else { Children::none(self.tree) };
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// Whether it is a merge key.
    pub fn is_merge(self) -> bool {
        let node = self.raw();
        node.style == Style::Plain && node.end - node.start == 2 && self.source_text() == "<<"
    }

    /// The value of a key as written or merged; null values are absent, as the API server reads them.
    #[inline]
    pub fn get(self, key: &str) -> Option<Self> {
        self.get_raw(key).filter(|it| !it.is_null())
    }

    /// The value below keys parted by dots, such as `spec.template.spec`.
    pub fn path(self, path: &str) -> Option<Self> {
        // By hand: paths are short, and a general search costs more than the fields it parts.
        let (mut at, mut rest) = (self, path.as_bytes());
        while let Some(dot) = rest.iter().position(|&it| it == b'.') {
            at = at.get(path.get(path.len() - rest.len()..path.len() - rest.len() + dot)?)?;
            rest = &rest[dot + 1..];
        }
        at.get(path.get(path.len() - rest.len()..)?)
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
        self.get(key).map_or(Children::none(self.tree), Self::items)
    }
}

/// Iterator over the nodes directly below one.
#[derive(Clone, Debug)]
pub struct Children<'a> {
    tree: &'a Tree,
    at: u32,
    end: u32,
}

impl<'a> Children<'a> {
    pub(super) fn new(tree: &'a Tree, at: u32, end: u32) -> Self {
        Self { tree, at, end }
    }
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
