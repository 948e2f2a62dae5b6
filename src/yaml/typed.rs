//! Scalars as Kubernetes types them.

use super::base64;
use super::scalar::{self, Scalar};
use super::tree::{Node, NodeKind, Style};
use super::value::Value;
use std::borrow::Cow;

impl<'a> Value<'a> {
    /// Decoded text of a scalar, whatever its type; `None` for a collection.
    pub fn text(self) -> Option<&'a str> {
        let node = self.resolved().raw();
        if node.kind != NodeKind::Scalar {
            return None;
        }
        Some(self.tree().value_text(node))
    }

    /// Whether the text differs from what is written between quotes or indicators.
    pub fn is_decoded(self) -> bool {
        self.raw().flags & Node::DECODED != 0
    }

    /// The scalar typed as Kubernetes types it; `None` for a collection.
    pub fn scalar(self) -> Option<Scalar<'a>> {
        let it = self.resolved();
        let text = it.text()?;
        let tag = it.tag().map(|span| &it.tree().text[span.range()]);
        Some(match it.raw().style {
            Style::Plain => scalar::resolve(text, tag),
            _ => scalar::resolve_quoted(text, tag),
        })
    }

    /// The text, where the type is string; for `!!binary` it is still base64, see [`Value::string`].
    pub fn as_str(self) -> Option<&'a str> {
        match self.scalar()? {
            Scalar::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The value, where the type is boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.scalar()? {
            Scalar::Bool(it) => Some(it),
            _ => None,
        }
    }

    /// The value, where the type is integer, or a float without a fraction (JSON knows no difference).
    pub fn as_int(self) -> Option<i64> {
        match self.scalar()? {
            Scalar::Int(it) => Some(it),
            Scalar::Float(it) if it.fract() == 0.0 && it.abs() < 9e15 => Some(it as i64),
            _ => None,
        }
    }

    /// Whether it is the boolean true (`true`, `yes`, `on`, `y` …).
    pub fn is_true(self) -> bool {
        self.as_bool() == Some(true)
    }

    /// Whether it is the boolean false.
    pub fn is_false(self) -> bool {
        self.as_bool() == Some(false)
    }

    /// Whether it is null: empty, `~` or `null`.
    #[inline]
    pub fn is_null(self) -> bool {
        let node = self.resolved().raw();
        if node.kind != NodeKind::Scalar {
            return false;
        }
        let plain = node.style == Style::Plain && matches!(node.value.1 - node.value.0, 0 | 1 | 4);
        (plain || node.flags & Node::TAGGED != 0) && self.scalar() == Some(Scalar::Null)
    }

    /// The string, decoded where it is `!!binary`; `None` for other types and for bytes that are no text.
    pub fn string(self) -> Option<Cow<'a, str>> {
        match self.is_binary() {
            true => String::from_utf8(self.bytes()?).ok().map(Cow::Owned),
            false => self.as_str().map(Cow::Borrowed),
        }
    }

    /// The bytes of a string, decoded from base64 where it is `!!binary`; `None` for other types and for bad base64.
    pub fn bytes(self) -> Option<Vec<u8>> {
        let text = self.as_str()?;
        if self.is_binary() { base64::decode(text) } else { Some(text.as_bytes().to_vec()) }
    }

    fn is_binary(self) -> bool {
        let it = self.resolved();
        it.tag().is_some_and(|span| scalar::tag(&it.tree().text[span.range()]) == "!!binary")
    }

    /// The name Kubernetes gives a key, which may be a number or boolean in YAML; `None` for keys it refuses.
    pub fn key_name(self) -> Option<Cow<'a, str>> {
        Some(match self.scalar()? {
            Scalar::Str(text) => Cow::Borrowed(text),
            Scalar::Bool(it) => Cow::Borrowed(if it { "true" } else { "false" }),
            Scalar::Int(it) => Cow::Owned(it.to_string()),
            Scalar::Float(it) => Cow::Owned(scalar::float_name(it)),
            Scalar::Null | Scalar::Uint(_) => return None,
        })
    }
}
