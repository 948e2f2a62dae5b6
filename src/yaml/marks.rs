//! [`Marks`]: how far the tables of a tree were filled when a document began, to go back to where it cannot be read.

use super::tree::Tree;

/// Lengths of the tables.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    nodes: usize,
    decoded: usize,
    comments: usize,
    anchors: usize,
    tags: usize,
    typed: usize,
    alike: usize,
}

impl Marks {
    pub(super) fn of(tree: &Tree) -> Self {
        Self {
            nodes: tree.nodes.len(),
            decoded: tree.decoded.len(),
            comments: tree.comments.len(),
            anchors: tree.anchors.len(),
            tags: tree.tags.len(),
            typed: tree.typed.len(),
            alike: tree.alike.len(),
        }
    }

    /// Takes out what came since; comments only if asked to.
    pub(super) fn go_back(self, tree: &mut Tree, comments: bool) {
        tree.nodes.truncate(self.nodes);
        tree.decoded.truncate(self.decoded);
        tree.anchors.truncate(self.anchors);
        tree.tags.truncate(self.tags);
        tree.alike.truncate(self.alike);
        self.forget_types(tree);
        if comments {
            tree.comments.truncate(self.comments);
        }
    }

    /// Takes out the scalars that were noted since.
    pub(super) fn forget_types(self, tree: &mut Tree) {
        tree.typed.truncate(self.typed);
    }
}
