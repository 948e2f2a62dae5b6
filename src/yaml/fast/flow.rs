//! Collections in brackets.

use super::bytes::trim_end;
use super::plain::KEY_LIMIT;
use super::{Decline, NodeKind, Outcome, Reader, Style};
use crate::yaml::build::Text;

/// What may come next inside brackets.
#[derive(Clone, Copy, PartialEq)]
enum Want {
    /// An item, a key, or the closing bracket.
    Entry,
    /// The value behind a `:`.
    Value,
    /// `,` or the closing bracket.
    Next,
}

impl Reader<'_, '_> {
    /// Reads a flow collection in block context.
    pub(super) fn flow(&mut self) -> Outcome {
        self.brackets.clear();
        let mut want = self.open_flow()?;
        while let Some(&mapping) = self.brackets.last() {
            self.flow_space()?;
            let byte = self.peek().ok_or(Decline::Flow)?;
            let closing = byte == if mapping { b'}' } else { b']' };
            want = match want {
                Want::Next if byte == b',' => {
                    self.at += 1;
                    Want::Entry
                }
                Want::Next | Want::Entry if closing && !self.properties.any() => self.close_flow(),
                Want::Next => return Err(Decline::Flow),
                Want::Entry if mapping => self.flow_key()?,
                Want::Value if !self.properties.any() && (closing || byte == b',') => {
                    self.missing();
                    Want::Next
                }
                Want::Entry | Want::Value => self.flow_node(want)?,
            };
        }
        self.end_line()
    }

    fn open_flow(&mut self) -> Outcome<Want> {
        let mapping = self.bytes[self.at] == b'{';
        let kind = if mapping { NodeKind::Mapping } else { NodeKind::Sequence };
        self.open(kind, Style::Flow, self.at)?;
        self.brackets.push(mapping);
        self.at += 1;
        Ok(Want::Entry)
    }

    fn close_flow(&mut self) -> Want {
        self.at += 1;
        self.build.end(self.at as u32);
        self.brackets.pop();
        Want::Next
    }

    /// Skips blanks, line ends and comments.
    fn flow_space(&mut self) -> Outcome {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\n') => self.next_line(self.at),
                Some(b'#') if self.at == self.line || matches!(self.bytes[self.at - 1], b' ' | b'\t') => self.comment(),
                Some(b'#') => return Err(Decline::Comment),
                _ => return Ok(()),
            }
        }
    }

    fn flow_node(&mut self, want: Want) -> Outcome<Want> {
        match self.bytes[self.at] {
            b'{' | b'[' => return self.open_flow(),
            b'"' | b'\'' => {
                let quoted = self.quoted()?;
                let node = self.push_quoted(&quoted);
                self.attach(node);
            }
            b'*' => {
                self.alias()?;
                if !self.is_blank(self.at) && !matches!(self.peek(), Some(b',' | b']' | b'}')) {
                    return Err(Decline::Alias);
                }
            }
            b'&' | b'!' => {
                self.property()?;
                return Ok(want);
            }
            _ => {
                let start = self.at;
                let end = self.flow_plain(false)?;
                let node = self.build.scalar(Style::Plain, start as u32, end, Text::Source(start as u32, end));
                self.attach(node);
            }
        }
        Ok(Want::Next)
    }

    /// Reads a key with its `:`.
    fn flow_key(&mut self) -> Outcome<Want> {
        let start = self.at;
        let quoted = matches!(self.bytes[start], b'"' | b'\'');
        if quoted {
            let quoted = self.quoted()?;
            if !quoted.one_line {
                return Err(Decline::Key);
            }
            self.push_quoted(&quoted);
        } else {
            let end = self.flow_plain(true)?;
            self.build.scalar(Style::Plain, start as u32, end, Text::Source(start as u32, end));
        }
        let adjacent = self.at;
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
        let colon = self.peek() == Some(b':') && (quoted && self.at == adjacent || self.is_blank(self.at + 1));
        if !colon || self.at - start > KEY_LIMIT {
            return Err(Decline::Key);
        }
        self.at += 1;
        self.hole = self.at as u32;
        Ok(Want::Value)
    }

    /// Reads a scalar without quotes up to what ends it on this line; says where its text ends.
    fn flow_plain(&mut self, key: bool) -> Outcome<u32> {
        let start = self.at;
        match self.bytes[start] {
            b'-' if !self.is_blank(start + 1) => {}
            b'-' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%'
            | b'@' | b'`' => return Err(Decline::Flow),
            _ => {}
        }
        loop {
            match self.peek() {
                None | Some(b'\n' | b'\r' | b',' | b']' | b'}') => break,
                Some(b'[' | b'{' | b'?') => return Err(Decline::Flow),
                Some(b':') if self.is_blank(self.at + 1) => {
                    if !key {
                        return Err(Decline::Flow);
                    }
                    break;
                }
                Some(b':') if matches!(self.bytes[self.at + 1], b',' | b'[' | b']' | b'{' | b'}') => {
                    return Err(Decline::Flow);
                }
                Some(b'#') if matches!(self.bytes[self.at - 1], b' ' | b'\t') => break,
                Some(_) => self.at += 1,
            }
        }
        // Inside a block collection a tab below a text without quotes is taken for its indentation.
        let after = &self.bytes[self.at..];
        let blanks = after.iter().take_while(|it| it.is_ascii_whitespace()).count();
        if !self.levels.is_empty() && after[..blanks].contains(&b'\t') && after[..blanks].contains(&b'\n') {
            return Err(Decline::Tab);
        }
        let end = trim_end(self.bytes, start, self.at);
        if end == start + 1 && self.bytes[start] == b'-' {
            return Err(Decline::Flow);
        }
        Ok(end as u32)
    }
}
