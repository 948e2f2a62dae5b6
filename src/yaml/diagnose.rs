//! Problems worded for people: what is wrong, at which bytes, and what to do.

use super::MAX_DEPTH;
use super::strict::{self, Refusal};
use super::tree::{Comment, Node, NodeKind, Problem, ProblemKind, Style, Tree};
use granit_parser::{ErrorKind, ScanError};
use std::ops::Range;

/// Where the reading stopped.
pub(super) struct Place<'s> {
    pub(super) text: &'s str,
    pub(super) range: Range<usize>,
    /// One past the last token that was read.
    pub(super) last: usize,
}

impl Place<'_> {
    /// The line that holds a byte, without its line end.
    fn line(&self, at: usize) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let start = memchr::memrchr(b'\n', &bytes[self.range.start..at])
            .map_or(self.range.start, |it| self.range.start + it + 1);
        let end = memchr::memchr(b'\n', &bytes[at..self.range.end]).map_or(self.range.end, |it| at + it);
        let end = if end > start && bytes[end - 1] == b'\r' { end - 1 } else { end };
        start..end.max(start)
    }

    /// What stands on the line from a byte on, blanks at the end left out.
    fn rest(&self, at: usize) -> Range<usize> {
        let line = self.line(at);
        let at = at.min(line.end);
        at..at + self.text[at..line.end].trim_end().len()
    }
}

