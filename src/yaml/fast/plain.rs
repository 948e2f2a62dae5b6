//! Scalars without quotes, in block context.

use super::bytes::{find3, spaces, trim_end};
use super::{Decline, Outcome, Reader, Style};
use crate::yaml::build::Text;

/// A key and its `:` must be within 1024 characters; what comes near is left to the conformant parser.
pub(super) const KEY_LIMIT: usize = 1000;

/// What ends the part of a plain scalar that is on one line.
enum Stop {
    /// `:` with a blank behind it.
    Colon(usize),
    /// `#` with a blank before it.
    Hash(usize),
    /// The line end.
    Line(usize),
}

impl Reader<'_, '_> {
    #[inline(always)]
    fn scan(&self, mut at: usize) -> Stop {
        loop {
            at = find3(self.bytes, at, b':', b'#', b'\n');
            match self.bytes.get(at) {
                Some(b':') if self.is_blank(at + 1) => return Stop::Colon(at),
                Some(b'#') if matches!(self.bytes[at - 1], b' ' | b'\t') => return Stop::Hash(at),
                Some(b':' | b'#') => at += 1,
                _ => return Stop::Line(at),
            }
        }
    }

    /// The key of an entry in the innermost mapping, and its value.
    #[inline(always)]
    pub(super) fn plain_key(&mut self) -> Outcome {
        match self.scan(self.at) {
            Stop::Colon(colon) => self.plain_entry(colon),
            _ => Err(Decline::Key),
        }
    }

    #[inline(always)]
    fn plain_entry(&mut self, colon: usize) -> Outcome {
        let start = self.at;
        if colon - start > KEY_LIMIT {
            return Err(Decline::Key);
        }
        let end = trim_end(self.bytes, start, colon) as u32;
        self.build.scalar(Style::Plain, start as u32, end, Text::Source(start as u32, end));
        self.value(colon)
    }

    /// A value, or the first key of a mapping.
    #[inline(always)]
    pub(super) fn plain_node(&mut self, fresh: bool) -> Outcome {
        let start = self.at;
        match self.scan(start) {
            Stop::Colon(_) if !fresh => Err(Decline::Key),
            Stop::Colon(colon) => {
                self.open_block(false, start)?;
                self.plain_entry(colon)
            }
            Stop::Hash(hash) => {
                let end = trim_end(self.bytes, start, hash) as u32;
                let node = self.build.scalar(Style::Plain, start as u32, end, Text::Source(start as u32, end));
                self.attach(node);
                self.at = hash;
                self.comment();
                Ok(())
            }
            Stop::Line(line) => {
                let end = trim_end(self.bytes, start, line);
                self.next_line(line);
                match self.continuation()? {
                    Some(breaks) => self.plain_lines(start, end, breaks),
                    None => {
                        let (start, end) = (start as u32, end as u32);
                        let node = self.build.scalar(Style::Plain, start, end, Text::Source(start, end));
                        self.attach(node);
                        Ok(())
                    }
                }
            }
        }
    }

    /// Goes to the next content; if the scalar goes on there, says behind how many empty lines.
    #[inline(always)]
    fn continuation(&mut self) -> Outcome<Option<usize>> {
        let mut breaks = 0;
        loop {
            self.at = spaces(self.bytes, self.at);
            match self.peek() {
                Some(b'\n') => self.next_line(self.at),
                Some(b'\r') => self.next_line(self.at + 1),
                Some(b'\t') => return Err(Decline::Tab),
                None | Some(b'#') => return Ok(None),
                Some(_) => {
                    let deeper = self.levels.last().is_none_or(|it| self.at - self.line > it.indent as usize);
                    return Ok(deeper.then_some(breaks));
                }
            }
            breaks += 1;
        }
    }

    #[cold]
    fn plain_lines(&mut self, start: usize, end: usize, mut breaks: usize) -> Outcome {
        let text = self.text;
        let mut end = end;
        let mut value = std::mem::take(&mut self.scratch);
        value.clear();
        value.push_str(&text[start..end]);
        loop {
            fold(&mut value, breaks);
            let from = self.at;
            match self.scan(from) {
                Stop::Colon(_) => return Err(Decline::Key),
                Stop::Hash(hash) => {
                    end = trim_end(self.bytes, from, hash);
                    value.push_str(&text[from..end]);
                    self.at = hash;
                    self.comment();
                    break;
                }
                Stop::Line(line) => {
                    end = trim_end(self.bytes, from, line);
                    value.push_str(&text[from..end]);
                    self.next_line(line);
                    match self.continuation()? {
                        Some(more) => breaks = more,
                        None => break,
                    }
                }
            }
        }
        let node = self.build.scalar(Style::Plain, start as u32, end as u32, Text::Decoded(&value));
        self.attach(node);
        self.scratch = value;
        Ok(())
    }
}

/// One line break becomes a space, more become one less.
pub(super) fn fold(value: &mut String, breaks: usize) {
    if breaks == 0 {
        value.push(' ');
    }
    value.extend(std::iter::repeat_n('\n', breaks));
}
