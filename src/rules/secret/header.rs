//! Credentials in HTTP headers: `Authorization: Basic …`, `Bearer …`.

use super::value::{self, ValueClass};
use super::{base64, jwt, token};
use std::ops::Range;

/// One in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// `Basic` or `Bearer`.
    pub(super) scheme: &'static str,
    /// The credential.
    pub(super) range: Range<usize>,
}

/// What all of them have in them.
pub(super) const LITERALS: &[&str] = &["asic ", "earer "];

/// The first header with a credential. Tokens of known formats belong to others.
pub(super) fn find(text: &str) -> Option<Header> {
    LITERALS.iter().flat_map(|word| text.match_indices(word).map(move |it| (it.0, word.len()))).find_map(
        |(at, length)| {
            let first = text[..at].chars().next_back()?;
            let start = at - first.len_utf8();
            let before = text[..start].chars().next_back();
            if !matches!(first, 'B' | 'b') || before.is_some_and(|it| it.is_alphanumeric() || it == '-' || it == '_') {
                return None;
            }
            let from = at + length;
            let rest = &text[from..];
            let sign = |c: char| !c.is_ascii_alphanumeric() && !"+/=._~-".contains(c);
            let end = rest.find(sign).unwrap_or(rest.len());
            // A reference goes on behind it.
            if rest[end..].starts_with(['$', '{', '<', '%', '*', '(']) {
                return None;
            }
            let credential = &rest[..end];
            let scheme = if length == 5 { "Basic" } else { "Bearer" };
            let real = if scheme == "Basic" { is_pair(credential) } else { is_token(credential) };
            real.then_some(Header { scheme, range: from..from + end })
        },
    )
}

/// User and password in base64.
fn is_pair(text: &str) -> bool {
    let Some(decoded) = base64::decode_text(text).filter(|_| text.len() >= 6) else { return false };
    let Some((user, password)) = decoded.split_once(':') else { return false };
    let printable = decoded.bytes().all(|it| (0x20..0x7f).contains(&it));
    let stand_in = matches!(value::classify(password), ValueClass::Reference | ValueClass::Placeholder);
    printable
        && !user.is_empty()
        && password.len() >= 3
        && !stand_in
        && !(user == "user" && password == "password" || user == "username")
}

fn is_token(text: &str) -> bool {
    let text = text.trim_end_matches('.');
    let jwt = text.starts_with("eyJ") && text.split('.').count() == 3 && text.len() > 60;
    let known = !token::find(text).is_empty() || jwt::find(text).is_some();
    !known && (jwt || text.len() >= 16 && value::classify(text) == ValueClass::Random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decodes_or_looks_random_is_a_credential() {
        for (text, scheme) in [
            ("Basic cHJvYmU6RlVmZ2dwWnlkVA==", "Basic"),
            ("proxy_set_header Authorization \"Basic c3ZjOmlTVlZkSUV3czloTA==\";", "Basic"),
            ("authorization: bearer 6aa70198755cd50511e463d9fe72895dbfab", "Bearer"),
        ] {
            assert_eq!(find(text).map(|it| it.scheme), Some(scheme), "{text}");
        }
        for text in [
            "Basic authentication is required",
            "Basic dXNlcjo8cGFzc3dvcmQ+",
            "Bearer $TOKEN",
            "Bearer ${TOKEN_WITH_A_LONG_NAME_1}",
            "Bearer realm=\"x\"",
            "x-basic c3ZjOmlTVlZkSUV3czloTA==",
            "Bearer abc",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
