//! Puts nodes into a [`Tree`]: the one way in for the fast path and for the event parser, so that both yield the same.

use super::marks::Marks;
use super::names::{self, Names};
use super::scalar;
use super::tree::{DocumentEntry, Node, NodeKind, Problem, Property, Style, Tree};

/// Where the text of a scalar is.
pub(super) enum Text<'t> {
    /// These bytes of the source.
    Source(u32, u32),
    /// A text of its own.
    Decoded(&'t str),
}

#[derive(Clone, Copy)]
struct Open {
    node: u32,
    children: u32,
    mapping: bool,
    /// The bits of the keys, see [`names`].
    names: u32,
    /// A key is no plain or quoted string: its name may be that of another one in other letters.
    odd: bool,
}

/// State of one document under construction.
pub(super) struct Builder<'t> {
    pub(super) tree: &'t mut Tree,
    open: Vec<Open>,
    root: u32,
    /// One past the last byte of the last finished node.
    last_end: u32,
    merges: bool,
    names: Names,
    marks: Marks,
}

impl<'t> Builder<'t> {
    pub(super) fn new(tree: &'t mut Tree) -> Self {
        let root = tree.nodes.len() as u32;
        let marks = Marks::of(tree);
        Self { tree, open: Vec::new(), root, last_end: 0, merges: false, names: Names::NONE, marks }
    }

    /// Index that the next node will have.
    pub(super) fn next_node(&self) -> u32 {
        self.tree.nodes.len() as u32
    }

    /// How many collections are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The collections that are not finished, outermost first.
    pub(super) fn open_nodes(&self) -> impl Iterator<Item = u32> {
        self.open.iter().map(|it| it.node)
    }

    /// Whether the next node will be a key.
    pub(super) fn expects_key(&self) -> bool {
        self.open.last().is_some_and(|it| it.mapping && it.children % 2 == 0)
    }

    /// Whether the collection at this node is not finished.
    pub(super) fn is_open(&self, node: u32) -> bool {
        self.tree.nodes[node as usize].next == 0
    }

    #[inline(always)]
    fn place(&mut self) -> u8 {
        let Some(open) = self.open.last_mut() else { return 0 };
        let flags = match open.mapping {
            true if open.children % 2 == 0 => Node::KEY,
            true => Node::VALUE,
            false => 0,
        };
        open.children += 1;
        flags
    }

    /// The innermost mapping has a key with these bits.
    #[inline(always)]
    fn holds(&mut self, names: u32) {
        if let Some(open) = self.open.last_mut() {
            open.names |= names;
        }
    }

    /// The node about to be entered with these flags and this text is a key or none; gives its tag.
    #[inline(always)]
    fn name(&mut self, flags: u8, (start, end): (u32, u32)) -> u8 {
        if flags & Node::KEY == 0 {
            return 0;
        }
        let decoded = flags & Node::DECODED != 0;
        let texts = if decoded { self.tree.decoded.as_bytes() } else { self.tree.text.as_bytes() };
        let name = &texts[start as usize..end as usize];
        let (bit, tag) = (names::bit(name), names::tag(name));
        self.names.enter(name);
        self.holds(bit);
        tag
    }

    #[inline(always)]
    pub(super) fn scalar(&mut self, style: Style, start: u32, end: u32, text: Text<'_>) -> u32 {
        let mut flags = self.place();
        let value = match text {
            Text::Source(start, end) => (start, end),
            Text::Decoded(text) => {
                let from = self.tree.decoded.len() as u32;
                self.tree.decoded.push_str(text);
                flags |= Node::DECODED;
                (from, from + text.len() as u32)
            }
        };
        let node = self.next_node();
        if flags & Node::KEY != 0 {
            let source = &self.tree.text.as_bytes()[start as usize..end as usize];
            self.merges |= style == Style::Plain && source == b"<<";
        }
        let tag = self.name(flags, value);
        self.note_type(style, flags, value, node);
        self.tree.nodes.push(Node { kind: NodeKind::Scalar, style, flags, tag, start, end, value, next: node + 1 });
        self.last_end = end;
        node
    }

    /// Plain scalars that are perhaps no strings are noted.
    #[inline(always)]
    fn note_type(&mut self, style: Style, flags: u8, (start, end): (u32, u32), node: u32) {
        if style != Style::Plain {
            return;
        }
        let decoded = flags & Node::DECODED != 0;
        let texts = if decoded { self.tree.decoded.as_bytes() } else { self.tree.text.as_bytes() };
        if scalar::is_surely_string(&texts[start as usize..end as usize]) {
            return;
        }
        self.tree.typed.push(node);
        if flags & Node::KEY != 0 {
            self.mark_odd();
        }
    }

