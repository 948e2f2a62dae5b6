//! `authz-serviceaccount-dots`

use crate::rule::prelude::*;

declare_rule! {
    /// Service accounts with a dot, which some releases match wrongly.
    ///
    /// ## Why is this bad?
    /// Istio before 1.28.6, and 1.29 before 1.29.2, read the dot in the name of a service account as any character. A
    /// policy for `web.blue` is then for `web-blue` as well.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {serviceAccounts: [shop/web.blue]}}]
    /// ---
    /// apiVersion: sailoperator.io/v1
    /// kind: Istio
    /// metadata: {name: default}
    /// spec: {version: v1.28.5, namespace: istio-system, values: {meshConfig: {trustDomain: a}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {serviceAccounts: [shop/web.blue]}}]
    /// ---
    /// apiVersion: sailoperator.io/v1
    /// kind: Istio
    /// metadata: {name: default}
    /// spec: {version: v1.28.6, namespace: istio-system, values: {meshConfig: {trustDomain: a}}}
    /// ```
    pub AUTHZ_SERVICEACCOUNT_DOTS = "authz-serviceaccount-dots" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cve:CVE-2026-39350"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let accounts = policy.clauses().filter(|it| it.attribute == Attribute::ServiceAccounts);
    let mut dotted = accounts.flat_map(Clause::texts).filter(|it| it.1.contains('.')).peekable();
    if dotted.peek().is_none() {
        return;
    }
    let Some(version) = index.istio_version(resource).filter(|it| is_affected(*it)) else { return };
    for (value, text) in dotted {
        cx.report(value, format!("any character matches the dot of `{text}` in Istio {version}"))
            .help("update to Istio 1.28.6, 1.29.2 or later, or use names without dots");
    }
}

fn is_affected(version: IstioVersion) -> bool {
    match (version.minor, version.patch) {
        (28, Some(patch)) => patch < 6,
        (29, Some(patch)) => patch < 2,
        (minor, _) => minor < 28,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_release_decides() {
        use crate::manifest::IstioVersion;
        for (version, affected) in [
            ("1.27.9", true),
            ("1.28.5", true),
            ("1.28.6", false),
            ("1.29.1", true),
            ("1.29.2", false),
            ("1.30.0", false),
            ("1.28", false),
        ] {
            assert_eq!(super::is_affected(IstioVersion::parse(version).unwrap()), affected, "{version}");
        }
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        tester::of(&super::AUTHZ_SERVICEACCOUNT_DOTS)
            .passes(&of("{rules: [{from: [{source: {serviceAccounts: [a.b]}}]}]}"));
    }
}
