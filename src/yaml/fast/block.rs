//! Block structure: which collection a line belongs to, by its indentation.

use super::bytes::spaces;
use super::{Decline, Level, NodeKind, Outcome, Reader, Style};
use crate::yaml::build::Text;

impl Reader<'_, '_> {
    pub(super) fn document(&mut self) -> Outcome {
        while self.advance()? {
            self.content()?;
        }
        if self.levels.is_empty() && self.due {
            // No content at all, unless a property waits for one.
            return if self.properties.any() { Err(Decline::Property) } else { Ok(()) };
        }
        if self.due {
            self.missing();
        }
        while self.levels.pop().is_some() {
            self.build.end(0);
        }
        Ok(())
    }

    /// Reads from the first content of a line on.
    #[inline(always)]
    fn content(&mut self) -> Outcome {
        let column = (self.at - self.line) as u32;
        let dash = self.bytes[self.at] == b'-' && self.is_blank(self.at + 1);
        loop {
            let Some(&top) = self.levels.last() else {
                return if self.due { self.node(true) } else { Err(Decline::Trailing) };
            };
            if column > top.indent {
                return if self.due { self.node(true) } else { Err(Decline::Indentation) };
            }
            if self.due {
                if column == top.indent && dash && !top.sequence {
                    return self.node(true);
                }
                self.missing();
            }
            if column == top.indent {
                if top.sequence && dash {
                    return self.item();
                }
                if !top.sequence {
                    return if dash { Err(Decline::Indentation) } else { self.entry() };
                }
                if !top.indentless {
                    return Err(Decline::Indentation);
                }
            }
            self.levels.pop();
            self.build.end(0);
        }
    }

    /// The value that is due is not there.
    pub(super) fn missing(&mut self) {
        self.due = false;
        let node = self.build.scalar(Style::Plain, self.hole, self.hole, Text::Source(self.hole, self.hole));
        self.attach(node);
    }

    /// Opens a block collection whose first `-` or key is at `at`.
    pub(super) fn open_block(&mut self, sequence: bool, at: usize) -> Outcome {
        let indent = (at - self.line) as u32;
        let indentless = self.levels.last().is_some_and(|it| it.indent == indent);
        let kind = if sequence { NodeKind::Sequence } else { NodeKind::Mapping };
        self.open(kind, Style::Block, at)?;
        self.levels.push(Level { indent, sequence, indentless });
        Ok(())
    }

    /// Reads a `-` of the innermost sequence and what follows on its line.
    fn item(&mut self) -> Outcome {
        if self.dash()? { Ok(()) } else { self.node(true) }
    }

    /// Goes behind the `-` at `at`; says whether nothing follows on its line.
    fn dash(&mut self) -> Outcome<bool> {
        self.hole = self.at as u32 + 1;
        self.at = spaces(self.bytes, self.at + 1);
        if self.peek() == Some(b'\t') {
            // Here a tab cannot be told from indentation.
            return Err(Decline::Tab);
        }
        self.due = self.rest_is_blank()?;
        Ok(self.due)
    }

    /// Reads a node at `at`. A `fresh` place is one where a block collection may start.
    #[inline(always)]
    pub(super) fn node(&mut self, mut fresh: bool) -> Outcome {
        loop {
            self.due = false;
            match self.bytes[self.at] {
                b'-' if self.is_blank(self.at + 1) => {
                    if !fresh {
                        return Err(Decline::Indicator);
                    }
                    self.open_block(true, self.at)?;
                    if self.dash()? {
                        return Ok(());
                    }
                }
                b'"' | b'\'' => return self.quoted_node(fresh),
                b'{' | b'[' => return self.flow(),
                b'|' | b'>' => return self.block_scalar(),
                b'&' | b'!' => {
                    self.property()?;
                    fresh = false;
                    if self.rest_is_blank()? {
                        self.due = true;
                        return Ok(());
                    }
                }
                b'*' => {
                    self.alias()?;
                    return self.end_line();
                }
                b'?' | b':' if self.is_blank(self.at + 1) => return Err(Decline::Indicator),
                b'%' | b'@' | b'`' | b']' | b'}' | b',' | b'#' => return Err(Decline::Indicator),
                _ => return self.plain_node(fresh),
            }
        }
    }

    /// Reads an entry of the innermost mapping: its key, and what follows on the line.
    #[inline(always)]
    fn entry(&mut self) -> Outcome {
        match self.bytes[self.at] {
            b'"' | b'\'' => self.quoted_key(),
            b'&' | b'!' | b'*' | b'[' | b'{' => Err(Decline::Key),
            b'?' | b':' | b'-' if self.is_blank(self.at + 1) => Err(Decline::Indicator),
            b'%' | b'@' | b'`' | b']' | b'}' | b',' | b'#' | b'|' | b'>' => Err(Decline::Indicator),
            _ => self.plain_key(),
        }
    }

    /// Reads what follows the `:` of a key.
    #[inline(always)]
    pub(super) fn value(&mut self, colon: usize) -> Outcome {
        self.at = colon + 1;
        self.hole = self.at as u32;
        if self.rest_is_blank()? {
            self.due = true;
            return Ok(());
        }
        self.node(false)
    }
}
