//! YAML and JSON as Kubernetes reads them, into one arena tree with a byte span for every node. Knows nothing of Kubernetes
//! objects.
//!
//! [`parse`] is the one way in. It cuts the text as `kubectl` does, reads each document on its own, and never fails: what is
//! wrong becomes a [`Problem`] at its place. [`Value`] is the way to read the result.

mod build;
mod edit;
mod frame;
mod granit;
mod scalar;
mod tree;
mod value;

pub use scalar::Scalar;
pub use tree::{Comment, NodeKind, Problem, ProblemKind, Style, Tree};
pub use value::{Children, Document, Entries, Value};

use crate::source::SourceId;
use std::sync::Arc;

/// Deepest nesting that is read; go-yaml refuses documents from 10,000 levels on, and nothing legitimate comes near.
pub const MAX_DEPTH: usize = 1_000;

/// Reads a text.
pub fn parse(source: SourceId, text: Arc<str>) -> Tree {
    let mut tree = Tree::new(source, text);
    for piece in frame::pieces(&tree.text.clone()) {
        if let Some(trailing) = piece.trailing {
            let span = tree.span(trailing.start as u32, trailing.end as u32);
            tree.problems.push(Problem {
                kind: ProblemKind::Separator,
                span,
                message: "text behind `---` on the same line".to_owned(),
                help: Some("kubectl refuses this file; start the document on the next line".to_owned()),
                related: None,
            });
        }
        granit::parse(&mut tree, piece.range);
    }
    tree
}
