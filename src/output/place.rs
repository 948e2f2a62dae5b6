//! Lines and columns of findings, fast also where a file is one line of a hundred megabytes.

use crate::source::{SourceId, Sources, Span};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// A place for people: both numbers start at 1, the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// Bytes between two remembered columns of a long line.
const STEP: usize = 4096;

/// Looks up places. Remembers the columns of long lines, so that many findings in one line do not count it again and again.
pub(super) struct Places<'a> {
    sources: &'a Sources,
    long: RefCell<FxHashMap<(SourceId, u32), Vec<u32>>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, long: RefCell::default() }
    }

    pub(super) fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// Display name of the source of a span.
    pub(super) fn name(&self, span: Span) -> &'a str {
        self.sources.get(span.source).name()
    }

    /// Where a span starts.
    pub(super) fn start(&self, span: Span) -> Place {
        self.at(span.source, span.start)
    }

    /// One past where a span ends.
    pub(super) fn end(&self, span: Span) -> Place {
        self.at(span.source, span.end)
    }

    /// The place of a byte; past the end is the end.
    pub(super) fn at(&self, source: SourceId, offset: u32) -> Place {
        let file = self.sources.get(source);
        let text = file.text().as_bytes();
        let offset = (offset as usize).min(text.len());
        let line = file.lines().line(offset as u32);
        let start = file.lines().start(line) as usize;
        let before = if offset - start < 2 * STEP {
            count(&text[start..offset])
        } else {
            let mut long = self.long.borrow_mut();
            let table = long.entry((source, line)).or_insert_with(|| {
                let mut total = 0;
                let chunks = text[file.lines().range(file.text(), line)].chunks(STEP);
                let sums = chunks.map(|chunk| {
                    total += count(chunk);
                    total
                });
                std::iter::once(0).chain(sums).collect()
            });
            let step = (offset - start) / STEP;
            table.get(step).copied().unwrap_or_default() + count(&text[start + step * STEP..offset])
        };
        Place { line: line + 1, column: before + 1 }
    }
}

/// Characters that begin in these bytes of UTF-8.
fn count(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Role, Source};

    #[test]
    fn a_long_line_gives_the_same_places_as_counting_from_its_start() {
        let text = format!("a\n{}\nz", "ü𝄞x".repeat(9000));
        let mut sources = Sources::new();
        let source = sources.add(Source::new("a", text.as_str(), Role::Report));
        let places = Places::new(&sources);
        for offset in (0..text.len()).filter(|&at| text.is_char_boundary(at)).step_by(613).chain([text.len()]) {
            let expected = sources.get(source).lines().position(&text, offset as u32);
            let place = places.at(source, offset as u32);
            assert_eq!((place.line, place.column), (expected.line, expected.column), "at byte {offset}");
        }
    }
}
