//! `jwt-insecure-jwks-uri`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Keys for tokens that are fetched over plain HTTP.
    ///
    /// ## Why is this bad?
    /// Whoever can change the answer on its way gives their own key, and mints any token. It is istiod that fetches the
    /// keys, not a sidecar, so mutual TLS of the mesh does not protect an address inside the cluster either.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwksUri: http://login.example.com/keys
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
    pub JWT_INSECURE_JWKS_URI = "jwt-insecure-jwks-uri" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for (value, url) in jwt::rules(resource).filter_map(jwt::keys_at) {
        if url.starts_with("http://") {
            let inside = jwt::host(url).is_some_and(jwt::is_in_cluster);
            cx.report(value, "the keys that tokens are checked with come over plain HTTP")
                .severity(if inside { Severity::Medium } else { Severity::High })
                .help("fetch them over `https`, or write them into `jwks`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn inside_of_the_cluster_is_less_bad() {
        use crate::finding::Severity;
        let rule = tester::of(&super::JWT_INSECURE_JWKS_URI);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let uri = |it: &str| of(&format!("{{jwtRules: [{{issuer: a, jwksUri: '{it}'}}]}}"));
        assert_eq!(rule.fails(&uri("http://keys.auth.svc.cluster.local/jwks")).severity, Severity::Medium);
        assert_eq!(rule.fails(&uri("http://example.com:8080/jwks")).severity, Severity::High);
        rule.passes(&of("{jwtRules: [{issuer: 'http://a.b', jwks: '{}'}]}"));
    }
}
