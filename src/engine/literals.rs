//! Finds the few scalars that hold a literal some rule asked for. Nearly all hold none, so the first look is a table of pairs of
//! bytes: every literal lends its rarest pair, and a text without any of them is done with.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// The literals of all scalar rules, ready to be looked for.
pub(super) struct Literals {
    pairs: Box<[u64; 1024]>,
    exact: AhoCorasick,
}

impl Literals {
    /// Prepares the search; `None` where there is nothing to look for.
    pub(super) fn new(mut literals: Vec<&'static str>) -> Option<Self> {
        literals.sort_unstable();
        literals.dedup();
        literals.retain(|it| !it.is_empty());
        if literals.is_empty() {
            return None;
        }
        let mut pairs = Box::new([0; 1024]);
        let mut enter = |first: u8, second: u8| {
            let pair = usize::from(first) | usize::from(second) << 8;
            pairs[pair / 64] |= 1 << (pair % 64);
        };
        for literal in &literals {
            match literal.as_bytes().windows(2).min_by_key(|it| commonness(it[0]) + commonness(it[1])) {
                Some(rarest) => enter(rarest[0], rarest[1]),
                None => (0..=u8::MAX).for_each(|next| enter(literal.as_bytes()[0], next)),
            }
        }
        let builder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&literals);
        Some(Self { pairs, exact: builder.ok()? })
    }

    /// Whether a literal stands in the text.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let marked = |pair: usize| self.pairs[pair / 64] >> (pair % 64) & 1 != 0;
        let some = bytes.windows(2).any(|it| marked(usize::from(it[0]) | usize::from(it[1]) << 8));
        // A literal of one byte may be the last byte.
        let some = some || bytes.last().is_some_and(|&it| marked(usize::from(it)));
        some && self.exact.is_match(text)
    }
}

/// How common a byte is in manifests, roughly.
fn commonness(byte: u8) -> u32 {
    match byte {
        b'a' | b'e' | b'i' | b'n' | b'o' | b'r' | b's' | b't' => 10,
        b'b'..=b'z' => 8,
        b'-' | b'/' | b'.' => 7,
        b'0'..=b'9' | b':' | b' ' => 5,
        b'A'..=b'Z' => 4,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::Literals;

    #[test]
    fn the_quick_look_loses_nothing() {
        let words = ["ghp_", "@", "PRIVATE KEY", "sk-", "eyJ"];
        let literals = Literals::new(words.to_vec()).unwrap();
        for word in words {
            for text in [word.to_owned(), format!("x{word}"), format!("{word}y"), format!("abc {word} def")] {
                assert!(literals.are_in(&text), "{text}");
            }
        }
        for text in ["", "g", "gh p_", "PRIVATE", "s k-", "nothing here"] {
            assert!(!literals.are_in(text), "{text}");
        }
        assert!(Literals::new(vec![]).is_none());
    }
}
