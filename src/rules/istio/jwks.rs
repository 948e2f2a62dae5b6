//! Keys that are written into a RequestAuthentication.

use crate::yaml::Value;
use serde_json::Value as Json;

/// The keys of a rule, with where they are written.
pub(super) fn of<'a>(rule: Value<'a>) -> Option<(Value<'a>, Vec<Json>)> {
    let value = rule.get("jwks")?;
    let mut json: Json = serde_json::from_str(&value.string()?).ok()?;
    let keys = match json.get_mut("keys").map(Json::take) {
        Some(Json::Array(keys)) => keys,
        Some(_) => return None,
        None => vec![json],
    };
    Some((value, keys))
}

/// Whether tokens can be made with a key.
pub(super) fn is_private(key: &Json) -> bool {
    let has = |name: &str| key.get(name).is_some_and(|it| it.as_str().is_some_and(|it| !it.is_empty()));
    let symmetric = key.get("kty").and_then(Json::as_str) == Some("oct") && has("k");
    symmetric || key.get("kty").is_some() && ["d", "p", "q", "dp", "dq", "qi"].iter().any(|it| has(it))
}

/// What is weak about a key.
pub(super) fn weakness(key: &Json) -> Option<&'static str> {
    let text = |name: &str| key.get(name).and_then(Json::as_str).unwrap_or_default();
    // Published with its private half, for the examples of Istio's documentation.
    if text("kid") == "DHFbpoIUqrY8t2zpA2qXfCmr5VO5ZEr4RzHU_-envvQ" {
        return Some("its private half is published in the samples of Istio");
    }
    if text("alg") == "none" || text("alg").starts_with("HS") {
        return Some("its algorithm needs no private key that only the issuer has");
    }
    // Six bits a digit, and leading zeros are not written.
    let bits = text("n").trim_end_matches('=').len() * 6;
    (text("kty") == "RSA" && bits > 0 && bits < 2040).then_some("it has less than 2048 bits")
}
