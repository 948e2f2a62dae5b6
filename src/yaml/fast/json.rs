//! JSON, strictly, as `kubectl` reads a file that starts with a brace: a stream of values, each a document of its own.

use super::bytes::{find3, spaces};
use crate::yaml::build::{Builder, Text};
use crate::yaml::tree::{NodeKind, Style};
use crate::yaml::{MAX_DEPTH, Tree};

/// It is not JSON.
struct NotJson;

struct Reader<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    scratch: String,
    open: Vec<bool>,
}

/// Reads a whole text as JSON; if it is not, leaves the tree as it was and returns false.
pub(in crate::yaml) fn parse(tree: &mut Tree, text: &str, start: usize) -> bool {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: start, scratch: String::new(), open: Vec::new() };
    reader.blank();
    while reader.at < text.len() {
        let from = reader.at;
        let mut build = Builder::new(tree);
        if reader.value(&mut build).is_err() {
            build.rewind();
            tree.nodes.clear();
            tree.decoded.clear();
            tree.documents.clear();
            return false;
        }
        build.finish(from as u32, reader.at as u32);
        reader.blank();
    }
    true
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline(always)]
    fn blank(&mut self) {
        loop {
            self.at = spaces(self.bytes, self.at);
            match self.peek() {
                Some(b'\n' | b'\t' | b'\r') => self.at += 1,
                _ => return,
            }
        }
    }

    fn value(&mut self, build: &mut Builder<'_>) -> Result<(), NotJson> {
        self.open.clear();
        loop {
            // Here a value is due.
            match self.peek() {
                Some(byte @ (b'{' | b'[')) => {
                    if self.open.len() >= MAX_DEPTH {
                        return Err(NotJson);
                    }
                    let mapping = byte == b'{';
                    let kind = if mapping { NodeKind::Mapping } else { NodeKind::Sequence };
                    build.begin(kind, Style::Flow, self.at as u32);
                    self.open.push(mapping);
                    self.at += 1;
                    self.blank();
                    if self.peek() != Some(if mapping { b'}' } else { b']' }) {
                        if mapping {
                            self.key(build)?;
                        }
                        continue;
                    }
                }
                Some(b'"') => self.string(build)?,
                Some(_) => self.word(build)?,
                None => return Err(NotJson),
            }
            // Here a value is over.
            loop {
                let Some(&mapping) = self.open.last() else { return Ok(()) };
                self.blank();
                let byte = self.peek();
                self.at += 1;
                match (byte, mapping) {
                    (Some(b','), _) => {
                        self.blank();
                        if mapping {
                            self.key(build)?;
                        }
                        break;
                    }
                    (Some(b'}'), true) | (Some(b']'), false) => {
                        build.end(self.at as u32);
                        self.open.pop();
                    }
                    _ => return Err(NotJson),
                }
            }
        }
    }

    fn key(&mut self, build: &mut Builder<'_>) -> Result<(), NotJson> {
        if self.peek() != Some(b'"') {
            return Err(NotJson);
        }
        self.string(build)?;
        self.blank();
        if self.peek() != Some(b':') {
            return Err(NotJson);
        }
        self.at += 1;
        self.blank();
        Ok(())
    }

    fn word(&mut self, build: &mut Builder<'_>) -> Result<(), NotJson> {
        let start = self.at;
        let more = |it: &&u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.');
        self.at += self.bytes[start..].iter().take_while(more).count();
        let word = &self.text[start..self.at];
        if !matches!(word, "true" | "false" | "null") && !number(word.as_bytes()) {
            return Err(NotJson);
        }
        let (start, end) = (start as u32, self.at as u32);
        build.scalar(Style::Plain, start, end, Text::Source(start, end));
        Ok(())
    }

    fn string(&mut self, build: &mut Builder<'_>) -> Result<(), NotJson> {
        let start = self.at;
        let mut from = start + 1;
        self.scratch.clear();
        let mut decoded = false;
        loop {
            let hit = find3(self.bytes, from, b'"', b'\\', b'\n');
            let part = &self.text[from.min(hit)..hit];
            match self.bytes.get(hit) {
                _ if part.bytes().any(|it| it < b' ') => return Err(NotJson),
                Some(b'"') if !decoded => {
                    self.at = hit + 1;
                    let text = Text::Source(start as u32 + 1, hit as u32);
                    build.scalar(Style::DoubleQuoted, start as u32, self.at as u32, text);
                    return Ok(());
                }
                Some(b'"') => {
                    self.scratch.push_str(part);
                    self.at = hit + 1;
                    build.scalar(Style::DoubleQuoted, start as u32, self.at as u32, Text::Decoded(&self.scratch));
                    return Ok(());
                }
                Some(b'\\') => {
                    decoded = true;
                    self.scratch.push_str(part);
                    from = self.escape(hit + 1)?;
                }
                _ => return Err(NotJson),
            }
        }
    }

    /// Reads the escape whose letter is at `at`; says where the text goes on.
    fn escape(&mut self, at: usize) -> Result<usize, NotJson> {
        let c = match self.bytes.get(at) {
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(&it @ (b'"' | b'\\' | b'/')) => char::from(it),
            Some(b'u') => {
                let high = self.hex(at + 1)?;
                let pair = (0xd800..0xdc00).contains(&high) && self.bytes.get(at + 5..at + 7) == Some(b"\\u");
                if pair {
                    let low = self.hex(at + 7)?;
                    if (0xdc00..0xe000).contains(&low) {
                        let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                        self.scratch.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                        return Ok(at + 11);
                    }
                }
                // Half a pair becomes the replacement character, as in Go.
                self.scratch.push(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
                return Ok(at + 5);
            }
            _ => return Err(NotJson),
        };
        self.scratch.push(c);
        Ok(at + 1)
    }

    fn hex(&self, at: usize) -> Result<u32, NotJson> {
        let digits = self.bytes.get(at..at + 4).filter(|it| it.iter().all(u8::is_ascii_hexdigit)).ok_or(NotJson)?;
        Ok(digits.iter().fold(0, |all, it| all * 16 + char::from(*it).to_digit(16).unwrap_or(0)))
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`
fn number(word: &[u8]) -> bool {
    let digits = |it: &[u8]| it.iter().take_while(|it| it.is_ascii_digit()).count();
    let mut rest = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let [b'e' | b'E', power @ ..] = rest {
        let power = power.strip_prefix(b"-").or(power.strip_prefix(b"+")).unwrap_or(power);
        let count = digits(power);
        return count > 0 && count == power.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use crate::source::SourceId;
    use crate::yaml::{Scalar, parse};

    #[test]
    fn values_one_after_the_other_are_documents() {
        let tree = parse(SourceId(0), "{\"a\": 1}\n{\"b\": [true, null]} ".into());
        let texts: Vec<_> = tree.documents().map(|it| it.text()).collect();
        assert_eq!(texts, ["{\"a\": 1}", "{\"b\": [true, null]}"]);
        assert!(tree.problems().is_empty());
        let tree = parse(SourceId(0), "\n [1, -2.5e+3, \"x\"]".into());
        assert_eq!(tree.len(), 1, "an array is one document");
        let items: Vec<_> = tree.document(0).root().unwrap().items().map(|it| it.scalar().unwrap()).collect();
        assert_eq!(items, [Scalar::Int(1), Scalar::Float(-2500.0), Scalar::Str("x")]);
    }

    #[test]
    fn escapes_read_as_json_has_them() {
        let tree = parse(SourceId(0), r#"{"a\/b": "\ud834\udd1e\u0041\n\ud834", "c":"\"" }"#.into());
        let root = tree.document(0).root().unwrap();
        assert_eq!(root.str("a/b"), Some("\u{1d11e}A\n\u{fffd}"));
        assert_eq!(root.str("c"), Some("\""));
    }

    #[test]
    fn what_is_not_json_is_read_as_yaml() {
        let tree = parse(SourceId(0), "{\"a\": yes, b: 0x10,}\n---\nc: d\n".into());
        assert!(tree.problems().is_empty());
        assert_eq!(tree.len(), 2);
        assert_eq!(tree.document(0).root().unwrap().get("b").unwrap().as_int(), Some(16));
        for text in ["{\"a\": 01}", "{\"a\": 1,}", "{\"a\": \"\t\"}", "[1 2]", "{\"a\" 1}", "{\"a\": nul}"] {
            let mut tree = super::Tree::new(SourceId(0), text.into());
            assert!(!super::parse(&mut tree, text, 0), "{text}");
            assert!(tree.nodes.is_empty());
        }
    }

    #[test]
    fn tabs_are_blanks() {
        let tree = parse(SourceId(0), "{\n\t\"a\":\t{\n\t\t\"b\": []\n\t}\n}\n".into());
        assert!(tree.problems().is_empty());
        assert_eq!(tree.len(), 1);
    }
}
