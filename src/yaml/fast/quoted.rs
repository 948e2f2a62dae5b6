//! Scalars in quotes, on one line or on several.

use super::bytes::{find3, spaces};
use super::plain::{KEY_LIMIT, fold};
use super::{Decline, Outcome, Reader, Style};
use crate::yaml::build::Text;

/// A quoted scalar that was read; `at` is behind it.
pub(super) struct Quoted {
    start: usize,
    /// The text differs from the source and is in [`Reader::scratch`].
    decoded: bool,
    pub(super) one_line: bool,
}

impl Reader<'_, '_> {
    /// A value, or the first key of a mapping.
    pub(super) fn quoted_node(&mut self, fresh: bool) -> Outcome {
        let quoted = self.quoted()?;
        if fresh && quoted.one_line && self.colon().is_some() {
            self.open_block(false, quoted.start)?;
            return self.quoted_entry(&quoted);
        }
        let node = self.push_quoted(&quoted);
        self.attach(node);
        self.end_line()
    }

    /// The key of an entry in the innermost mapping, and its value.
    pub(super) fn quoted_key(&mut self) -> Outcome {
        let quoted = self.quoted()?;
        self.quoted_entry(&quoted)
    }

    fn quoted_entry(&mut self, quoted: &Quoted) -> Outcome {
        match self.colon() {
            Some(colon) if quoted.one_line && colon - quoted.start <= KEY_LIMIT => {
                self.push_quoted(quoted);
                self.value(colon)
            }
            _ => Err(Decline::Key),
        }
    }

    /// The `:` that makes a key of what ends at `at`.
    fn colon(&self) -> Option<usize> {
        let at = spaces(self.bytes, self.at);
        (self.bytes.get(at) == Some(&b':') && self.is_blank(at + 1)).then_some(at)
    }

    pub(super) fn push_quoted(&mut self, quoted: &Quoted) -> u32 {
        let style = if self.bytes[quoted.start] == b'"' { Style::DoubleQuoted } else { Style::SingleQuoted };
        let (start, end) = (quoted.start as u32, self.at as u32);
        let text = if quoted.decoded { Text::Decoded(&self.scratch) } else { Text::Source(start + 1, end - 1) };
        self.build.scalar(style, start, end, text)
    }

    /// Reads from the opening quote at `at` to behind the closing one.
    pub(super) fn quoted(&mut self) -> Outcome<Quoted> {
        let start = self.at;
        let quote = self.bytes[start];
        // A single-quoted text knows no escape but the doubled quote.
        let escape = if quote == b'"' { b'\\' } else { quote };
        let hit = find3(self.bytes, start + 1, quote, escape, b'\n');
        let byte = self.bytes.get(hit).copied().ok_or(Decline::Quote)?;
        if byte == quote && (quote == b'"' || self.bytes.get(hit + 1) != Some(&quote)) {
            self.at = hit + 1;
            return Ok(Quoted { start, decoded: false, one_line: true });
        }
        let line = self.line;
        self.at = start + 1;
        let mut value = std::mem::take(&mut self.scratch);
        value.clear();
        self.decode(hit, quote, escape, &mut value)?;
        self.scratch = value;
        Ok(Quoted { start, decoded: true, one_line: self.line == line })
    }

    #[cold]
    fn decode(&mut self, mut hit: usize, quote: u8, escape: u8, value: &mut String) -> Outcome {
        let text = self.text;
        // Blanks before this length were escaped and stay.
        let mut kept = 0;
        loop {
            value.push_str(&text[self.at..hit]);
            let byte = self.bytes.get(hit).copied().ok_or(Decline::Quote)?;
            self.at = hit + 1;
            if byte == b'\n' {
                let trimmed = value.trim_end_matches([' ', '\t', '\r']).len();
                value.truncate(trimmed.max(kept));
                self.line = self.at;
                let breaks = self.quoted_breaks()?;
                fold(value, breaks);
                kept = value.len();
            } else if byte == quote && quote == b'\'' && self.peek() == Some(quote) {
                value.push('\'');
                self.at += 1;
            } else if byte == quote {
                return Ok(());
            } else {
                self.escape(value)?;
                kept = value.len();
            }
            hit = find3(self.bytes, self.at, quote, escape, b'\n');
        }
    }

    /// Skips empty lines and the indentation behind them; says how many lines were empty.
    fn quoted_breaks(&mut self) -> Outcome<usize> {
        let mut breaks = 0;
        loop {
            self.at = spaces(self.bytes, self.at);
            match self.peek() {
                Some(b'\n') => self.next_line(self.at),
                Some(b'\r') => self.next_line(self.at + 1),
                Some(b'\t') => return Err(Decline::Tab),
                _ => return Ok(breaks),
            }
            breaks += 1;
        }
    }

    /// Reads the escape whose backslash is before `at`.
    fn escape(&mut self, value: &mut String) -> Outcome {
        let byte = self.peek().ok_or(Decline::Quote)?;
        self.at += 1;
        let digits = match byte {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            b'\r' | b'\n' => {
                self.next_line(if byte == b'\r' { self.at } else { self.at - 1 });
                return if self.quoted_breaks()? == 0 { Ok(()) } else { Err(Decline::Escape) };
            }
            _ => {
                value.push(simple(byte).ok_or(Decline::Escape)?);
                return Ok(());
            }
        };
        let hex = self.bytes.get(self.at..self.at + digits).ok_or(Decline::Escape)?;
        if !hex.iter().all(u8::is_ascii_hexdigit) {
            return Err(Decline::Escape);
        }
        let hex = &self.text[self.at..self.at + digits];
        let code = u32::from_str_radix(hex, 16).map_err(|_| Decline::Escape)?;
        value.push(char::from_u32(code).ok_or(Decline::Escape)?);
        self.at += digits;
        Ok(())
    }
}

/// The escapes of one letter on which all readers agree.
fn simple(byte: u8) -> Option<char> {
    Some(match byte {
        b'0' => '\0',
        b'a' => '\x07',
        b'b' => '\x08',
        b't' => '\t',
        b'n' => '\n',
        b'v' => '\x0b',
        b'f' => '\x0c',
        b'r' => '\r',
        b'e' => '\x1b',
        b' ' | b'"' | b'\\' => char::from(byte),
        b'N' => '\u{85}',
        b'_' => '\u{a0}',
        b'L' => '\u{2028}',
        b'P' => '\u{2029}',
        _ => return None,
    })
}
