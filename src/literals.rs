//! Literals in texts. [`Literals`] finds the few texts that hold one of many: nearly all hold none, so the first look is a table of pairs of
//! bytes, asked at every other byte of the text: a literal lends it its rarest pair at an even place and that at an odd one.

use memchr::{memchr, memmem};
use rustc_hash::FxHashMap;

/// Whether a literal stands in a text: for long texts, many times as fast as [`str::contains`].
pub fn contains(text: &str, literal: &str) -> bool {
    memmem::find(text.as_bytes(), literal.as_bytes()).is_some()
}

/// Many literals, ready to be looked for.
#[derive(Debug)]
pub struct Literals {
    all: Vec<&'static [u8]>,
    pairs: Box<[u64; 1024]>,
    /// Behind each pair: the literals that lent it, and how far from their beginning it stands.
    owners: FxHashMap<u16, Vec<(u8, u16)>>,
    /// Those too short to have a pair at both places.
    short: Vec<u16>,
    /// Makes letters small, where their case does not matter.
    case: u16,
}

/// Literals of fewer bytes are looked for one by one.
const PAIRED: usize = 3;

impl Literals {
    /// Prepares the search; `None` where there is nothing to look for. Empty literals are nothing.
    pub fn new(literals: &[&'static str]) -> Option<Self> {
        Self::with(literals, 0)
    }

    /// The same for small letters, digits and `_` that may be written in any case.
    pub fn of_any_case(literals: &[&'static str]) -> Option<Self> {
        Self::with(literals, 0x2020)
    }

    fn with(literals: &[&'static str], case: u16) -> Option<Self> {
        let all: Vec<_> = literals.iter().map(|it| it.as_bytes()).collect();
        let mut search =
            Self { all, pairs: Box::new([0; 1024]), owners: FxHashMap::default(), short: Vec::new(), case };
        for (id, literal) in (0..).zip(search.all.iter().copied()) {
            if (1..PAIRED).contains(&literal.len()) {
                search.short.push(id);
            }
            for parity in 0..if literal.len() < PAIRED { 0 } else { 2 } {
                let places = (parity..literal.len() - 1).step_by(2).take(usize::from(u8::MAX) / 2);
                let rarest = places.min_by_key(|&at| commonness(literal[at]) + commonness(literal[at + 1]));
                let Some(at) = rarest else { continue };
                let pair = u16::from_le_bytes([literal[at], literal[at + 1]]) | case;
                search.pairs[usize::from(pair / 64)] |= 1 << (pair % 64);
                search.owners.entry(pair).or_default().push((at as u8, id));
            }
        }
        literals.iter().any(|it| !it.is_empty()).then_some(search)
    }

    /// Whether a literal stands in the text.
    pub fn are_in(&self, text: &str) -> bool {
        self.next(text.as_bytes(), 0).is_some() || self.short(text).next().is_some()
    }

    /// Where the first byte of a literal stands, at or behind this place. Of those that overlap it may be any.
    pub fn find(&self, text: &str, from: usize) -> Option<usize> {
        let from = from.min(text.len());
        let long = self.next(&text.as_bytes()[from..], 0).map(|it| from + it.1);
        let short = self
            .short
            .iter()
            .filter_map(|&id| memmem::find(&text.as_bytes()[from..], self.all[usize::from(id)]).map(|at| from + at));
        long.into_iter().chain(short).min()
    }

    /// The numbers of the literals that stand in the text, in order.
    pub fn found(&self, text: &str) -> Vec<usize> {
        let mut found: Vec<usize> = self.short(text).collect();
        let mut from = 0;
        while let Some((at, _, _)) = self.next(text.as_bytes(), from) {
            found.extend(self.owned(text.as_bytes(), at).map(|it| it.1));
            from = at + 2;
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The next pair, from an even place on, that is part of a literal: its place, and that and the number of the literal.
    fn next(&self, text: &[u8], from: usize) -> Option<(usize, usize, usize)> {
        let pairs: &[u64; 1024] = &self.pairs;
        let mut at = from;
        for it in text.get(from..)?.chunks_exact(2) {
            let pair = u16::from_le_bytes([it[0], it[1]]) | self.case;
            if pairs[usize::from(pair >> 6)] >> (pair & 63) & 1 != 0
                && let Some((start, id)) = self.owned(text, at).next()
            {
                return Some((at, start, id));
            }
            at += 2;
        }
        None
    }

    /// Places and numbers of the literals that the pair at a place is part of.
    fn owned<'t>(&'t self, text: &'t [u8], at: usize) -> impl Iterator<Item = (usize, usize)> + 't {
        let pair = u16::from_le_bytes([text[at], text[at + 1]]) | self.case;
        let owners = self.owners.get(&pair).map_or(&[][..], Vec::as_slice);
        owners.iter().filter_map(move |&(before, id)| {
            let literal = self.all[usize::from(id)];
            let start = at.checked_sub(usize::from(before))?;
            let there = text.get(start..start + literal.len())?;
            let same = if self.case == 0 { there == literal } else { there.eq_ignore_ascii_case(literal) };
            same.then_some((start, usize::from(id)))
        })
    }

    fn short<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let stands = |literal: &[u8]| match literal {
            [one] => memchr(*one, text.as_bytes()).is_some(),
            more => memmem::find(text.as_bytes(), more).is_some(),
        };
        self.short.iter().map(|it| usize::from(*it)).filter(move |&id| stands(self.all[id]))
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
    use super::*;

    #[test]
    fn the_quick_look_loses_nothing() {
        let words = ["ghp_", "@", "PRIVATE KEY", "sk-", "eyJ", "SK"];
        let literals = Literals::new(&words).unwrap();
        for (id, word) in words.into_iter().enumerate() {
            for text in [word.to_owned(), format!("x{word}"), format!("{word}y"), format!("abc {word} def")] {
                assert!(literals.are_in(&text), "{text}");
                assert_eq!(literals.found(&text), [id], "{text}");
                assert_eq!(literals.find(&text, 0), text.find(word), "{text}");
            }
        }
        for text in ["", "g", "gh p_", "PRIVATE", "s k-", "nothing here", "GHP_", "ab"] {
            assert!(!literals.are_in(text), "{text}");
        }
        assert_eq!(literals.found("sk-1 ghp_2 a@b sk-3"), [0, 1, 3]);
        assert!(Literals::new(&[]).is_none() && Literals::new(&[""]).is_none());
    }

    #[test]
    fn every_place_of_every_word_is_found_in_any_case() {
        let words = ["pass", "key", "token"];
        let literals = Literals::of_any_case(&words).unwrap();
        let text = "apiKey: x\nPASS=1\nmy-Token: keyed\n";
        let mut from = 0;
        let mut all = Vec::new();
        while let Some(at) = literals.find(text, from) {
            all.push(at);
            from = at + 1;
        }
        assert_eq!(all, [3, 10, 20, 27]);
        assert_eq!(literals.find(text, 100), None);
    }
}
