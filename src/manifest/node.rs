//! [`Node`], a place in a tree that the views remember: four bytes instead of a cursor.

use crate::yaml::{Tree, Value};

/// The id of a node in the tree of its view, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node(pub(super) u32);

impl Node {
    const NONE: Self = Self(u32::MAX);

    pub(super) fn of(value: Value<'_>) -> Self {
        Self(value.id())
    }

    /// The cursor to it.
    #[inline]
    pub(super) fn value(self, tree: &Tree) -> Option<Value<'_>> {
        (self != Self::NONE).then(|| tree.value(self.0))
    }
}

impl From<Option<Value<'_>>> for Node {
    fn from(value: Option<Value<'_>>) -> Self {
        value.map_or(Self::NONE, Self::of)
    }
}

#[cfg(test)]
mod tests {
    use crate::manifest::{Container, Pod, Resource};

    #[test]
    fn views_are_small() {
        assert!(size_of::<Resource<'_>>() <= 72, "{}", size_of::<Resource<'_>>());
        assert!(size_of::<Pod<'_>>() <= 88, "{}", size_of::<Pod<'_>>());
        assert!(size_of::<Container<'_>>() <= 104, "{}", size_of::<Container<'_>>());
    }
}
