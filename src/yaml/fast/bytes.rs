//! Searching bytes eight at a time, for the short runs that manifests are made of: a call into a vectorised search costs
//! more than most keys are long.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Eight bytes, the first in the lowest bits.
#[inline(always)]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8).and_then(|it| it.first_chunk()).map(|it| u64::from_le_bytes(*it))
}

/// Bits set where a byte of `word` equals `byte`; above the lowest set bit there may be false ones.
#[inline(always)]
fn equal(word: u64, byte: u8) -> u64 {
    let x = word ^ (ONES * u64::from(byte));
    x.wrapping_sub(ONES) & !x & HIGHS
}

/// First index from `at` on that is not a space.
#[inline(always)]
pub(super) fn spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let other = word ^ (ONES * u64::from(b' '));
        if other != 0 {
            return at + (other.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// First index from `at` on that holds one of three bytes; the length where there is none.
#[inline(always)]
pub(super) fn find3(bytes: &[u8], mut at: usize, a: u8, b: u8, c: u8) -> usize {
    while let Some(word) = word(bytes, at) {
        let hit = equal(word, a) | equal(word, b) | equal(word, c);
        if hit != 0 {
            return at + (hit.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < bytes.len() && bytes[at] != a && bytes[at] != b && bytes[at] != c {
        at += 1;
    }
    at
}

/// End of the line: the index of its `\n`, or the length.
#[inline(always)]
pub(super) fn newline(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |it| at + it)
}

/// `end` moved back over spaces, tabs and a carriage return, not before `start`.
#[inline(always)]
pub(super) fn trim_end(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && matches!(bytes[end - 1], b' ' | b'\t' | b'\r') {
        end -= 1;
    }
    end
}

/// Whether a piece holds only characters that both YAML 1.1 and 1.2 read as ordinary text, and no carriage return but in
/// `\r\n`.
pub(in crate::yaml) fn ordinary(bytes: &[u8]) -> bool {
    const BLOCK: usize = 4096;
    let mut returns = false;
    for (number, block) in bytes.chunks(BLOCK).enumerate() {
        let mut unusual = false;
        for &byte in block {
            returns |= byte == b'\r';
            unusual |= byte.wrapping_sub(0x20) >= 0x5f && byte != b'\n' && byte != b'\r' && byte != b'\t';
        }
        if unusual && !characters(bytes, number * BLOCK, block.len()) {
            return false;
        }
    }
    !returns || memchr::memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'))
}

fn characters(bytes: &[u8], from: usize, len: usize) -> bool {
    (from..from + len).all(|at| {
        let next = |by: usize| bytes.get(at + by).copied().unwrap_or(0);
        match bytes[at] {
            b'\t' | b'\n' | b'\r' | 0x20..=0x7e => true,
            0..=0x1f | 0x7f => false,
            // Controls, and the line breaks of YAML 1.1: U+0085, U+2028, U+2029.
            0xc2 => next(1) >= 0xa0,
            0xe2 => next(1) != 0x80 || !matches!(next(2), 0xa8 | 0xa9),
            // A byte order mark, and the two non-characters.
            0xef => !(next(1) == 0xbb && next(2) == 0xbf || next(1) == 0xbf && next(2) >= 0xbe),
            _ => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_single_bytes_find_the_same() {
        let text = b"abcdefgh:ijklmnop#qrstuvwxyz\nabc";
        for at in 0..text.len() {
            let slow = (at..text.len()).find(|&it| b":#\n".contains(&text[it])).unwrap_or(text.len());
            assert_eq!(find3(text, at, b':', b'#', b'\n'), slow);
        }
        assert_eq!(spaces(b"             x", 1), 13);
        assert_eq!(spaces(b"   ", 0), 3);
    }

    #[test]
    fn unusual_characters_are_seen() {
        for text in ["a\0", "a\rb", "a\u{85}", "a\u{2028}b", "\u{feff}", "\u{7f}", "\u{80}", "\u{ffff}"] {
            assert!(!ordinary(text.as_bytes()), "{text:?}");
        }
        for text in ["", "a\r\nb\t", "ä", "\u{2027}", "𝄞", "\u{a0}", "\u{fffd}"] {
            assert!(ordinary(text.as_bytes()), "{text:?}");
        }
    }
}
