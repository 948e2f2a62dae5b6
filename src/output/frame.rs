//! The few lines of a source that a finding shows, as a small text of their own: escaped, masked, and cut where a line is
//! long. Rendering then costs what is shown, not what the file holds.

use super::escape;
use super::mask::{MASK, Secrets};
use super::place::{Place, Places};
use crate::source::{Source, SourceId, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// Lines with more bytes are cut around the labels.
const LONG: usize = 200;
/// Bytes kept on each side of the end of a label in a long line.
const AROUND: usize = 50;
/// Lines of a long label that are shown after its first one.
pub(super) const HEAD: usize = 2;
/// Lines of a long label that are shown before its last one.
pub(super) const TAIL: usize = 1;

/// Lines out of one source.
#[derive(Debug)]
pub(super) struct Frame {
    /// Which.
    pub(super) source: SourceId,
    /// Its name, escaped.
    pub(super) name: String,
    /// The lines, each with a line feed.
    pub(super) text: String,
    /// For each line its number in the source and its bytes in `text`.
    pub(super) lines: Vec<(u32, Range<usize>)>,
    /// For each label its bytes in `text` and where it starts in the source.
    pub(super) labels: Vec<(Range<usize>, Place)>,
}

impl Frame {
    /// Takes out what labels at `spans` need, all in one source.
    pub(super) fn new(places: &Places<'_>, secrets: &Secrets, source: SourceId, spans: &[Span]) -> Self {
        let file = places.sources().get(source);
        let (text, index) = (file.text(), file.lines());
        let ranges: Vec<_> = spans.iter().map(|span| trim(file, *span)).collect();
        let at = |offset: usize| index.line(offset as u32);
        let mut wanted = BTreeSet::new();
        for range in &ranges {
            let (first, last) = (at(range.start), at(range.end));
            wanted.extend(first..=last.min(first + HEAD as u32));
            wanted.extend(last.saturating_sub(TAIL as u32).max(first)..=last);
        }
        let mut frame = Self {
            source,
            name: escape::visible(file.name()).into_owned(),
            text: String::new(),
            lines: vec![],
            labels: vec![],
        };
        let mut found: Vec<Range<usize>> = vec![0..0; ranges.len()];
        let mut previous = None;
        for &line in &wanted {
            match previous.map(|it| line - it) {
                // A single line left out is not worth the mark that says so.
                Some(2) => frame.line(secrets, text, line - 1, index.range(text, line - 1), &mut []),
                // Two lines that are never shown: the renderer sees a gap.
                Some(3..) => (0..2).for_each(|_| frame.gap()),
                _ => {}
            }
            previous = Some(line);
            let mut ends: Vec<_> = ranges
                .iter()
                .zip(&mut found)
                .flat_map(|(range, found)| [(range.start, &mut found.start, false), (range.end, &mut found.end, true)])
                .filter(|(offset, ..)| at(*offset) == line)
                .collect();
            frame.line(secrets, text, line, index.range(text, line), &mut ends);
        }
        let starts = ranges.iter().map(|range| places.at(source, range.start as u32));
        frame.labels = found.into_iter().zip(starts).collect();
        frame
    }

    fn gap(&mut self) {
        self.lines.push((0, self.text.len()..self.text.len()));
    }

    /// Appends a line and says where the ends of labels on it have come to lie.
    fn line(
        &mut self,
        secrets: &Secrets,
        text: &str,
        number: u32,
        line: Range<usize>,
        ends: &mut [(usize, &mut usize, bool)],
    ) {
        let start = self.text.len();
        if let Some(masked) = secrets.mask(self.source, text, line.clone()) {
            masked.text.chars().for_each(|c| self.text.push(c));
            let mask = self.text.len() - MASK.len();
            for (offset, found, is_end) in ends {
                let offset = offset.saturating_sub(line.start);
                **found = match (*is_end, offset > masked.head || offset == masked.head && !*is_end) {
                    (_, false) => start + offset,
                    (false, true) => mask,
                    (true, true) => self.text.len(),
                };
            }
        } else {
            let points: Vec<usize> = ends.iter().map(|it| it.0.clamp(line.start, line.end) - line.start).collect();
            let shown = &text[line];
            let placed = copy(shown, &keep(shown, &points), &points, &mut self.text);
            ends.iter_mut().zip(placed).for_each(|((_, found, _), at)| **found = at);
        }
        self.text.push('\n');
        self.lines.push((number + 1, start..self.text.len()));
    }
}

/// A span without the white space behind its last visible character, if it ends on another line than it starts.
fn trim(source: &Source, span: Span) -> Range<usize> {
    let (text, index) = (source.text(), source.lines());
    let range = span.range().start.min(text.len())..span.range().end.min(text.len());
    match text.get(range.clone()) {
        Some(slice) if index.line(range.start as u32) != index.line(range.end as u32) => {
            range.start..range.start + slice.trim_end().len()
        }
        Some(_) => range,
        None => 0..0,
    }
}

/// Which parts of a line are shown.
fn keep(line: &str, points: &[usize]) -> Vec<Range<usize>> {
    if line.len() <= LONG {
        return std::iter::once(0..line.len()).collect();
    }
    let window = |&point: &usize| {
        let (mut start, mut end) = (point.saturating_sub(AROUND), (point + AROUND).min(line.len()));
        while !line.is_char_boundary(start) {
            start -= 1;
        }
        while !line.is_char_boundary(end) {
            end += 1;
        }
        start..end
    };
    let mut windows: Vec<_> = if points.is_empty() { vec![window(&0)] } else { points.iter().map(window).collect() };
    windows.sort_by_key(|it| (it.start, it.end));
    let mut kept: Vec<Range<usize>> = Vec::new();
    for it in windows {
        match kept.last_mut() {
            // What the mark would hide must be more than the mark.
            Some(last) if it.start <= last.end + 8 => last.end = last.end.max(it.end),
            _ => kept.push(it),
        }
    }
    kept
}

/// Appends the kept parts, escaped, with `…` for the others, and returns where each point has come to lie.
fn copy(line: &str, kept: &[Range<usize>], points: &[usize], out: &mut String) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|&at| points[at]);
    let mut pending = order.into_iter().peekable();
    let mut placed = vec![0; points.len()];
    let mut end = 0;
    for range in kept {
        let mut place = |offset: usize, out: &str| {
            while let Some(at) = pending.next_if(|&at| points[at] <= offset) {
                placed[at] = out.len();
            }
        };
        if range.start > end {
            place(range.start - 1, out);
            out.push('…');
        }
        for (at, c) in line[range.clone()].char_indices() {
            place(range.start + at, out);
            match c {
                '\t' => out.push(c),
                // A byte order mark is no part of what is written.
                '\u{feff}' if range.start + at == 0 => {}
                c => escape::push(out, c),
            }
        }
        end = range.end;
    }
    pending.for_each(|at| placed[at] = out.len());
    if end < line.len() {
        out.push('…');
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Report, Summary};
    use crate::source::{Role, Sources};

    fn frame(text: &str, ranges: &[(usize, usize)]) -> Frame {
        let mut sources = Sources::new();
        let source = sources.add(Source::new("a.yaml", text, Role::Report));
        let report = Report {
            findings: vec![],
            unread: vec![],
            summary: Summary::default(),
            silent: vec![],
            fail_on: None,
            baseline: None,
        };
        let spans: Vec<_> = ranges.iter().map(|it| Span::new(source, it.0 as u32, it.1 as u32)).collect();
        Frame::new(&Places::new(&sources), &Secrets::of(&report, &sources), source, &spans)
    }

    #[test]
    fn a_label_keeps_its_text_in_a_line_that_is_escaped_and_cut() {
        let text = format!("x: {}\u{1b}[1mhere\u{202e}{}\r\n", "ü".repeat(70_000), "z".repeat(70_000));
        let at = text.find("here").unwrap();
        let frame = frame(&text, &[(at, at + 4)]);
        assert_eq!(&frame.text[frame.labels[0].0.clone()], "here");
        assert_eq!(frame.labels[0].1, Place { line: 1, column: 70_008 });
        assert!(frame.text.starts_with("…ü") && frame.text.ends_with("z…\n"), "{}", frame.text);
        assert!(frame.text.contains("\\u{1b}[1mhere\\u{202e}z") && frame.text.len() < 300, "{}", frame.text);
    }

    #[test]
    fn both_ends_of_a_long_label_are_shown() {
        let text = format!("a: {}", "0123456789".repeat(100));
        let frame = frame(&text, &[(3, 903)]);
        let (label, _) = &frame.labels[0];
        assert!(frame.text[label.clone()].starts_with("0123") && frame.text[label.clone()].ends_with("789"));
        assert_eq!(frame.text.matches('…').count(), 2);
    }

    #[test]
    fn lines_far_apart_leave_a_gap_and_the_end_of_a_text_is_a_place() {
        let text = "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let frame = frame(text, &[(0, 1), (4, 5), (14, 21), (20, 20)]);
        let numbers: Vec<_> = frame.lines.iter().map(|it| it.0).collect();
        assert_eq!(numbers, [1, 2, 3, 0, 0, 8, 9, 10, 11]);
        assert_eq!(frame.text, "0\n1\n2\n7\n8\n9\n\n");
    }
}
