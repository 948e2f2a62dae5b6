//! `jwks-inline-weak-key`

use super::{jwks, jwt};
use crate::rule::prelude::*;

declare_rule! {
    /// Weak keys among the keys that tokens are checked with.
    ///
    /// ## Why is this bad?
    /// RSA keys of less than 2048 bits can be broken, algorithms such as `none` and `HS256` need no private key of the
    /// issuer, and the key of Istio's samples is published with its private half.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwks: '{"keys": [{"kty": "RSA", "e": "AQAB", "n": "q83vASNFZ4k"}]}'
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwks: '{"keys": [{"kty": "EC", "crv": "P-256", "x": "Zm9v", "y": "YmFy"}]}'
    /// ```
    pub JWKS_INLINE_WEAK_KEY = "jwks-inline-weak-key" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:326"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for (value, keys) in jwt::rules(resource).filter_map(jwks::of) {
        // A private key is worse, and has a rule of its own.
        if let Some(why) = keys.iter().filter(|it| !jwks::is_private(it)).find_map(jwks::weakness) {
            cx.report(value, format!("a key that tokens are checked with is weak: {why}"))
                .help("use RSA with 2048 bits or more, or an elliptic curve");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn length_algorithm_and_name() {
        let rule = tester::of(&super::JWKS_INLINE_WEAK_KEY);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let keys = |it: &str| of(&format!("{{jwtRules: [{{issuer: a, jwks: '{it}'}}]}}"));
        let rsa = |digits: usize| {
            keys(&format!(r#"{{"keys": [{{"kty": "RSA", "e": "AQAB", "n": "{}"}}]}}"#, "w".repeat(digits)))
        };
        rule.fails(&rsa(171));
        rule.passes(&rsa(342));
        rule.fails(&keys(r#"{"keys": [{"kty": "RSA", "kid": "DHFbpoIUqrY8t2zpA2qXfCmr5VO5ZEr4RzHU_-envvQ"}]}"#));
        rule.fails(&keys(r#"{"keys": [{"kty": "RSA", "alg": "none"}]}"#));
        rule.passes(&keys(r#"{"keys": [{"kty": "oct", "k": "YQ", "alg": "HS256"}]}"#));
    }
}