    /// The innermost mapping has a key whose name takes a closer look.
    fn mark_odd(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.odd = true;
        }
    }

    /// A scalar whose text is what was appended to [`Tree::decoded`] from `from` on.
    pub(super) fn decoded(&mut self, style: Style, start: u32, end: u32, from: usize) -> u32 {
        let flags = self.place() | Node::DECODED;
        let node = self.next_node();
        let value = (from as u32, self.tree.decoded.len() as u32);
        let tag = self.name(flags, value);
        self.note_type(style, flags, value, node);
        self.tree.nodes.push(Node { kind: NodeKind::Scalar, style, flags, tag, start, end, value, next: node + 1 });
        self.last_end = end;
        node
    }

    /// `target` is the node that carries the anchor.
    pub(super) fn alias(&mut self, start: u32, end: u32, target: u32) {
        let flags = self.place();
        let node = self.next_node();
        let value = (target, 0);
        if flags & Node::KEY != 0 {
            self.holds(names::ANY);
            self.mark_odd();
            self.names = Names::ANY;
        }
        self.tree.nodes.push(Node {
            kind: NodeKind::Alias,
            style: Style::Plain,
            flags,
            tag: 0,
            start,
            end,
            value,
            next: node + 1,
        });
        self.last_end = end;
    }

    pub(super) fn begin(&mut self, kind: NodeKind, style: Style, start: u32) -> u32 {
        let flags = self.place();
        let node = self.next_node();
        if flags & Node::KEY != 0 {
            self.mark_odd();
        }
        self.tree.nodes.push(Node { kind, style, flags, tag: 0, start, end: start, value: (0, 0), next: 0 });
        self.open.push(Open { node, children: 0, mapping: kind == NodeKind::Mapping, names: 0, odd: false });
        self.last_end = start;
        node
    }

    /// `end` counts for flow collections only; block collections end with their last child.
    pub(super) fn end(&mut self, end: u32) {
        let Some(open) = self.open.pop() else { return };
        let next = self.next_node();
        let first = self.tree.nodes.get(open.node as usize + 1).map(|it| it.start);
        let alike = open.mapping && (open.odd || open.names.count_ones() < open.children / 2);
        if alike {
            self.tree.alike.push(open.node);
        }
        let node = &mut self.tree.nodes[open.node as usize];
        node.next = next;
        node.tag = u8::from(alike);
        node.value = (open.children, open.names);
        if node.style == Style::Flow {
            node.end = end;
        } else {
            node.start = first.unwrap_or(node.start);
            node.end = self.last_end.max(node.start);
        }
        self.last_end = node.end;
    }

    /// Moves a missing value, just entered, behind the property that was read for it.
    pub(super) fn place_missing(&mut self, node: u32, at: u32) {
        let node = &mut self.tree.nodes[node as usize];
        if node.kind == NodeKind::Scalar && node.style == Style::Plain && node.start == node.end && node.start < at {
            (node.start, node.end, node.value) = (at, at, (at, at));
            self.last_end = at;
        }
    }

    pub(super) fn anchor(&mut self, node: u32, start: u32, end: u32) {
        self.tree.nodes[node as usize].flags |= Node::ANCHORED;
        self.tree.anchors.push(Property { node, start, end });
    }

    pub(super) fn tag(&mut self, node: u32, start: u32, end: u32) {
        self.tree.nodes[node as usize].flags |= Node::TAGGED;
        self.tree.tags.push(Property { node, start, end });
    }

    /// The document is complete: enters it. A lone missing value is no content.
    pub(super) fn finish(self, start: u32, end: u32) {
        let root = self.root;
        let nodes = &mut self.tree.nodes;
        let bare = |it: &Node| it.kind == NodeKind::Scalar && it.start == it.end && it.flags == 0;
        let empty = nodes.len() as u32 == root + 1 && nodes.last().is_some_and(bare);
        if empty {
            nodes.pop();
        }
        let root = (nodes.len() as u32 > root).then_some(root);
        if empty {
            self.marks.forget_types(self.tree);
        }
        self.tree.merges |= self.merges;
        self.tree.documents.push(DocumentEntry {
            start,
            end,
            first: self.root,
            root,
            broken: false,
            names: self.names,
        });
    }

    /// Forgets all that was read of this document, but keeps its comments.
    pub(super) fn discard(&mut self) {
        self.forget(false);
    }

    /// Forgets all that was read of this document, comments too: another parser will read it.
    pub(super) fn rewind(&mut self) {
        self.forget(true);
    }

    fn forget(&mut self, comments: bool) {
        self.marks.go_back(self.tree, comments);
        self.open.clear();
        self.merges = false;
        self.names = Names::NONE;
    }

    /// The document cannot be read: enters it as broken, with the problem.
    pub(super) fn fail(mut self, start: u32, end: u32, problem: Problem) {
        self.discard();
        self.tree.problems.push(problem);
        self.tree.documents.push(DocumentEntry {
            start,
            end,
            first: self.root,
            root: None,
            broken: true,
            names: Names::NONE,
        });
    }
}
