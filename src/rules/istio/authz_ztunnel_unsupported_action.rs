//! `authz-ztunnel-unsupported-action`

use super::ambient;
use crate::rule::prelude::*;

declare_rule! {
    /// Actions that a ztunnel does not know.
    ///
    /// ## Why is this bad?
    /// A ztunnel allows and denies. It refuses policies that ask an external authorizer or record, and dry runs:
    /// nothing of them is enforced.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: oauth2-proxy}
    ///   rules:
    ///     - {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: oauth2-proxy}
    ///   targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}]
    ///   rules:
    ///     - {}
    /// ```
    pub AUTHZ_ZTUNNEL_UNSUPPORTED_ACTION = "authz-ztunnel-unsupported-action" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((policy, ambient)) = ambient::policy(resource, index) else { return };
    let what = match policy.action() {
        AuthorizationAction::Custom => "asks no external authorizer: requests pass unasked",
        AuthorizationAction::Audit => "records nothing",
        _ => return,
    };
    let Some(action) = policy.get("action") else { return };
    cx.report(action, format!("a ztunnel {what}"))
        .label(ambient, "enrolled by ztunnels")
        .help("attach the policy to a waypoint by `targetRefs`")
        .covers(&["authz-audit-only"]);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_actions_count() {
        let rule = tester::of(&super::AUTHZ_ZTUNNEL_UNSUPPORTED_ACTION);
        let of = |spec: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{istio.io/dataplane-mode: ambient}}}}\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: x}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{action: AUDIT, rules: [{}]}"));
        rule.passes(&of("{action: DENY, rules: [{}]}"));
        rule.passes(&of("{rules: [{}]}"));
    }
}
