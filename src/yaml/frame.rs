//! Cuts a file into documents as `kubectl` does (apimachinery `util/yaml/decoder.go`): at every line that starts with
//! `---`, before any YAML is read. One broken document therefore never hides another.

use memchr::memmem;
use std::ops::Range;

/// One piece between separators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// Bytes of the document, separator lines and what follows a `...` line left out.
    pub(super) range: Range<usize>,
    /// What stands behind `---` on its line, where that is more than blanks or a comment.
    pub(super) trailing: Option<Range<usize>>,
    /// Bytes behind the `...` line.
    pub(super) rest: Range<usize>,
    /// The first line of content behind the `...` line, which `kubectl` ignores.
    pub(super) ignored: Option<Range<usize>>,
}

/// All pieces of a text from `start` on, in order. A piece may be empty.
pub(super) fn pieces(text: &str, start: usize) -> Vec<Piece> {
    let bytes = text.as_bytes();
    let separator = memmem::Finder::new("\n---");
    let mut pieces = Vec::new();
    let mut begin = start;
    let mut trailing = None;
    // Where a separator may begin next; the first line has no newline before it.
    let mut from = start;
    let mut first = bytes[start..].starts_with(b"---");
    loop {
        let at = match first {
            true => Some(start),
            false => separator.find(&bytes[from..]).map(|it| from + it + 1),
        };
        first = false;
        let Some(at) = at else { break };
        pieces.push(piece(text, begin..at, trailing.take()));
        let line_end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |it| at + it);
        let rest = text[at + 3..line_end].trim_end_matches('\r');
        let content = rest.trim_start_matches([' ', '\t']);
        if !content.is_empty() && !content.starts_with('#') {
            let from = at + 3 + rest.len() - content.len();
            trailing = Some(from..from + content.trim_end().len());
        }
        from = line_end;
        begin = (line_end + 1).min(bytes.len());
    }
    pieces.push(piece(text, begin..bytes.len(), trailing));
    pieces
}

/// Cuts off what follows the first `...` line: at the first column nothing else can be meant, not even in a scalar.
fn piece(text: &str, range: Range<usize>, trailing: Option<Range<usize>>) -> Piece {
    let bytes = &text.as_bytes()[..range.end];
    let mut from = range.start;
    let mut first = true;
    loop {
        let at = match first && bytes[from..].starts_with(b"...") {
            true => Some(from),
            false => memmem::find(&bytes[from..], b"\n...").map(|it| from + it + 1),
        };
        first = false;
        let Some(at) = at else {
            let end = range.end;
            return Piece { range, trailing, rest: end..end, ignored: None };
        };
        if bytes.get(at + 3).is_none_or(|it| matches!(it, b' ' | b'\t' | b'\r' | b'\n')) {
            let line_end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |it| at + it + 1);
            let rest = line_end..range.end;
            return Piece { range: range.start..at, trailing, ignored: content(text, rest.clone()), rest };
        }
        from = at;
    }
}

/// The first line with more than blanks, a comment or another `...`.
fn content(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut at = range.start;
    for line in text[range].split_inclusive('\n') {
        let content = line.trim();
        if !content.is_empty() && !content.starts_with('#') && content != "..." {
            let start = at + line.len() - line.trim_start().len();
            return Some(start..start + content.len());
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        pieces(text, 0).into_iter().map(|it| &text[it.range]).collect()
    }

    #[test]
    fn lines_that_start_with_three_dashes_part_documents() {
        assert_eq!(cut("a\n---\nb\n"), ["a\n", "b\n"]);
        assert_eq!(cut("---\nb"), ["", "b"]);
        assert_eq!(cut("---"), ["", ""]);
        assert_eq!(cut(""), [""]);
        assert_eq!(cut("---\n---\n"), ["", "", ""]);
        assert_eq!(cut("a: |\n  x\n---\n  y"), ["a: |\n  x\n", "  y"], "in a block scalar too");
        assert_eq!(cut("a\r\n---\r\nb\r\n"), ["a\r\n", "b\r\n"]);
        assert_eq!(cut("a\n --- \nb"), ["a\n --- \nb"], "only at the first column");
    }

    #[test]
    fn text_behind_the_dashes_is_noted() {
        let trailing = |text: &str| pieces(text, 0).pop().unwrap().trailing.map(|it| text[it].to_owned());
        assert_eq!(trailing("--- {a: b} \r\nc"), Some("{a: b}".to_owned()));
        assert_eq!(trailing("---x"), Some("x".to_owned()));
        assert_eq!(trailing("--- # note\nc"), None);
        assert_eq!(trailing("--- \t\r\nc"), None);
    }

    #[test]
    fn content_behind_three_dots_is_noted_and_not_read() {
        let text = "a: b\n... # end\n# c\n\n  d: e \nf\n---\ng\n...\n";
        let all = pieces(text, 0);
        assert_eq!(&text[all[0].range.clone()], "a: b\n");
        assert_eq!(&text[all[0].ignored.clone().unwrap()], "d: e");
        assert_eq!(all[1].ignored, None);
        assert_eq!(cut("a: ...\n...b\n"), ["a: ...\n...b\n"], "only dots alone");
    }
}
