//! `jwt-missing-audience`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens for any audience.
    ///
    /// ## Why is this bad?
    /// Without `audiences` a token that the issuer made for another service is taken as well. Whoever runs that service
    /// can use what its users send.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwksUri: https://login.example.com/keys
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
    pub JWT_MISSING_AUDIENCE = "jwt-missing-audience" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:346"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for rule in jwt::rules(resource).filter(|it| it.get("audiences").is_none_or(|it| it.is_empty())) {
        cx.report(rule.get("issuer").unwrap_or(rule), "tokens for any audience are taken")
            .help("list in `audiences` what tokens for this service are made out to");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_empty_list_is_none() {
        let rule = tester::of(&super::JWT_MISSING_AUDIENCE);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{jwtRules: [{issuer: a, audiences: []}]}"));
        rule.passes(&of("{jwtRules: [{issuer: a, audiences: [b]}]}"));
        rule.passes(&of("{}"));
    }
}
