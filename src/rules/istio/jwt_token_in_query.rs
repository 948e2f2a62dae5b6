//! `jwt-token-in-query`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens in the address.
    ///
    /// ## Why is this bad?
    /// What is in the query of a URL is written to access logs, browser histories and the `Referer` header. A token
    /// there is soon known to others.
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
    ///       fromParams: [access_token]
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
    ///       fromHeaders: [{name: x-token}]
    /// ```
    pub JWT_TOKEN_IN_QUERY = "jwt-token-in-query" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:598"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for params in jwt::rules(resource).filter_map(|it| it.get("fromParams")).filter(|it| !it.is_empty()) {
        cx.report(params, "tokens are read from the query of the URL, which logs keep")
            .help("read them from a header: `Authorization` is the default");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn headers_and_cookies_pass() {
        let rule = tester::of(&super::JWT_TOKEN_IN_QUERY);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{jwtRules: [{issuer: a, fromCookies: [b], fromParams: []}]}"));
        rule.fails(&of("{jwtRules: [{issuer: a, fromHeaders: [{name: b}], fromParams: [c]}]}"));
    }
}
