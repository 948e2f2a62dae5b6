//! Tokens of service accounts: JSON Web Tokens that open the API server.

use super::base64;
use std::ops::Range;

/// One in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServiceAccountToken {
    pub(super) range: Range<usize>,
    /// It says when it ends.
    pub(super) expires: bool,
}

/// What JSON Web Tokens start with, plain and in base64.
pub(super) const LITERALS: &[&str] =
    &["eyJhbGciO", "eyJ0eXAiO", "eyJraWQiO", "ZXlKaGJHY2lP", "ZXlKMGVYQWlP", "ZXlKcmFXUWlP"];

/// The first token whose claims name a service account as issuer, as it is or in base64. Other tokens may be public.
pub(super) fn find(text: &str) -> Option<ServiceAccountToken> {
    let plain =
        |text: &str| LITERALS[..3].iter().flat_map(|it| text.match_indices(it)).find_map(|(at, _)| read(text, at));
    if let Some(found) = plain(text) {
        return Some(found);
    }
    let (start, _) = LITERALS[3..].iter().find_map(|it| text.match_indices(it).next())?;
    let rest = &text[start..];
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c)).unwrap_or(rest.len());
    let found = plain(&base64::decode_text(&rest[..length])?)?;
    Some(ServiceAccountToken { range: start..start + length, ..found })
}

fn read(text: &str, start: usize) -> Option<ServiceAccountToken> {
    let rest = &text[start..];
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(rest.len());
    let mut parts = rest[..length].split('.');
    let (_, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let claims: serde_json::Value = serde_json::from_slice(&base64::decode(payload)?).ok()?;
    let issuer = claims.get("iss")?.as_str()?;
    let of_cluster = issuer.starts_with("kubernetes/serviceaccount") || issuer.contains("kubernetes.default");
    let names_account = claims.get("kubernetes.io").is_some()
        || claims.get("sub").and_then(|it| it.as_str()).is_some_and(|it| it.starts_with("system:serviceaccount:"));
    if signature.len() < 16 || !of_cluster && !names_account {
        return None;
    }
    Some(ServiceAccountToken { range: start..start + length, expires: claims.get("exp").is_some() })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Base64 as URLs take it, for tokens that are written nowhere as such.
    pub(in super::super) fn encode(text: &str) -> String {
        const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut out = String::new();
        for chunk in text.as_bytes().chunks(3) {
            let bits = chunk.iter().fold(0_u32, |bits, &it| bits << 8 | u32::from(it)) << (8 * (3 - chunk.len()));
            out.extend((0..=chunk.len()).map(|at| char::from(SIGNS[(bits >> (18 - 6 * at) & 63) as usize])));
        }
        out
    }

    pub(in super::super) fn token(claims: &str) -> String {
        format!("{}.{}.{}", encode(r#"{"alg":"RS256","kid":"x"}"#), encode(claims), "Zq7kWm2xT9vLb4Rn8sYd".repeat(4))
    }

    #[test]
    fn the_issuer_tells_them_from_public_tokens() {
        let own = token(r#"{"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:a:b"}"#);
        assert_eq!(find(&format!("x {own} y")), Some(ServiceAccountToken { range: 2..2 + own.len(), expires: false }));
        let bound = token(r#"{"iss":"https://kubernetes.default.svc.cluster.local","exp":1}"#);
        assert!(find(&bound).unwrap().expires);
        assert_eq!(find(&encode(&own)).unwrap().range, 0..encode(&own).len(), "in base64");
        assert_eq!(find(&token(r#"{"iss":"https://auth.test","sub":"ann"}"#)), None);
        assert_eq!(find("eyJhbGciOiJSUzI1NiJ9.x"), None);
    }
}
