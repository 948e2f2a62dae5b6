//! Where a node is written, in words, and where to point at it.

use super::document::Document;
use super::tree::NodeKind;
use super::value::{Children, Value};

impl<'a> Value<'a> {
    /// The collection it is written in.
    pub fn parent(self) -> Option<Self> {
        self.around().last()
    }

    /// All collections it is written in, outermost first.
    pub fn ancestors(self) -> Vec<Self> {
        self.around().collect()
    }

    fn around(self) -> impl Iterator<Item = Self> {
        let tree = self.tree();
        let inside = move |it: &Self| it.id() <= self.id() && self.id() < tree.nodes[it.id() as usize].next;
        let root = tree.document_of(self.id()).and_then(|it| tree.documents[it].root);
        let below = move |it: &Self| Children::new(tree, it.id() + 1, it.raw().next).find(inside);
        std::iter::successors(root.map(|it| Value::new(tree, it)), below).take_while(move |it| it.id() != self.id())
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
