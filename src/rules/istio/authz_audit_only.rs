//! `authz-audit-only`

use crate::rule::prelude::*;

declare_rule! {
    /// AuthorizationPolicies that only record.
    ///
    /// ## Why is this bad?
    /// `AUDIT` blocks nothing. It marks requests for a plugin that writes them down, does nothing without one, and is
    /// refused by ztunnels.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: AUDIT
    ///   rules:
    ///     - to: [{operation: {paths: [/admin/*]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {notNamespaces: [ops]}}]
    ///       to: [{operation: {paths: [/admin/*]}}]
    /// ```
    pub AUTHZ_AUDIT_ONLY = "authz-audit-only" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    if policy.action() == AuthorizationAction::Audit
        && let Some(action) = policy.get("action")
    {
        cx.report(action, format!("`{}` blocks nothing: it only marks requests for a log", resource.name()))
            .help("use `ALLOW` or `DENY` to control access, and access logs to record it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_actions_decide() {
        let rule = tester::of(&super::AUTHZ_AUDIT_ONLY);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{action: CUSTOM, provider: {name: a}, rules: [{}]}"));
        rule.passes(&of("{rules: [{}]}"));
        rule.fails(&of("{action: AUDIT, rules: [{}]}"));
    }
}
