//! `jwt-missing-issuer`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens of any issuer.
    ///
    /// ## Why is this bad?
    /// Without an issuer only the signature is checked. Keys are often shared by several issuers, tenants of one
    /// provider for instance, and the tokens of all of them are taken.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - jwksUri: https://login.example.com/keys
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
    pub JWT_MISSING_ISSUER = "jwt-missing-issuer" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:346"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for rule in jwt::rules(resource) {
        let issuer = rule.get("issuer");
        if issuer.is_none_or(|it| it.as_str() == Some("")) {
            cx.report(issuer.unwrap_or(rule), "the issuer of tokens is not checked")
                .help("write into `issuer` what the claim `iss` holds");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn empty_is_missing() {
        let rule = tester::of(&super::JWT_MISSING_ISSUER);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{jwtRules: [{issuer: '', jwks: a}]}"));
        rule.passes(&of("{jwtRules: []}"));
    }
}
