//! The arena: all nodes of a file in one vector, in the order in which they are written (preorder).
//!
//! A subtree is a slice of that vector, so walking needs no recursion and dropping needs none either: deep nesting
//! cannot overflow a stack. Kinds, spans and value slices take 24 bytes a node.

use super::Value;
use super::names::Names;
use crate::source::{SourceId, Span};
use std::ops::Range;
use std::sync::Arc;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A string, number, boolean or null; typed on demand.
    Scalar,
    /// Keys and values, which alternate among the children.
    Mapping,
    /// Items.
    Sequence,
    /// `*name`; stands for the node that carries the anchor.
    Alias,
}

/// How a node is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A scalar without quotes, or an alias.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// A collection by indentation.
    Block,
    /// A collection in brackets.
    Flow,
}

/// One node. For a scalar `value` is the range of its decoded text, in the source or, with [`Node::DECODED`], in
/// [`Tree::decoded`]; for a collection `value.0` counts its children (items, or keys plus values), and for a mapping
/// `value.1` has the bits of its [`names`](super::names); for an alias
/// `value.0` is the index of its target, [`u32::MAX`] where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) style: Style,
    pub(crate) flags: u8,
    /// For a key that is a scalar, its [`tag`](super::names::tag); for a mapping 1 if two of its keys may be the same name; else 0.
    pub(crate) tag: u8,
    /// Bytes of the node in the source: quotes and brackets included, properties (anchor, tag) not. A block scalar runs
    /// from its indicator to the end of its last line that has content; a block collection from its first child to the
    /// end of its last; a missing value is empty and lies just behind what announces it (`:`, `-`, `?` or a property).
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) value: (u32, u32),
    /// Index of the first node behind this subtree.
    pub(crate) next: u32,
}

impl Node {
    /// Value of a mapping entry: the node before it ends its key.
    pub(crate) const VALUE: u8 = 1;
    /// Key of a mapping entry.
    pub(crate) const KEY: u8 = 2;
    /// The text is in [`Tree::decoded`].
    pub(crate) const DECODED: u8 = 4;
    /// Listed in [`Tree::anchors`].
    pub(crate) const ANCHORED: u8 = 8;
    /// Listed in [`Tree::tags`].
    pub(crate) const TAGGED: u8 = 16;
}

/// A comment, from `#` to before the line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// First byte, the `#`.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A property of a node: an anchor (`&name`) or a tag (`!!str`), with its bytes, indicator included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Property {
    pub(crate) node: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// One document of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DocumentEntry {
    /// Bytes of the piece between two `---` lines.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Number of nodes before it.
    pub(crate) first: u32,
    /// Root node; `None` for a piece without content, or one that could not be read.
    pub(crate) root: Option<u32>,
    /// A problem stopped the reading of this piece.
    pub(crate) broken: bool,
    /// Its keys.
    pub(crate) names: Names,
}

/// What went wrong while reading, by what the reader must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// Not YAML (or not JSON); the document is not read.
    Syntax,
    /// Text behind `---` on the same line: YAML, but `kubectl` refuses it.
    Separator,
    /// Content behind a `...` line: `kubectl` ignores it, other readers do not.
    AfterEnd,
    /// A limit on depth, alias expansion or size; the document is not read.
    Limit,
    /// Bytes that are not UTF-8, or a control character; the file or document is not read.
    Encoding,
}

/// A problem at its place, as a finding needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do, where that is known.
    pub help: Option<String>,
    /// Another place that explains it, such as the opening quote.
    pub related: Option<(Span, String)>,
}

/// The parsed form of one file.
#[derive(Debug)]
pub struct Tree {
    pub(crate) source: SourceId,
    pub(crate) text: Arc<str>,
    pub(crate) nodes: Vec<Node>,
    /// Texts that differ from their source: escapes, folded lines, stripped indentation.
    pub(crate) decoded: String,
    pub(crate) comments: Vec<Comment>,
    /// In order of nodes.
    pub(crate) anchors: Vec<Property>,
    /// In order of nodes.
    pub(crate) tags: Vec<Property>,
    pub(crate) documents: Vec<DocumentEntry>,
    pub(crate) problems: Vec<Problem>,
    /// Plain scalars that may be something else than strings. In order of nodes.
    pub(crate) typed: Vec<u32>,
    /// Mappings of which two keys may be the same name, unless there are tags, which make that hard to tell. In order of
    /// documents.
    pub(crate) alike: Vec<u32>,
    /// Some document holds a merge key (`<<`).
    pub(crate) merges: bool,
}

impl Tree {
    /// An empty tree over a text.
    pub(crate) fn new(source: SourceId, text: Arc<str>) -> Self {
        Self {
            source,
            text,
            nodes: Vec::new(),
            decoded: String::new(),
            comments: Vec::new(),
            anchors: Vec::new(),
            tags: Vec::new(),
            documents: Vec::new(),
            problems: Vec::new(),
            typed: Vec::new(),
            alike: Vec::new(),
            merges: false,
        }
    }

    /// Notes what is wrong at these bytes.
    pub(super) fn problem(
        &mut self,
        kind: ProblemKind,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = self.span(range.start as u32, range.end as u32);
        self.problems.push(Problem { kind, span, message: message.into(), help: Some(help.into()), related: None });
    }

    /// Decoded text of a scalar node.
    #[inline]
    pub(crate) fn value_text(&self, node: &Node) -> &str {
        let text = if node.flags & Node::DECODED != 0 { self.decoded.as_str() } else { &self.text };
        text.get(node.value.0 as usize..node.value.1 as usize).unwrap_or_default()
    }

    /// The bytes of [`Self::value_text`].
    #[inline]
    pub(crate) fn value_bytes(&self, node: &Node) -> &[u8] {
        let text = if node.flags & Node::DECODED != 0 { self.decoded.as_bytes() } else { self.text.as_bytes() };
        text.get(node.value.0 as usize..node.value.1 as usize).unwrap_or_default()
    }

    /// The node of this id, which [`Value::id`] gave.
    #[inline]
    pub fn value(&self, id: u32) -> Value<'_> {
        Value::new(self, id)
    }

    /// The document that holds the node of this id; [`Tree::document`] takes its number.
    pub(super) fn document_of(&self, id: u32) -> Option<usize> {
        let behind = self.documents.partition_point(|it| it.first <= id);
        let held =
            |at: &usize| self.documents[*at].root.is_some_and(|it| it <= id && id < self.nodes[it as usize].next);
        behind.checked_sub(1).filter(held)
    }

    /// The file this tree was read from.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// The text of that file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What went wrong, in order of place.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// All comments, in order of place.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// A span in this file.
    pub fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.source, start, end)
    }

    /// How many documents the file holds, the empty ones included.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Heap bytes held by the tree, the text not counted.
    pub fn heap_bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
            + self.decoded.capacity()
            + self.comments.capacity() * size_of::<Comment>()
            + (self.anchors.capacity() + self.tags.capacity()) * size_of::<Property>()
            + (self.typed.capacity() + self.alike.capacity()) * size_of::<u32>()
            + self.documents.capacity() * size_of::<DocumentEntry>()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_node_takes_24_bytes() {
        assert_eq!(size_of::<super::Node>(), 24);
    }
}
