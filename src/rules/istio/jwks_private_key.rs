//! `jwks-private-key`

use super::{jwks, jwt};
use crate::rule::prelude::*;

declare_rule! {
    /// Private keys among the keys that tokens are checked with.
    ///
    /// ## Why is this bad?
    /// To check a token its public key is enough. With the private members of the key, or a symmetric key, whoever can
    /// read the policy can mint tokens for anyone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwks: '{"keys": [{"kty": "oct", "k": "bXkgc2VjcmV0"}]}'
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
    pub JWKS_PRIVATE_KEY = "jwks-private-key" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0133", "cwe:321"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for (value, keys) in jwt::rules(resource).filter_map(jwks::of) {
        if keys.iter().any(jwks::is_private) {
            cx.report(value, "a private key is written here: whoever reads it can mint tokens")
                .help("leave only the public members of the key, and replace the key: it is known now")
                .sensitive()
                .covers(&["istio-schema-warning"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn public_members_pass() {
        let rule = tester::of(&super::JWKS_PRIVATE_KEY);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let keys = |it: &str| of(&format!("{{jwtRules: [{{issuer: a, jwks: '{it}'}}]}}"));
        rule.fails(&keys(r#"{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB"}]}"#));
        rule.fails(&keys(r#"{"kty": "EC", "d": "AQAB"}"#));
        rule.passes(&keys(r#"{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB", "use": "sig"}]}"#));
        rule.passes(&keys("not json"));
    }
}
