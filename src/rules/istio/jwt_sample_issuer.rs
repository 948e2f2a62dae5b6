//! `jwt-sample-issuer`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens of the samples of Istio.
    ///
    /// ## Why is this bad?
    /// The key of the sample issuer is published with its private half. Whoever reads the documentation of Istio can
    /// mint tokens that this policy takes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: testing@secure.istio.io
    ///       jwksUri: https://raw.githubusercontent.com/istio/istio/release-1.27/security/tools/jwt/samples/jwks.json
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwksUri: https://login.example.com/keys
    ///       audiences: [shop]
    /// ```
    pub JWT_SAMPLE_ISSUER = "jwt-sample-issuer" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:798"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for rule in jwt::rules(resource) {
        let issuer = rule.get("issuer").filter(|it| it.as_str() == Some("testing@secure.istio.io"));
        let sample = |url: &str| url.contains("istio/istio/") && url.contains("samples");
        let keys = jwt::keys_at(rule).filter(|it| sample(it.1)).map(|it| it.0);
        if let Some(at) = keys.or(issuer) {
            cx.report(at, "anyone can mint tokens of this issuer: its private key is published")
                .help("use the issuer of your users");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn either_sign_is_enough() {
        let rule = tester::of(&super::JWT_SAMPLE_ISSUER);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{jwtRules: [{issuer: testing@secure.istio.io, jwks: '{}'}]}"));
        rule.fails(&of("{jwtRules: [{issuer: a, jwksUri: 'https://raw.githubusercontent.com/istio/istio/master/security/tools/jwt/samples/jwks.json'}]}"));
        rule.passes(&of("{jwtRules: [{issuer: a@secure.istio.io}]}"));
    }
}
