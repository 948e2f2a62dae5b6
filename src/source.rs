//! The texts of a run and places in them: every finding ends as a [`Span`], every span as a line and a column.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Names one text of a run; an index into [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in one source. Both ends lie on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte `start` up to, not including, byte `end`.
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        debug_assert!(start <= end, "a span ends before it starts");
        Self { source, start, end }
    }

    /// The bytes as a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both; they must lie in one source.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        debug_assert_eq!(self.source, other.source);
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// Whether findings in a source are reported, or the source is only known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Named on the command line, or below a named folder: its findings are reported.
    #[default]
    Report,
    /// Read because the project around the named files must be known; never reported on.
    Context,
    /// A text that is no manifest: looked through for secrets, and for nothing else.
    Text,
    /// An inventory of the cluster: its objects are known by their outlines, and never reported on.
    Inventory,
}

/// One text with its display name.
pub struct Source {
    name: String,
    text: Arc<str>,
    role: Role,
    lines: OnceLock<LineIndex>,
}

/// Without the text, which may hold secrets.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("role", &self.role).finish_non_exhaustive()
    }
}

impl Source {
    /// A source; `name` is the path as shown to the user, with `/` as separator.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>, role: Role) -> Self {
        Self { name: name.into(), text: text.into(), role, lines: OnceLock::new() }
    }

    /// Path as shown to the user, `/`-separated; `<stdin>` for standard input without a name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Reported on, or only known.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The line table, built on first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Last component of the name.
    pub fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// The name up to the last `/`, empty at the root.
    pub fn folder(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// All texts of a run, sorted by name before anything is judged, so that ids are stable.
#[derive(Debug, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text and returns its id.
    pub fn add(&mut self, source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(source);
        id
    }

    /// The text with this id. Panics for an id of another set.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.range()).unwrap_or_default()
    }

    /// All sources with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.all.iter().enumerate().map(|(at, source)| (SourceId(at as u32), source))
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Line and column of the first byte of a span.
    pub fn position(&self, span: Span) -> Position {
        let source = self.get(span.source);
        source.lines().position(&source.text, span.start)
    }

    /// Line and column one past the last byte of a span.
    pub fn end_position(&self, span: Span) -> Position {
        let source = self.get(span.source);
        source.lines().position(&source.text, span.end)
    }
}

/// A place for people: both numbers start at 1, the column counts Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Column in UTF-16 code units, from 1.
    pub utf16: u32,
}

/// Where the lines of a text start. Lines end with `\n`; a `\r` before it belongs to the line end.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Scans a text once.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at as u32 + 1));
        Self { starts }
    }

    /// Number of the line (from 0) that holds the byte.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32 - 1
    }

    /// First byte of a line counted from 0; the end of the last line for a line that does not exist.
    pub fn start(&self, line: u32) -> u32 {
        self.starts.get(line as usize).or(self.starts.last()).copied().unwrap_or(0)
    }

    /// How many lines there are; a text without a newline has one.
    pub fn len(&self) -> u32 {
        self.starts.len() as u32
    }

    /// A text always has a line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Bytes of a line counted from 0, without its line end.
    pub fn range(&self, text: &str, line: u32) -> Range<usize> {
        let start = self.start(line) as usize;
        let end = self.starts.get(line as usize + 1).map_or(text.len(), |&next| next as usize - 1);
        let end = if end > start && text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end };
        start..end
    }

    /// The place of a byte; an offset inside a character or past the end is moved back to the nearest boundary.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset as u32);
        let before = &text[self.start(line) as usize..offset];
        let (column, utf16) =
            before.chars().fold((1, 1), |(chars, units), c| (chars + 1, units + c.len_utf16() as u32));
        Position { line: line + 1, column, utf16 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_counts_characters_and_code_units_from_one() {
        let text = "a\r\nβ𝄞c\n";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 0), Position { line: 1, column: 1, utf16: 1 });
        let c = text.find('c').unwrap() as u32;
        assert_eq!(index.position(text, c), Position { line: 2, column: 3, utf16: 4 });
        assert_eq!(index.position(text, c - 1), Position { line: 2, column: 2, utf16: 2 }, "inside a character");
        assert_eq!(index.range(text, 0), 0..1, "a carriage return belongs to the line end");
        assert_eq!(index.position(text, 999).line, 3);
    }
}