/// The problem behind an error of the event parser. `open` are the nodes that were not finished.
pub(super) fn explain(place: &Place<'_>, tree: &Tree, open: &[u32], error: &ScanError) -> Problem {
    let mut at = (error.marker().byte_offset().unwrap_or(0) + place.range.start).min(place.range.end);
    while !place.text.is_char_boundary(at) {
        at -= 1;
    }
    // Behind the last byte there is nothing to point at: go back to the last content.
    if at == place.range.end {
        at = place.range.start + place.text[place.range.start..at].trim_end().len();
        at -= place.text[place.range.start..at].chars().next_back().map_or(0, char::len_utf8);
    }
    let mut related = None;
    let mut kind = ProblemKind::Syntax;
    let it = match error.kind() {
        ErrorKind::RecursionLimitExceeded => {
            kind = ProblemKind::Limit;
            too_deep(at..(at + 1).min(place.range.end))
        }
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::DocumentIndicatorInQuotedScalar => {
            let quote = place.text[place.last..place.range.end].find(['"', '\'']).map_or(at, |it| place.last + it);
            let sign = &place.text[quote..(quote + 1).min(place.range.end)];
            related = Some((quote..quote + sign.len(), "the quote that opens it".to_owned()));
            if place.text[quote + sign.len()..place.range.end].contains(sign) {
                plain(place.rest(at), "a line of quoted text that is not indented", "indent it further than its key")
            } else {
                plain(place.rest(quote), "quoted text without a closing quote", "close the quote")
            }
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator => {
            let bracket = open.iter().rev().map(|it| &tree.nodes[*it as usize]).find(|it| it.style == Style::Flow);
            flow(place, at, bracket, &mut related)
        }
        _ => tabs(place, at)
            .or_else(|| sign(place, at, error))
            .or_else(|| inside_brackets(place, tree, open, at, &mut related))
            .or_else(|| line(place, tree, open, at, error))
            .unwrap_or_else(|| Refusal {
                range: character(place, at),
                message: error.info().to_lowercase().escape_debug().to_string().replace("\\'", "'"),
                help: "see the YAML specification, or put the text in quotes",
            }),
    };
    let related = related.map(|(range, text)| (tree.span(range.start as u32, range.end as u32), text));
    let span = tree.span(it.range.start as u32, it.range.end as u32);
    Problem { kind, span, message: it.message, help: Some(it.help.to_owned()), related }
}

fn plain(range: Range<usize>, message: impl Into<String>, help: &'static str) -> Refusal {
    Refusal { range, message: message.into(), help }
}

/// The character at a byte, at least.
fn character(place: &Place<'_>, at: usize) -> Range<usize> {
    at..at + place.text[at..place.range.end].chars().next().map_or(0, char::len_utf8)
}

fn too_deep(range: Range<usize>) -> Refusal {
    plain(range, format!("nested deeper than {MAX_DEPTH} levels"), "nothing legitimate is nested this deep")
}

fn flow(place: &Place<'_>, at: usize, open: Option<&Node>, related: &mut Option<(Range<usize>, String)>) -> Refusal {
    let Some(open) = open else {
        return plain(character(place, at), "brackets that are not closed", "close the bracket");
    };
    let close = if open.kind == NodeKind::Mapping { '}' } else { ']' };
    let bracket = open.start as usize;
    *related = Some((bracket..bracket + 1, "the bracket that is not closed".to_owned()));
    plain(character(place, at), format!("expected `,` or `{close}`"), "close the bracket, or part the items by commas")
}

/// A tab before the first character of the line, or of the line that follows.
fn tabs(place: &Place<'_>, at: usize) -> Option<Refusal> {
    let bytes = place.text.as_bytes();
    let line = place.line(at);
    let indent = |from: usize| {
        let blanks = bytes[from..place.range.end].iter().take_while(|it| matches!(it, b' ' | b'\t')).count();
        memchr::memchr(b'\t', &bytes[from..from + blanks]).map(|it| from + it)
    };
    let next = (line.end + 1..place.range.end).next().and_then(|it| indent(it + usize::from(bytes[it] == b'\n')));
    indent(line.start).or(next).map(|at| strict::tab(bytes, at))
}

/// What follows an opening bracket that is not closed on its line has many names; the bracket is what to look at.
fn inside_brackets(
    place: &Place<'_>,
    tree: &Tree,
    open: &[u32],
    at: usize,
    related: &mut Option<(Range<usize>, String)>,
) -> Option<Refusal> {
    let bracket = open.iter().rev().map(|it| &tree.nodes[*it as usize]).find(|it| it.style == Style::Flow)?;
    Some(flow(place, at, Some(bracket), related))
}

/// A character that cannot be there.
fn sign(place: &Place<'_>, at: usize, error: &ScanError) -> Option<Refusal> {
    let bytes = place.text.as_bytes();
    match error.kind() {
        ErrorKind::UnexpectedCharacter { character: c } if "@`%".contains(*c) => {
            Some(plain(character(place, at), format!("`{c}` cannot start a text"), "put the text in quotes"))
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            let mut slashes = memchr::memchr_iter(b'\\', &bytes[at..place.range.end]).map(|it| at + it);
            let mut behind = 0;
            // A backslash that is itself escaped starts no escape.
            let at = slashes.find(|it| {
                let starts = *it >= behind;
                behind = if starts { it + 2 } else { behind };
                starts && !bytes.get(it + 1).is_some_and(|it| b"0abt\tnvfre \"/\\N_LPxuU\r\n".contains(it))
            })?;
            let end = place.text[at..place.range.end].char_indices().nth(2).map_or(place.range.end, |(it, _)| at + it);
            let message =
                format!("unknown escape `{}`", place.text[at..end].escape_debug().to_string().replace("\\\\", "\\"));
            Some(plain(at..end, message, "write `\\\\` for a backslash, or use single quotes"))
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            Some(plain(place.rest(at), "text behind a quoted text", "put all of it in quotes, or none of it"))
        }
        _ => None,
    }
}

/// What can be said from the line where the reading stopped.
fn line(place: &Place<'_>, tree: &Tree, open: &[u32], at: usize, error: &ScanError) -> Option<Refusal> {
    let line = place.line(at);
    let text = &place.text[line.clone()];
    let content = line.start + text.len() - text.trim_start().len();
    let unquoted = text.trim_start().trim_start_matches("- ");
    let mut colons = unquoted.match_indices(": ").map(|(at, _)| at);
    if let (Some(first), Some(second)) = (colons.next(), colons.next())
        && !unquoted[..second].contains(['"', '\'', '{', '[', '#'])
    {
        let value = line.start + text.len() - unquoted.len() + first + 2;
        let end = line.start + text.trim_end().len();
        return Some(plain(value.min(end)..end, "`: ` in a text without quotes", "put the value in quotes"));
    }
    indentation(place, tree, open, content, line.end).or_else(|| {
        let whole = content..content + place.text[content..line.end].trim_end().len();
        let word = &place.text[whole.clone()];
        let colon = word.find(':').filter(|it| !word.starts_with(['"', '\'', '{', '[']) && *it + 1 < word.len());
        match error.kind() {
            ErrorKind::SimpleKeyExpected | ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidSimpleKey => {
                Some(match colon {
                    Some(colon) if !word.contains(": ") => plain(
                        content + colon..content + colon + 1,
                        "no blank behind `:`",
                        "write `key: value`, with a blank",
                    ),
                    _ => plain(
                        whole,
                        "expected `key: value`",
                        "write `key: value`, or indent the line as part of the one above",
                    ),
                })
            }
            _ => None,
        }
    })
}

/// A line whose indentation is that of nothing above it.
fn indentation(place: &Place<'_>, tree: &Tree, open: &[u32], content: usize, end: usize) -> Option<Refusal> {
    let column = |at: usize| at - place.line(at).start;
    // Those that are open, and those that the line itself closed.
    let first = *open.first()? as usize;
    let opened = open.iter().map(|it| &tree.nodes[*it as usize]);
    let closed = tree.nodes[first..].iter().filter(|it| it.end as usize == place.last && it.end > it.start);
    let blocks = opened.chain(closed).filter(|it| it.style == Style::Block);
    let mut keys: Vec<_> = blocks.map(|it| (column(it.start as usize), it)).collect();
    keys.sort_by_key(|it| it.0);
    let here = column(content);
    if content >= end || keys.is_empty() || keys.iter().any(|it| it.0 == here) {
        return None;
    }
    let name = |it: &(usize, &Node)| {
        let start = it.1.start as usize;
        let key = place.text[start..place.line(start).end].split([':', '#']).next().unwrap_or_default().trim();
        format!("`{}` by {}", key.escape_debug(), it.0)
    };
    let above = keys.iter().rev().find(|it| it.0 < here).map(name);
    let below = keys.iter().find(|it| it.0 > here).map(name);
    let around: Vec<_> = above.into_iter().chain(below).collect();
    let message = format!("indented by {here}, like nothing above it: {}", around.join(", "));
    let whole = content..content + place.text[content..end].trim_end().len();
    Some(plain(whole, message, "give the line the indentation of the key it belongs with"))
}

/// Nesting that is refused before it is read, because reading it would take long.
pub(super) fn deep(text: &str, range: Range<usize>) -> Option<Refusal> {
    let mut depth = 0usize;
    for at in memchr::memchr3_iter(b'[', b'{', b']', &text.as_bytes()[range.clone()]) {
        depth = if text.as_bytes()[range.start + at] == b']' { depth.saturating_sub(1) } else { depth + 1 };
        // Brackets in texts count too, so the limit is a generous one.
        if depth > 50_000 {
            return Some(too_deep(range.start + at..range.start + at + 1));
        }
    }
    None
}

/// An alias inside the node it stands for.
pub(super) fn itself(tree: &Tree, text: &str, range: Range<usize>, target: u32) -> Box<Problem> {
    let anchor = tree.anchors.iter().rev().find(|it| it.node == target);
    let related = anchor.map(|it| (tree.span(it.start, it.end), "the anchor".to_owned()));
    Box::new(Problem {
        kind: ProblemKind::Syntax,
        span: tree.span(range.start as u32, range.end as u32),
        message: format!("alias `{}` lies inside what it stands for", text[range].escape_debug()),
        help: Some("kubectl refuses a value that contains itself".to_owned()),
        related,
    })
}

/// An alias that nothing answers.
pub(super) fn unresolved(tree: &Tree, text: &str, range: Range<usize>) -> Box<Problem> {
    let name = text[range.start + 1..range.end].escape_debug();
    Box::new(Problem {
        kind: ProblemKind::Syntax,
        span: tree.span(range.start as u32, range.end as u32),
        message: format!("alias `*{name}` has no anchor `&{name}` before it in this document"),
        help: Some("put the text in quotes if `*` is meant literally".to_owned()),
        related: None,
    })
}

/// Records the comments of lines behind a problem, which were not read: those that start a line.
pub(super) fn comments(tree: &mut Tree, from: usize, end: usize) {
    let text = std::sync::Arc::clone(&tree.text);
    let from = tree.comments.last().map_or(from, |it| from.max(it.end as usize));
    let mut at = from;
    for (number, line) in text[from..end].split_inclusive('\n').enumerate() {
        let content = line.trim_start_matches([' ', '\t']);
        if number > 0 && content.starts_with('#') {
            let start = at + line.len() - content.len();
            tree.comments.push(Comment { start: start as u32, end: (start + content.trim_end().len()) as u32 });
        }
        at += line.len();
    }
}
