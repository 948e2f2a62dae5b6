//! Which labels and names the API server accepts (apimachinery `util/validation`).

fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
        && bytes.iter().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'))
}

/// Why a text cannot be the value of a label.
pub fn value_error(text: &str) -> Option<&'static str> {
    match text {
        "" => None,
        _ if text.len() > 63 => Some("it has more than 63 characters"),
        _ if !is_word(text) => Some("it holds or begins or ends with a character that is not allowed"),
        _ => None,
    }
}

/// Why a text cannot be the key of a label or an annotation: a name, perhaps behind a domain and a slash.
pub fn key_error(text: &str) -> Option<&'static str> {
    let (domain, name) = match text.bytes().position(|it| it == b'/') {
        Some(at) => (Some(&text[..at]), &text[at + 1..]),
        None => (None, text),
    };
    match name {
        "" => Some("the name is empty"),
        _ if name.bytes().any(|it| it == b'/') => Some("it has more than one slash"),
        _ if name.len() > 63 => Some("the name has more than 63 characters"),
        _ if !is_word(name) => Some("the name holds or begins or ends with a character that is not allowed"),
        _ if domain.is_some_and(|it| !is_subdomain(it)) => Some("the part before the slash is no domain"),
        _ => None,
    }
}

/// Whether a text is a DNS subdomain: most objects are named so.
pub fn is_subdomain(text: &str) -> bool {
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
    // What stands before each letter: parts begin and end with a letter or digit.
    let mut before = b'.';
    for it in text.bytes() {
        let sound = match it {
            b'.' => plain(before),
            b'-' => before != b'.',
            _ => plain(it),
        };
        if !sound {
            return false;
        }
        before = it;
    }
    plain(before) && text.len() <= 253
}

/// Why a text cannot be the name of a port (IANA service names).
pub fn port_error(text: &str) -> Option<&'static str> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    match text {
        "" => Some("it is empty"),
        _ if text.len() > 15 => Some("it has more than 15 characters"),
        _ if !text.bytes().all(plain) => Some("only lower-case letters, digits and dashes are allowed"),
        _ if text.starts_with('-') || text.ends_with('-') => Some("it begins or ends with a dash"),
        _ if text.contains("--") => Some("it has two dashes in a row"),
        _ if !text.bytes().any(|b| b.is_ascii_lowercase()) => Some("a name has at least one letter"),
        _ => None,
    }
}

/// Whether a text is to be filled in before it reaches a cluster: `{{ … }}`, `${…}`, `$(…)`, `<<…>>`.
pub fn is_placeholder(text: &str) -> bool {
    text.contains("{{") || text.contains("${") || text.contains("$(") || text.contains("<<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_at_most_one_slash() {
        for good in ["app", "app.kubernetes.io/name", "a_B.c-d", "x/Y"] {
            assert_eq!(key_error(good), None, "{good}");
        }
        for bad in ["", "/a", "a/", "a/b/c", "-a", "A.com/x", "a b"] {
            assert!(key_error(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn names_are_domains() {
        assert!(is_subdomain("a-b.c"));
        for bad in ["", "A", "a..b", "-a", "a_b", "a."] {
            assert!(!is_subdomain(bad), "{bad}");
        }
    }
}
