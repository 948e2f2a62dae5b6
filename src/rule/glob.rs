//! Patterns over names and identifiers.

/// Whether `text` as a whole matches: `*` is any text, `?` any byte.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut seen) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(&it) if it == b'?' || it == text[seen] => (at, seen) = (at + 1, seen + 1),
            _ => {
                let Some((back, from)) = star else { return false };
                star = Some((back, from + 1));
                (at, seen) = (back + 1, from + 1);
            }
        }
    }
    pattern[at..].iter().all(|&it| it == b'*')
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs_match_whole_words() {
        assert!(glob("a*c*e", "abcde") && glob("*", "") && glob("a?c", "abc") && glob("a**", "a"));
        assert!(!glob("a*c", "abcd") && !glob("?", "") && !glob("", "a"));
    }
}
