//! Cuts a file into documents as `kubectl` does (apimachinery `util/yaml/decoder.go`): at every line that starts with
//! `---`, before any YAML is read. One broken document therefore never hides another.

use std::ops::Range;

/// One piece between separators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Bytes of the document, separator lines left out.
    pub(super) range: Range<usize>,
    /// What stands behind `---` on its line, where that is more than blanks or a comment.
    pub(super) trailing: Option<Range<usize>>,
}

/// All pieces of a text, in order. A piece may be empty.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut trailing = None;
    let mut at = 0;
    loop {
        let line_end = bytes[at..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |it| at + it);
        if bytes[at..].starts_with(b"---") {
            pieces.push(Piece { range: start..at, trailing: trailing.take() });
            let rest = text[at + 3..line_end].trim_end_matches('\r');
            let content = rest.trim_start_matches([' ', '\t']);
            let indent = rest.len() - content.len();
            if !content.is_empty() && !content.starts_with('#') {
                let from = at + 3 + indent;
                trailing = Some(from..from + content.trim_end().len());
            }
            start = (line_end + 1).min(bytes.len());
        }
        if line_end == bytes.len() {
            break;
        }
        at = line_end + 1;
    }
    pieces.push(Piece { range: start..bytes.len(), trailing });
    pieces
}
