//! What the differential tests, the fuzz target and the benchmark need to see: each way of reading by itself, and whether
//! two trees are the same. No part of the interface.

use super::tree::{Node, Tree};
use super::{fast, granit, read};
use crate::source::SourceId;
use std::sync::Arc;

/// Whether a text is read as a stream of JSON values.
pub fn is_json(text: &str) -> bool {
    fast::json(&mut Tree::new(SourceId(0), text.into()), text, 0)
}

/// Reads as YAML, without the fast path.
pub fn granit(source: SourceId, text: Arc<str>) -> Tree {
    read(Tree::new(source, Arc::clone(&text)), text, |tree, _, range| granit::parse(tree, range))
}

/// Reads as YAML with the fast path alone, and says for each document how long it is and why it was declined, if it was.
pub fn fast(source: SourceId, text: Arc<str>) -> (Tree, Vec<(usize, Option<String>)>) {
    let mut declined = Vec::new();
    let tree = read(Tree::new(source, Arc::clone(&text)), text, |tree, text, range| {
        let reason = fast::parse(tree, text, range.clone()).err();
        declined.push((range.len(), reason.map(|it| format!("{it:?}"))));
    });
    (tree, declined)
}

/// The first difference of two trees over the same text.
pub fn difference(one: &Tree, other: &Tree) -> Option<String> {
    let text = |tree: &Tree, node: &Node| {
        let range = node.value.0 as usize..node.value.1 as usize;
        match (node.kind, node.flags & Node::DECODED != 0) {
            (super::NodeKind::Scalar, true) => tree.decoded[range].to_owned(),
            (super::NodeKind::Scalar, false) => tree.text[range].to_owned(),
            _ => node.value.0.to_string(),
        }
    };
    for (at, (a, b)) in one.nodes.iter().zip(&other.nodes).enumerate() {
        let same =
            (a.kind, a.style, a.flags, a.start, a.end, a.next) == (b.kind, b.style, b.flags, b.start, b.end, b.next);
        if !same || (a.value != b.value && text(one, a) != text(other, b)) || text(one, a) != text(other, b) {
            return Some(format!("node {at}: {a:?} {:?}, {b:?} {:?}", text(one, a), text(other, b)));
        }
    }
    if one.nodes.len() != other.nodes.len() {
        return Some(format!("{} nodes, {} nodes", one.nodes.len(), other.nodes.len()));
    }
    let checks = [
        (one.comments == other.comments, format!("comments {:?}, {:?}", one.comments, other.comments)),
        (one.anchors == other.anchors, format!("anchors {:?}, {:?}", one.anchors, other.anchors)),
        (one.tags == other.tags, format!("tags {:?}, {:?}", one.tags, other.tags)),
        (one.documents == other.documents, format!("documents {:?}, {:?}", one.documents, other.documents)),
    ];
    checks.into_iter().find(|(same, _)| !same).map(|(_, text)| text)
}

/// Whatever is wrong with a tree by itself: spans out of the text or out of order.
pub fn invalid(tree: &Tree) -> Vec<String> {
    let mut wrong = Vec::new();
    let text = tree.text();
    let good = |start: u32, end: u32| {
        start <= end && text.is_char_boundary(start as usize) && text.is_char_boundary(end as usize)
    };
    for document in tree.documents() {
        for value in document.nodes() {
            let span = value.span();
            if !good(span.start, span.end) {
                wrong.push(format!("span {span:?} is no text"));
                continue;
            }
            if value.is_alias() || value.is_scalar() {
                continue;
            }
            let mut last = span.start;
            for child in value.children() {
                let it = child.span();
                if it.start < last || it.end > span.end {
                    wrong.push(format!("child {it:?} behind {last} in {span:?}"));
                }
                last = it.end;
            }
        }
    }
    for comment in tree.comments() {
        if !good(comment.start, comment.end) || !text[comment.start as usize..comment.end as usize].starts_with('#') {
            wrong.push(format!("comment {comment:?}"));
        }
    }
    for problem in tree.problems() {
        if !good(problem.span.start, problem.span.end) {
            wrong.push(format!("problem {problem:?}"));
        }
    }
    wrong
}
