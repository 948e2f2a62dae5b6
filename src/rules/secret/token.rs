//! Finds credentials of known formats in a text.

use super::formats::{self, Check, FORMATS};
use super::proof;
use crate::finding::{Confidence, Severity};
use crate::literals::Literals;
use std::ops::Range;
use std::sync::LazyLock;

/// Tells in one pass which formats may be in a text.
static LITERALS: LazyLock<Option<Literals>> = LazyLock::new(|| Literals::new(formats::LITERALS));

/// A credential in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is: "GitHub OAuth access token".
    pub(super) name: &'static str,
    /// The part that every such credential has; safe to print.
    pub(super) literal: &'static str,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    /// A checksum says that it is one.
    pub(super) proven: bool,
    /// Its bytes.
    pub(super) range: Range<usize>,
}

/// All credentials of known formats, in order, without overlaps.
pub(super) fn find(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let literals = LITERALS.as_ref().map(|it| it.found(text)).unwrap_or_default();
    for at in literals {
        let (literal, name, _, check, severity) = FORMATS[at];
        let Some(expression) = formats::expression(at) else { continue };
        for hit in expression.find_iter(text.as_bytes()) {
            let range = hit.range();
            if is_glued(text, &range) || is_sample(&text[range.clone()], literal) {
                continue;
            }
            let overlaps = |it: &Token| it.range.start < range.end && range.start < it.range.end;
            if found.iter().any(overlaps) {
                continue;
            }
            // Vendors extend their formats: a checksum that fails lowers the confidence, it does not acquit.
            let valid = proof::is_valid(check, &text[range.clone()]);
            // The letters before it are too few to tell such a seed without its sum.
            if !valid && check == Check::Nkey {
                continue;
            }
            let confidence = if valid { Confidence::High } else { Confidence::Medium };
            let proven = valid && check != Check::None;
            found.push(Token { name, literal, severity, confidence, proven, range });
        }
    }
    found.sort_by_key(|it| it.range.start);
    found
}

/// Whether a letter or digit goes on where the format ends or begins.
fn is_glued(text: &str, range: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let word = |at: usize| bytes.get(at).is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_');
    let before = range.start > 0 && word(range.start) && word(range.start - 1);
    before || word(range.end) && word(range.end - 1)
}

/// Documentation's stand-ins: `ghp_xxxxxxxx`, `AKIAIOSFODNN7EXAMPLE`, alphabets and counts.
fn is_sample(token: &str, literal: &str) -> bool {
    let body = token.replacen(literal, "", 1);
    let lower = body.to_ascii_lowercase();
    let mut distinct: Vec<u8> = lower.bytes().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let words = ["example", "xxxx", "your", "abcdefgh", "12345678", "placeholder", "redacted"];
    distinct.len() < 6 || words.iter().any(|it| lower.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::secret::proof::{base62, crc32};

    /// A token that is written nowhere as such, so that no scanner stumbles over this file.
    fn github(body: &str) -> String {
        format!("ghp{}{body}{}", '_', base62(crc32(body.as_bytes())))
    }

    const BODY: &str = "q7Vd0ZkT3mWb8XnRc5LhJ2sYfG9pAe";

    #[test]
    fn the_checksum_of_thirty_characters_decides_the_confidence() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "the check value of CRC-32");
        let token = github(BODY);
        assert_eq!(find(&token)[0].confidence, Confidence::High);
        let wrong = format!("{}0", &token[..token.len() - 1]);
        assert_eq!(find(&wrong)[0].confidence, Confidence::Medium);
    }

    #[test]
    fn one_character_short_or_glued_is_none() {
        let token = github(BODY);
        assert!(find(&token[..token.len() - 1]).is_empty());
        assert!(find(&format!("{token}x")).is_empty());
        assert!(find(&format!("x{token}")).is_empty());
        assert_eq!(find(&format!("https://x:{token}@host")).len(), 1);
        assert!(find(&format!("glpat{}{}", '-', "x".repeat(20))).is_empty(), "a stand-in");
    }

    #[test]
    fn every_expression_compiles_and_holds_its_literal() {
        for (at, format) in FORMATS.iter().enumerate() {
            assert!(formats::expression(at).is_some(), "{}", format.1);
            let bare: String = format.2.chars().filter(|it| *it != '\\').collect();
            let words = bare.contains(format.0) || bare.contains("(?:") || bare.contains("[");
            assert!(words, "{}", format.1);
        }
    }
}
