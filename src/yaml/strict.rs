//! What go-yaml refuses and `granit-parser` lets pass: Kubernetes' verdict counts.

use crate::source::Span;
use std::ops::Range;

/// What is wrong, where, and what to do.
pub(super) struct Refusal {
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: &'static str,
}

fn refuse(range: Range<usize>, message: impl Into<String>, help: &'static str) -> Refusal {
    Refusal { range, message: message.into(), help }
}

/// The start of the character that holds a byte.
pub(super) fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Moves the ends of a span out to where characters begin and end.
pub(super) fn widen(text: &str, span: &mut Span) {
    span.start = boundary(text, span.start as usize) as u32;
    while !text.is_char_boundary(span.end as usize) {
        span.end += 1;
    }
}

/// The bytes between two tokens: blanks, comments, indicators and properties.
#[derive(Default)]
pub(super) struct Gap {
    /// A tab where only spaces may indent.
    pub(super) tab: Option<usize>,
    /// The first property of the node that follows.
    pub(super) property: Option<usize>,
    /// A `?` announces the node.
    pub(super) explicit: bool,
}

/// Reads the bytes between two tokens.
pub(super) fn gap(bytes: &[u8], range: Range<usize>, line_start: bool) -> Gap {
    let mut gap = Gap::default();
    // Whether a block collection could start here, so that blanks are indentation.
    let mut fresh = line_start;
    let mut at = range.start;
    while at < range.end {
        match bytes[at] {
            b'\n' | b'\r' => fresh = true,
            b'\t' if fresh => gap.tab = gap.tab.or(Some(at)),
            b'-' => fresh = true,
            b'?' => (fresh, gap.explicit) = (true, true),
            b'#' => at += memchr::memchr2(b'\n', b'\r', &bytes[at..range.end]).unwrap_or(range.end - at) - 1,
            b'&' | b'!' => {
                gap.property = gap.property.or(Some(at));
                fresh = false;
                at += bytes[at..range.end].iter().take_while(|it| !it.is_ascii_whitespace()).count() - 1;
            }
            _ => {}
        }
        at += 1;
    }
    gap
}

/// A tab in an indentation.
pub(super) fn tab(bytes: &[u8], at: usize) -> Refusal {
    let len = bytes[at..].iter().take_while(|it| **it == b'\t').count();
    refuse(at..at + len, "tab used for indentation", "YAML is indented with spaces only")
}

/// An anchor or alias: go-yaml knows fewer names, and wants them set off from what follows.
pub(super) fn name(text: &str, range: Range<usize>) -> Option<Refusal> {
    let word = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
    let end = |it: u8| it.is_ascii_whitespace() || b"?:,]}%@`".contains(&it);
    let good = text[range.start + 1..range.end].bytes().all(word);
    let parted = text.as_bytes().get(range.end).is_none_or(|it| end(*it));
    let message = || format!("`{}` is no name kubectl reads", text[range.clone()].escape_debug());
    (!good || !parted).then(|| {
        refuse(range.clone(), message(), "names of anchors are letters, digits, `-` and `_`, with a blank behind them")
    })
}

/// A tag must be set off from what follows.
pub(super) fn tag(text: &str, range: Range<usize>) -> Option<Refusal> {
    let parted = text.as_bytes().get(range.end).is_none_or(|it| it.is_ascii_whitespace() || *it == b',');
    let parted = parted && !text[range.clone()].contains('#');
    (!parted).then(|| refuse(range.clone(), "a tag must be followed by a blank", "put a blank behind the tag"))
}

/// A key that no `?` announces must be on one line with its `:`, and must be there.
pub(super) fn key(bytes: &[u8], start: usize, key: Range<usize>, end: usize) -> Option<Refusal> {
    let mut at = key.end;
    let mut broken = memchr::memchr2(b'\n', b'\r', &bytes[start..key.end]).is_some();
    while at < end {
        match bytes[at] {
            b'\n' | b'\r' => broken = true,
            b'#' => at += memchr::memchr(b'\n', &bytes[at..end]).unwrap_or(end - at) - 1,
            b' ' | b'\t' => {}
            b':' if broken => {
                return Some(refuse(
                    start..key.end,
                    "a key and its `:` must be on one line",
                    "join the lines, or put a comma before the key",
                ));
            }
            _ => return None,
        }
        at += 1;
    }
    None
}

/// A `:` that no key precedes.
pub(super) fn no_key(bytes: &[u8], at: usize, end: usize) -> Refusal {
    let colon = memchr::memchr(b':', &bytes[at..end]).map_or(at, |it| at + it);
    refuse(
        colon..(colon + 1).min(end),
        "a `:` without a key",
        "write the key before the `:`, or put the text in quotes",
    )
}

/// A scalar without quotes inside brackets: go-yaml ends it at a `?`, and it cannot start with `:`.
pub(super) fn flow_plain(text: &str, range: Range<usize>) -> Option<Refusal> {
    let it = &text[range.clone()];
    let at = it.starts_with(':').then_some(0).or_else(|| it.find('?'))?;
    let sign = &it[at..=at];
    let at = range.start + at;
    Some(refuse(at..at + 1, format!("a `{sign}` in a text without quotes inside brackets"), "put the text in quotes"))
}

/// A double-quoted scalar: `\/` is JSON, and go-yaml refuses it in YAML.
pub(super) fn double_quoted(text: &str, range: Range<usize>) -> Option<Refusal> {
    let mut chars = text[range.clone()].char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && chars.next().is_some_and(|(_, it)| it == '/') {
            let at = range.start + at;
            return Some(refuse(at..at + 2, "unknown escape `\\/`", "write `/` alone"));
        }
    }
    None
}

/// A block scalar: its first line decides the indentation, which is spaces, and at the root not none.
pub(super) fn block_scalar(bytes: &[u8], header: usize, end: usize, root: bool) -> Option<Refusal> {
    let mut line = memchr::memchr(b'\n', &bytes[header..end]).map_or(end, |it| header + it + 1);
    while line < end {
        let at = line + bytes[line..end].iter().take_while(|it| **it == b' ').count();
        match bytes.get(at) {
            Some(b'\n') => line = at + 1,
            Some(b'\r') => line = at + 2,
            Some(b'\t') => return Some(tab(bytes, at)),
            _ if root && at == line => {
                let stop = memchr::memchr(b'\n', &bytes[at..end]).map_or(end, |it| at + it);
                return Some(refuse(
                    at..stop,
                    "the text of a block scalar must be indented",
                    "indent it by two spaces",
                ));
            }
            _ => return None,
        }
    }
    None
}

/// Characters that YAML forbids, or that Kubernetes' reader takes for line breaks.
pub(super) fn character(text: &str, range: Range<usize>) -> Option<Refusal> {
    let (at, c) = text[range.clone()].char_indices().find(|(_, c)| match c {
        '\t' | '\n' | '\r' => false,
        '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => c.is_control(),
    })?;
    let at = range.start + at;
    let code = c as u32;
    let (message, help) = match c {
        '\u{85}' | '\u{2028}' | '\u{2029}' => {
            (format!("U+{code:04X} ends the line for kubectl"), "write it as an escape in double quotes")
        }
        '\0' => ("a NUL character".to_owned(), "the file may be binary, or UTF-16 without a byte order mark"),
        _ => (format!("control character U+{code:04X}"), "YAML allows it only as an escape in double quotes"),
    };
    Some(refuse(at..at + c.len_utf8(), message, help))
}
