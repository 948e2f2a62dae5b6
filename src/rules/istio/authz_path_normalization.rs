//! `authz-path-normalization`

use crate::rule::prelude::*;

declare_rule! {
    /// Paths in policies of a mesh that normalises little.
    ///
    /// ## Why is this bad?
    /// A policy sees the path after normalisation. With `NONE` nothing is done to it, and with `BASE`, the default,
    /// `//` and an encoded slash stay: `/admin` and `//admin` are two paths to the policy and one to most servers.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: [/admin]}}]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     pathNormalization: {normalization: NONE}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: [/admin]}}]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     pathNormalization: {normalization: MERGE_SLASHES}
    /// ```
    pub AUTHZ_PATH_NORMALIZATION = "authz-path-normalization" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:22"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let Some(mesh) = index.mesh(resource) else { return };
    // A list of paths that are allowed fails closed.
    let fails_open = |it: &Clause<'_>| match policy.action() {
        AuthorizationAction::Deny => !it.negated,
        AuthorizationAction::Allow => it.negated,
        _ => false,
    };
    let Some(paths) = policy.clauses().find(|it| it.attribute == Attribute::Paths && fails_open(it)) else { return };
    let normalization = mesh.path_normalization();
    let severity = match normalization {
        "NONE" => Severity::High,
        "BASE" | "DEFAULT" => Severity::Medium,
        _ => return,
    };
    let finding = cx.report(
        paths.list,
        format!("the mesh normalises paths by `{normalization}`: another spelling of these passes"),
    );
    finding
        .severity(severity)
        .help("set `pathNormalization.normalization` of the mesh to `MERGE_SLASHES` or `DECODE_AND_MERGE_SLASHES`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_default_is_little_and_none_is_less() {
        let rule = tester::of(&super::AUTHZ_PATH_NORMALIZATION);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let mesh = |text: &str| {
            format!(
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: '{text}'\n"
            )
        };
        let deny = of("{action: DENY, rules: [{to: [{operation: {paths: [/a]}}]}]}");
        rule.passes(&deny);
        assert_eq!(rule.fails(&format!("{deny}{}", mesh("trustDomain: a"))).severity, crate::finding::Severity::Medium);
        rule.passes(&format!("{}{}", of("{rules: [{to: [{operation: {paths: [/a]}}]}]}"), mesh("trustDomain: a")));
        rule.fails(&format!("{}{}", of("{rules: [{to: [{operation: {notPaths: [/a]}}]}]}"), mesh("trustDomain: a")));
        rule.passes(&format!("{deny}{}", mesh("pathNormalization: {normalization: DECODE_AND_MERGE_SLASHES}")));
    }
}
