//! Where a node is written, in words, and where to point at it.

use super::document::Document;
use super::tree::NodeKind;
use super::value::{Children, Value};

impl<'a> Value<'a> {
    /// The collection it is written in.
    pub fn parent(self) -> Option<Self> {
        let tree = self.tree();
        let inside = |at: u32| at <= self.id() && self.id() < tree.nodes[at as usize].next;
        let mut at = tree.documents[tree.document_of(self.id())?].root?;
        let mut parent = None;
        while at != self.id() {
            parent = Some(at);
            let mut children = Children::new(tree, at + 1, tree.nodes[at as usize].next);
            at = children.find(|child| inside(child.id()))?.id();
        }
        parent.map(|node| Value::new(tree, node))
    }

    /// All collections it is written in, outermost first.
    pub fn ancestors(self) -> Vec<Self> {
        let tree = self.tree();
        let inside = |at: u32| at <= self.id() && self.id() < tree.nodes[at as usize].next;
        let mut all = Vec::new();
        let mut at = tree.document_of(self.id()).and_then(|it| tree.documents[it].root);
        while let Some(node) = at.filter(|it| *it != self.id()) {
            all.push(Value::new(tree, node));
            let mut children = Children::new(tree, node + 1, tree.nodes[node as usize].next);
            at = children.find(|child| inside(child.id())).map(Value::id);
        }
        all
    }

    /// The document it is written in.
    pub fn document(self) -> Option<Document<'a>> {
        Some(self.tree().document(self.tree().document_of(self.id())?))
    }

    /// Where it is written inside its document: `spec.containers[name=app].image`. Elements with a `name` are named by it,
    /// others counted from 0.
    pub fn location(self) -> String {
        let tree = self.tree();
        let root = tree.document_of(self.id()).and_then(|it| tree.documents[it].root);
        let Some(mut at) = root else { return String::new() };
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
