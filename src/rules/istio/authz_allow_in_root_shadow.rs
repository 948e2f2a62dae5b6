//! `authz-allow-in-root-shadow`

use crate::rule::prelude::*;

declare_rule! {
    /// Permissions of the root namespace that open all others.
    ///
    /// ## Why is this bad?
    /// What policies allow is added up. A permission in the root namespace without a selector holds in every namespace,
    /// also where one that allows nothing was to close it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: istio-system}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [monitoring]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: deny-all, namespace: istio-system}
    /// spec: {}
    /// ```
    pub AUTHZ_ALLOW_IN_ROOT_SHADOW = "authz-allow-in-root-shadow" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let allows = policy.action() == AuthorizationAction::Allow && !policy.is_dry_run();
    if !allows || policy.has_targets() || !policy.selector().is_empty() || !index.is_in_root_namespace(resource) {
        return;
    }
    if let Some(rules) = policy.get("rules").filter(|it| !it.is_empty()) {
        cx.report(rules, format!("`{}` allows this in every namespace of the mesh", resource.name()))
            .help("allow it in the namespaces that need it, or select the workloads");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_root_namespace_is_that_of_the_mesh() {
        let rule = tester::of(&super::AUTHZ_ALLOW_IN_ROOT_SHADOW);
        let of = |namespace: &str, spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: {namespace}}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("shop", "{rules: [{}]}"));
        rule.passes(&of("istio-system", "{selector: {matchLabels: {istio: ingressgateway}}, rules: [{}]}"));
        rule.passes(&of("istio-system", "{action: DENY, rules: [{}]}"));
        let mesh = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: 'rootNamespace: policies'}\n";
        rule.fails(&format!("{}{mesh}", of("policies", "{rules: [{}]}")));
    }
}
