//! YAML and JSON as Kubernetes reads them, into one arena tree with a byte span for every node. Knows nothing of Kubernetes
//! objects.
//!
//! [`parse`] is the one way in. It cuts the text as `kubectl` does, reads each document on its own, and never fails: what is
//! wrong becomes a [`Problem`] at its place. [`Value`] is the way to read the result.

pub(crate) mod base64;
mod build;
mod decode;
mod diagnose;
mod document;
mod edit;
mod embedded;
mod fast;
mod frame;
mod granit;
mod limits;
mod location;
mod marks;
mod merge;
mod names;
mod scalar;
mod strict;
#[doc(hidden)]
pub mod testing;
mod tree;
mod typed;
mod value;

pub use decode::{DecodeError, decode};
pub use document::{Document, duplicate_keys};
pub use edit::Put;
pub use embedded::Embedded;
pub use merge::Entries;
pub use names::Names;
pub use scalar::Scalar;
pub use tree::{Comment, NodeKind, Problem, ProblemKind, Style, Tree};
pub use value::{Children, Value};

use crate::source::SourceId;
use std::ops::Range;
use std::sync::Arc;

/// Deepest nesting that is read; go-yaml refuses documents from 10,000 levels on, and nothing legitimate comes near.
pub const MAX_DEPTH: usize = 1_000;

/// Longest text that is read, in bytes. Spans hold 32 bits, and so do the places of decoded text, which escapes can make
/// half as long again as the text itself.
pub const MAX_SIZE: usize = 1 << 30;

/// Reads a text.
pub fn parse(source: SourceId, text: Arc<str>) -> Tree {
    let mut tree = Tree::new(source, Arc::clone(&text));
    let json = text.trim_start_matches('\u{feff}').trim_ascii_start().starts_with(['{', '[']);
    if json && text.len() <= MAX_SIZE && fast::json(&mut tree, &text, mark(&text)) {
        return tree;
    }
    read(tree, text, |tree, text, range| {
        if fast::parse(tree, text, range.clone()).is_err() {
            granit::parse(tree, range);
        }
    })
}

/// Reads a text, each document by the given reader.
fn read(mut tree: Tree, text: Arc<str>, mut document: impl FnMut(&mut Tree, &str, Range<usize>)) -> Tree {
    if text.len() > MAX_SIZE {
        let message = format!("a text of {} bytes; at most {MAX_SIZE} are read", text.len());
        tree.problem(ProblemKind::Limit, 0..0, message, "split the file");
        return tree;
    }
    let start = mark(&text);
    // Manifests come to one node in ten bytes or more.
    tree.nodes.reserve(text.len() / 12);
    for piece in frame::pieces(&text, start) {
        if let Some(trailing) = piece.trailing {
            let message = "text behind `---` on the same line";
            tree.problem(
                ProblemKind::Separator,
                trailing,
                message,
                "kubectl refuses this file; start the document on the next line",
            );
        }
        let mut range = piece.range;
        // Files joined end to end bring their byte order marks along; go-yaml skips one at the start of a document.
        range.start += mark(&text[range.clone()]);
        document(&mut tree, &text, range);
        limits::check(&mut tree);
        if let Some(ignored) = piece.ignored {
            let message = "content behind `...` is ignored by kubectl";
            tree.problem(ProblemKind::AfterEnd, ignored, message, "part documents by `---`, or remove the `...`");
        }
    }
    tree
}

/// Length of the byte order mark at the start of a text.
fn mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}
