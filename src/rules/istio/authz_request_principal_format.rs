//! `authz-request-principal-format`

use crate::rule::prelude::*;

declare_rule! {
    /// Request principals that no token gives.
    ///
    /// ## Why is this bad?
    /// A request principal is `<issuer>/<subject>`, as in the claims `iss` and `sub` of the token. Without the slash,
    /// or with an issuer whose tokens no RequestAuthentication accepts, it matches nobody.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {requestPrincipals: [web@example.com]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {requestPrincipals: [https://login.example.com/web]}}]
    /// ```
    pub AUTHZ_REQUEST_PRINCIPAL_FORMAT = "authz-request-principal-format" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for clause in policy.clauses().filter(|it| it.attribute == Attribute::RequestPrincipals) {
        for (value, text) in clause.texts() {
            if text.is_empty() || text.starts_with('*') {
                continue;
            }
            if !text.contains('/') && !text.contains('*') {
                cx.report(value, format!("no token gives the principal `{text}`"))
                    .help("write `<issuer>/<subject>`, or `<issuer>/*` for all of an issuer");
                continue;
            }
            let known: Vec<&str> = index
                .policies_at(Kind::RequestAuthentication, resource)
                .flat_map(|it| it.spec().into_iter().flat_map(|it| it.list("jwtRules")))
                .map(|it| it.str("issuer").unwrap_or_default())
                .collect();
            let start = text.trim_end_matches('*');
            let fits = |issuer: &&str| {
                let issuer = format!("{issuer}/");
                issuer == "/" || start.starts_with(&issuer) || text.ends_with('*') && issuer.starts_with(start)
            };
            if !known.is_empty() && !known.iter().any(fits) {
                cx.report(value, format!("no RequestAuthentication here accepts tokens of the issuer in `{text}`"))
                    .help("write the issuer exactly as the RequestAuthentication does");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn issuers_are_compared_as_written() {
        let rule = tester::of(&super::AUTHZ_REQUEST_PRINCIPAL_FORMAT);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let principal = |it: &str| of(&format!("{{rules: [{{from: [{{source: {{requestPrincipals: ['{it}']}}}}]}}]}}"));
        for it in ["*", "*/web", "https://a.b/c", "https://a*", "iss/*"] {
            rule.passes(&principal(it));
        }
        let issuer = "---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {name: r}\nspec: {jwtRules: [{issuer: 'https://a.b/', jwksUri: 'https://a.b'}]}\n";
        rule.passes(&format!("{}{issuer}", principal("https://a.b//c")));
        rule.passes(&format!("{}{issuer}", principal("https://a*")));
        rule.fails(&format!("{}{issuer}", principal("https://a.b/c")));
        rule.fails(&format!("{}{issuer}", principal("https://x.y/*")));
    }
}
