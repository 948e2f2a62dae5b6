//! The fast path: plain block and flow YAML, read in one pass over the bytes straight into the arena.
//!
//! It declines rather than guesses. Whatever is rare (explicit keys, directives, properties on keys, odd tabs) and
//! whatever is wrong ends the attempt; the conformant parser then reads the piece again and words the problem. So every
//! check here may be stricter than YAML, none may be laxer: the differential tests hold it to that.
//!
//! No recursion: open block collections are in [`Reader::levels`], open flow collections in [`Reader::brackets`].

mod block;
mod block_scalar;
mod bytes;
mod flow;
mod json;
mod plain;
mod property;
mod quoted;

pub(super) use block_scalar::scalar_end;
pub(super) use bytes::ordinary;
pub(super) use json::parse as json;

use super::build::Builder;
use super::tree::{Comment, NodeKind, Style};
use super::{MAX_DEPTH, Tree};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Why the fast path did not read a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Decline {
    Alias,
    BlockScalar,
    Character,
    Comment,
    Depth,
    Escape,
    Flow,
    Indentation,
    Indicator,
    Key,
    Property,
    Quote,
    Tab,
    Trailing,
}

type Outcome<T = ()> = Result<T, Decline>;

/// An open block collection.
#[derive(Clone, Copy)]
struct Level {
    indent: u32,
    sequence: bool,
    /// A sequence whose `-` stand below the first letter of the key it belongs to.
    indentless: bool,
}

struct Reader<'t, 's> {
    text: &'s str,
    /// The text up to the end of the piece.
    bytes: &'s [u8],
    at: usize,
    /// Start of the line that holds `at`.
    line: usize,
    build: Builder<'t>,
    levels: Vec<Level>,
    /// Open flow collections, true for mappings.
    brackets: Vec<bool>,
    /// A value is due: at the root, behind a key, behind `-`.
    due: bool,
    /// Where it would be if it were missing.
    hole: u32,
    properties: property::Properties,
    anchors: FxHashMap<&'s str, u32>,
    scratch: String,
}

/// Reads one document out of `range` and enters it into the tree, or leaves the tree as it was.
pub(super) fn parse(tree: &mut Tree, text: &str, range: Range<usize>) -> Outcome {
    if !ordinary(&text.as_bytes()[range.clone()]) {
        return Err(Decline::Character);
    }
    let mut reader = Reader {
        text,
        bytes: &text.as_bytes()[..range.end],
        at: range.start,
        line: range.start,
        build: Builder::new(tree),
        levels: Vec::new(),
        brackets: Vec::new(),
        due: true,
        hole: range.start as u32,
        properties: property::Properties::default(),
        anchors: FxHashMap::default(),
        scratch: String::new(),
    };
    match reader.document() {
        Ok(()) => reader.build.finish(range.start as u32, range.end as u32),
        Err(reason) => {
            reader.build.rewind();
            return Err(reason);
        }
    }
    Ok(())
}

impl Reader<'_, '_> {
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Whether a blank, a line end or the end of the piece is at this index.
    #[inline(always)]
    fn is_blank(&self, at: usize) -> bool {
        self.bytes.get(at).is_none_or(|it| matches!(it, b' ' | b'\n' | b'\r' | b'\t'))
    }

    /// Goes to the next content; `at` must be at a line start or behind the spaces of one. False at the end.
    #[inline(always)]
    fn advance(&mut self) -> Outcome<bool> {
        loop {
            self.at = bytes::spaces(self.bytes, self.at);
            match self.peek() {
                None => return Ok(false),
                Some(b'\n') => self.next_line(self.at),
                Some(b'\r') => self.next_line(self.at + 1),
                Some(b'#') => self.comment(),
                Some(b'\t') => return Err(Decline::Tab),
                Some(_) => return Ok(true),
            }
        }
    }

    /// Goes behind the `\n` at `end`, or to the end of the piece.
    #[inline(always)]
    fn next_line(&mut self, end: usize) {
        self.at = (end + 1).min(self.bytes.len());
        self.line = self.at;
    }

    /// Records the comment at `at` and goes to the next line.
    #[inline(always)]
    fn comment(&mut self) {
        let end = bytes::newline(self.bytes, self.at);
        let stop = if self.bytes[end - 1] == b'\r' { end - 1 } else { end };
        self.build.tree.comments.push(Comment { start: self.at as u32, end: stop as u32 });
        self.next_line(end);
    }

    /// Whether only blanks and a comment are left on this line; if so, goes to the next one.
    #[inline(always)]
    fn rest_is_blank(&mut self) -> Outcome<bool> {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        match self.peek() {
            None => self.line = self.at,
            Some(b'\n') => self.next_line(self.at),
            Some(b'\r') => self.next_line(self.at + 1),
            Some(b'#') if matches!(self.bytes[self.at - 1], b' ' | b'\t') => self.comment(),
            Some(b'#') => return Err(Decline::Comment),
            Some(_) => return Ok(false),
        }
        Ok(true)
    }

    /// The line must be over.
    #[inline(always)]
    fn end_line(&mut self) -> Outcome {
        if self.rest_is_blank()? { Ok(()) } else { Err(Decline::Trailing) }
    }

    fn open(&mut self, kind: NodeKind, style: Style, at: usize) -> Outcome {
        if self.build.depth() >= MAX_DEPTH {
            return Err(Decline::Depth);
        }
        let node = self.build.begin(kind, style, at as u32);
        self.attach(node);
        Ok(())
    }
}
