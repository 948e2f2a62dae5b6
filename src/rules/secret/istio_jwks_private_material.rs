//! `istio-jwks-private-material`

use super::evidence::is_elsewhere;
use super::place::place;
use crate::rule::prelude::*;

declare_rule! {
    /// Key sets that hold private or symmetric keys.
    ///
    /// ## Why is this bad?
    /// The keys that check tokens are public. One with a private part, or a symmetric one, signs them too: whoever
    /// reads it makes a token for any user.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: test
    ///       jwks: '{"keys":[{"kty":"oct","k":"CBP1yVqCa_pbch35NyvVzJvsZwOYW67HyWFuRLoXY_Q"}]}'
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: test
    ///       jwks: '{"keys":[{"kty":"RSA","e":"AQAB","n":"q05HayXyEN5Nn2muUhenJirwi385oFWUZ9_1FAxL8OT5"}]}'
    /// ```
    pub ISTIO_JWKS_PRIVATE_MATERIAL = "istio-jwks-private-material" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:321", "cwe:312"],
        check: Scalar(&["\"kty\""], check)
    }
}

fn check(value: Value<'_>, cx: &mut Context<'_>) {
    let text = value.text().unwrap_or_default();
    let Ok(set) = serde_json::from_str::<serde_json::Value>(text) else { return };
    if is_elsewhere(value) {
        return;
    }
    let one = [set.clone()];
    let keys = set.get("keys").and_then(|it| it.as_array()).map_or(&one[..], Vec::as_slice);
    let text_of = |key: &serde_json::Value, name: &str| key.get(name).and_then(|it| it.as_str()).map_or(0, str::len);
    for key in keys {
        let symmetric = key.get("kty").and_then(|it| it.as_str()) == Some("oct") && text_of(key, "k") >= 16;
        if symmetric || text_of(key, "d") >= 16 {
            let what = if symmetric { "a symmetric key" } else { "the private part of a key" };
            cx.report(place(value, None, 0), format!("a key set for tokens holds {what}"))
                .sensitive()
                .help("make a new key, give the mesh only its public part, and sign with the private one in the identity provider");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn private_parts_count_in_any_object() {
        let rule = tester::of(&super::ISTIO_JWKS_PRIVATE_MATERIAL);
        let it = |key: &str| format!("apiVersion: v1\nkind: ConfigMap\ndata: {{jwks.json: '{key}'}}\n");
        rule.fails(&it(
            r#"{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}"#,
        ));
        rule.passes(&it(
            r#"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"b"}]}"#,
        ));
        rule.passes(&it(r#"{"kty":"oct","k":"..."}"#));
    }
}
