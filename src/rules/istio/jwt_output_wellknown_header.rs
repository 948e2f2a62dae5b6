//! `jwt-output-wellknown-header`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Claims that are written over headers with another meaning.
    ///
    /// ## Why is this bad?
    /// The payload of a token, or a claim, overwrites the header. In `Authorization`, `Cookie`, `Host` or
    /// `X-Forwarded-For` the application takes it for what the client or a proxy said.
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
    ///       outputPayloadToHeader: authorization
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
    ///       outputPayloadToHeader: x-jwt-payload
    /// ```
    pub JWT_OUTPUT_WELLKNOWN_HEADER = "jwt-output-wellknown-header" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:116"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for rule in jwt::rules(resource) {
        let claims = rule.list("outputClaimToHeaders").filter_map(|it| it.get("header"));
        for header in rule.get("outputPayloadToHeader").into_iter().chain(claims) {
            let Some(name) = header.as_str().filter(|it| is_taken(it)) else { continue };
            cx.report(header, format!("`{name}` is overwritten with what the token says"))
                .help("use a header of your own, such as `x-jwt-payload`");
        }
    }
}

fn is_taken(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let known = [
        "authorization",
        "cookie",
        "set-cookie",
        "host",
        "content-length",
        "content-type",
        "transfer-encoding",
        "connection",
        "upgrade",
        "forwarded",
        "origin",
        "referer",
        "user-agent",
        "via",
        "x-real-ip",
        "proxy-authorization",
    ];
    name.starts_with(':')
        || name.starts_with("x-forwarded-")
        || name.starts_with("x-envoy-")
        || known.contains(&&name[..])
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn case_does_not_matter() {
        let rule = tester::of(&super::JWT_OUTPUT_WELLKNOWN_HEADER);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{jwtRules: [{issuer: a, outputClaimToHeaders: [{header: X-Forwarded-For, claim: ip}, {header: x-user, claim: sub}]}]}"));
        rule.passes(&of("{jwtRules: [{issuer: a, outputPayloadToHeader: x-user}]}"));
    }
}
