//! YAML inside of a scalar, as ConfigMaps hold it.
//!
//! The text of a literal block scalar stands in the file as it is, only indented. It is read in place, behind as many blanks as
//! the file has bytes before it, so that every span of the inner tree is one of the file.

use super::{Style, Tree, Value, parse};
use crate::source::Span;

/// What was read out of a scalar.
#[derive(Debug)]
pub struct Embedded {
    tree: Tree,
    is_exact: bool,
}

impl Embedded {
    /// Reads the text of a scalar as YAML; `None` where there is no text.
    pub fn read(value: Value<'_>) -> Option<Self> {
        let value = value.resolved();
        let text = value.text().filter(|it| !it.trim().is_empty())?;
        let source = value.tree().source();
        let body = value.source_text().find('\n').filter(|_| value.style() == Style::Literal);
        let Some(body) = body.map(|at| value.span().start as usize + at + 1) else {
            return Some(Self { tree: parse(source, text.into()), is_exact: false });
        };
        let mut padded = " ".repeat(body - 1);
        padded.push('\n');
        padded.push_str(&value.tree().text()[body..value.span().end as usize]);
        Some(Self { tree: parse(source, padded.into()), is_exact: true })
    }

    /// The root of its first document.
    pub fn root(&self) -> Option<Value<'_>> {
        self.tree.documents().next()?.root()
    }

    /// Where to point for a value of it, and its path: the value, or the scalar around it where its own place is not that of
    /// the file.
    pub fn at(&self, outer: Value<'_>, value: Value<'_>) -> (Span, String) {
        let span = if self.is_exact { value.grip() } else { outer.grip() };
        (span, format!("{}.{}", outer.location(), value.location()))
    }

    /// Whether spans of the inner tree are spans of the file.
    pub fn is_exact(&self) -> bool {
        self.is_exact
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn places_in_a_literal_block_are_places_of_the_file() {
        let text = "é: ü\ndata:\n  mesh: |-\n    # head\n    a:\n      b: two\n    c: 3\n  other: x\n";
        let tree = parse(SourceId(3), text.into());
        let mesh = tree.document(0).root().unwrap().path("data.mesh").unwrap();
        let inner = Embedded::read(mesh).unwrap();
        let two = inner.root().unwrap().path("a.b").unwrap();
        assert!(inner.is_exact());
        assert_eq!((two.as_str(), two.span().source), (Some("two"), SourceId(3)));
        assert_eq!(&text[two.span().range()], "two");
        assert_eq!(inner.root().unwrap().get("c").unwrap().as_int(), Some(3));
    }

    #[test]
    fn other_styles_are_read_without_places() {
        let tree = parse(SourceId(0), "mesh: \"a: {b: two}\\nc: 3\"\n".into());
        let inner = Embedded::read(tree.document(0).root().unwrap().get("mesh").unwrap()).unwrap();
        assert!(!inner.is_exact());
        assert_eq!(inner.root().unwrap().path("a.b").and_then(Value::as_str), Some("two"));
    }
}
