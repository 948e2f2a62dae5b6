//! `jwt-default-key-fallback`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens that some releases check with a key everyone knows.
    ///
    /// ## Why is this bad?
    /// Istio 1.27 before 1.27.8, 1.28 before 1.28.5 and 1.29.0 fall back to a built-in key while the keys at `jwksUri`
    /// cannot be fetched. Tokens made with it are taken.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: login}
    /// spec:
    ///   jwtRules:
    ///     - {issuer: https://login.example.com, jwksUri: https://login.example.com/keys}
    /// ---
    /// apiVersion: sailoperator.io/v1
    /// kind: Istio
    /// metadata: {name: default}
    /// spec: {version: v1.28.4, namespace: istio-system, values: {meshConfig: {trustDomain: a}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: login}
    /// spec:
    ///   jwtRules:
    ///     - {issuer: https://login.example.com, jwksUri: https://login.example.com/keys}
    /// ---
    /// apiVersion: sailoperator.io/v1
    /// kind: Istio
    /// metadata: {name: default}
    /// spec: {version: v1.28.5, namespace: istio-system, values: {meshConfig: {trustDomain: a}}}
    /// ```
    pub JWT_DEFAULT_KEY_FALLBACK = "jwt-default-key-fallback" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cve:CVE-2026-31837"],
        check: Related(&[Kind::RequestAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((uri, _)) = jwt::rules(resource).find_map(jwt::keys_at) else { return };
    if let Some(version) = index.istio_version(resource).filter(|it| is_affected(*it)) {
        cx.report(
            uri,
            format!("while this address does not answer, tokens made with a known key are taken by Istio {version}"),
        )
        .help("update to Istio 1.27.8, 1.28.5, 1.29.1 or later, or write the keys into `jwks`");
    }
}

fn is_affected(version: IstioVersion) -> bool {
    match (version.minor, version.patch) {
        (27, Some(patch)) => patch < 8,
        (28, Some(patch)) => patch < 5,
        (29, Some(patch)) => patch < 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_release_decides() {
        use crate::manifest::IstioVersion;
        for (version, affected) in [
            ("1.26.9", false),
            ("1.27.7", true),
            ("1.27.8", false),
            ("1.28.4", true),
            ("1.29.0", true),
            ("1.29.1", false),
        ] {
            assert_eq!(super::is_affected(IstioVersion::parse(version).unwrap()), affected, "{version}");
        }
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        tester::of(&super::JWT_DEFAULT_KEY_FALLBACK).passes(&of("{jwtRules: [{issuer: a, jwksUri: 'https://a.b'}]}"));
    }
}
