//! How many places of a document see a node.

use crate::yaml::Value;
use crate::yaml::tree::NodeKind;

/// Nodes that aliases upon aliases multiply are counted up to here.
const MANY: usize = 1 << 16;

impl Value<'_> {
    /// How many places of the document this node stands at: where it is written, and wherever an alias stands for it or for
    /// what it is in.
    pub fn places(self) -> usize {
        count(self, 0)
    }
}

fn count(value: Value<'_>, depth: usize) -> usize {
    let tree = value.tree();
    if tree.anchors.is_empty() {
        return 1;
    }
    if depth > 64 {
        return MANY;
    }
    let mut sum = 0;
    let mut node = Some(value);
    while let Some(it) = node {
        if tree.anchors.binary_search_by_key(&it.id(), |it| it.node).is_ok() {
            let aliases = tree.nodes.iter().enumerate();
            let aliases = aliases.filter(|(_, node)| node.kind == NodeKind::Alias && node.value.0 == it.id());
            let seen: usize = aliases.map(|(at, _)| count(Value::new(tree, at as u32), depth + 1)).sum();
            sum = MANY.min(sum + seen);
        }
        node = it.parent();
    }
    sum + 1
}
