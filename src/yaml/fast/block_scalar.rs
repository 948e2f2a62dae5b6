//! Literal (`|`) and folded (`>`) scalars.

use super::bytes::{newline, spaces};
use super::{Decline, Outcome, Reader, Style};

/// End of the last line, not behind `end`, that holds more than blanks; the end of the header where there is none.
pub(in crate::yaml) fn scalar_end(bytes: &[u8], header: usize, end: usize) -> usize {
    let Some(text) = bytes.get(header..end) else { return header };
    let content = text.trim_ascii_end().len();
    let more = text[content..].iter().take_while(|it| matches!(it, b' ' | b'\t')).count();
    // The header's own blanks are none of the text.
    if text[..content].contains(&b'\n') { header + content + more } else { header }
}

#[derive(Clone, Copy, PartialEq)]
enum Chomp {
    Clip,
    Strip,
    Keep,
}

/// A line of the scalar, or what ends it.
enum Line {
    /// Nothing, or not more than the indentation.
    Empty,
    /// Text between these bytes.
    Text(usize, usize),
    End,
}

impl Reader<'_, '_> {
    pub(super) fn block_scalar(&mut self) -> Outcome {
        let start = self.at;
        let folded = self.bytes[start] == b'>';
        let parent = self.levels.last().ok_or(Decline::BlockScalar)?.indent as usize;
        let (mut chomp, mut explicit) = (Chomp::Clip, None);
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'-') if chomp == Chomp::Clip => chomp = Chomp::Strip,
                Some(b'+') if chomp == Chomp::Clip => chomp = Chomp::Keep,
                Some(digit @ b'1'..=b'9') if explicit.is_none() => explicit = Some(parent + usize::from(digit - b'0')),
                _ => break,
            }
            self.at += 1;
        }
        let header = self.at;
        self.end_line()?;
        let indent = match explicit {
            Some(indent) => indent,
            None => self.detect(parent)?,
        };
        let from = self.build.tree.decoded.len();
        let end = if folded { self.folded(indent, chomp) } else { self.literal(indent, chomp) }?;
        let end = scalar_end(self.bytes, header, end);
        let style = if folded { Style::Folded } else { Style::Literal };
        let node = self.build.decoded(style, start as u32, end as u32, from);
        self.attach(node);
        Ok(())
    }

    /// Indentation of the first line that is not empty.
    fn detect(&self, parent: usize) -> Outcome<usize> {
        let (mut line, mut widest) = (self.at, 0);
        loop {
            let at = spaces(self.bytes, line);
            match self.bytes.get(at) {
                Some(b'\n') => (widest, line) = (widest.max(at - line), at + 1),
                Some(b'\r') => (widest, line) = (widest.max(at - line), at + 2),
                Some(b'\t') => return Err(Decline::Tab),
                // An empty line that is wider than the text is an error to some and content to others.
                _ if widest > at - line => return Err(Decline::BlockScalar),
                _ => return Ok((at - line).max(parent + 1)),
            }
        }
    }

    /// Reads the next line; at the end `at` stays at the line's first content.
    #[inline(always)]
    fn text_line(&mut self, indent: usize) -> Outcome<Line> {
        let content = spaces(self.bytes, self.at);
        let Some(&byte) = self.bytes.get(content) else {
            // What kubectl reads always ends with a newline, so these blanks are a line of their own.
            let empty = content > self.line;
            let line = if content - self.line > indent { Line::Text(self.line + indent, content) } else { Line::Empty };
            self.at = content;
            self.line = content;
            return Ok(if empty { line } else { Line::End });
        };
        if content - self.line < indent {
            match byte {
                b'\n' => self.next_line(content),
                b'\r' => self.next_line(content + 1),
                b'\t' => return Err(Decline::Tab),
                _ => {
                    self.at = content;
                    return Ok(Line::End);
                }
            }
            return Ok(Line::Empty);
        }
        let from = self.line + indent;
        let end = newline(self.bytes, content);
        let to = if self.bytes[end - 1] == b'\r' { end - 1 } else { end };
        self.next_line(end);
        Ok(if from == to { Line::Empty } else { Line::Text(from, to) })
    }

    fn literal(&mut self, indent: usize, chomp: Chomp) -> Outcome<usize> {
        let text = self.text;
        let (mut last, mut breaks) = (None, 0);
        loop {
            match self.text_line(indent)? {
                Line::Empty => breaks += 1,
                Line::Text(from, to) => {
                    self.newlines(breaks + usize::from(last.is_some()));
                    breaks = 0;
                    self.build.tree.decoded.push_str(&text[from..to]);
                    last = Some(to);
                }
                Line::End => break,
            }
        }
        Ok(self.chomp(chomp, last, breaks))
    }

    fn folded(&mut self, indent: usize, chomp: Chomp) -> Outcome<usize> {
        let text = self.text;
        let (mut last, mut breaks, mut indented) = (None, 0, false);
        loop {
            match self.text_line(indent)? {
                Line::Empty => breaks += 1,
                Line::Text(from, to) => {
                    // Breaks around lines that are indented further are kept.
                    let more = matches!(self.bytes[from], b' ' | b'\t');
                    if last.is_none() || (!indented && !more && breaks > 0) {
                        self.newlines(breaks);
                    } else if indented || more {
                        self.newlines(breaks + 1);
                    } else {
                        self.build.tree.decoded.push(' ');
                    }
                    (breaks, indented) = (0, more);
                    self.build.tree.decoded.push_str(&text[from..to]);
                    last = Some(to);
                }
                Line::End => break,
            }
        }
        Ok(self.chomp(chomp, last, breaks))
    }

    fn newlines(&mut self, count: usize) {
        self.build.tree.decoded.extend(std::iter::repeat_n('\n', count));
    }

    /// Ends the text; says where its last line ends, 0 where it has none.
    fn chomp(&mut self, chomp: Chomp, last: Option<usize>, breaks: usize) -> usize {
        let content = usize::from(last.is_some());
        match chomp {
            Chomp::Strip => {}
            Chomp::Clip => self.newlines(content),
            Chomp::Keep => self.newlines(content + breaks),
        }
        last.unwrap_or(0)
    }
}
