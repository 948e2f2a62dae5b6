//! Where a node is written, in words, and where to point at it.

use super::tree::NodeKind;
use super::value::{Children, Value};

impl Value<'_> {
    /// Where it is written inside its document: `spec.containers[name=app].image`. Elements with a `name` are named by it,
    /// others counted from 0.
    pub fn location(self) -> String {
        let tree = self.tree();
        let Some(mut at) = tree
            .documents
            .iter()
            .filter_map(|it| it.root)
            .find(|&root| root <= self.id() && self.id() < tree.nodes[root as usize].next)
        else {
            return String::new();
        };
        let mut path = String::new();
        while at != self.id() {
            let here = Value::new(tree, at);
            let mut children = Children::new(tree, at + 1, here.raw().next);
            let mut number = 0;
            let Some(child) = children.by_ref().find(|child| {
                number += 1;
                child.id() <= self.id() && self.id() < child.raw().next
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
            at = child.id();
        }
        path
    }
}
