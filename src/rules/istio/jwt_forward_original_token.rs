//! `jwt-forward-original-token`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens that are passed on to the application.
    ///
    /// ## Why is this bad?
    /// With `forwardOriginalToken` the caller's token reaches the application, its logs, and whatever it calls: anyone
    /// there can act as the caller. It is needed only where the application checks the token itself.
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
    ///       forwardOriginalToken: true
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
    pub JWT_FORWARD_ORIGINAL_TOKEN = "jwt-forward-original-token" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:522"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for forward in jwt::rules(resource).filter_map(|it| it.get("forwardOriginalToken")).filter(|it| it.is_true()) {
        cx.report(forward, "the caller's token is passed on to the application")
            .help("leave it out, and give the application claims by `outputClaimToHeaders`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn false_is_the_default() {
        let rule = tester::of(&super::JWT_FORWARD_ORIGINAL_TOKEN);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{jwtRules: [{issuer: a, forwardOriginalToken: false}]}"));
        rule.finds(
            2,
            &of("{jwtRules: [{issuer: a, forwardOriginalToken: true}, {issuer: b, forwardOriginalToken: true}]}"),
        );
    }
}
