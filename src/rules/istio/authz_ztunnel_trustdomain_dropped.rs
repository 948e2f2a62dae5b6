//! `authz-ztunnel-trustdomain-dropped`

use super::ambient;
use crate::rule::prelude::*;

declare_rule! {
    /// Trust domains that a ztunnel leaves out.
    ///
    /// ## Why is this bad?
    /// A ztunnel does not look at `trustDomains` and does not say so. A permission that they narrow is wider than it
    /// reads, and a rule with nothing else never holds.
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
    ///   rules:
    ///     - from: [{source: {namespaces: [web], trustDomains: [partner.example.com]}}]
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
    ///   rules:
    ///     - from: [{source: {principals: [partner.example.com/ns/web/sa/web]}}]
    /// ```
    pub AUTHZ_ZTUNNEL_TRUSTDOMAIN_DROPPED = "authz-ztunnel-trustdomain-dropped" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((policy, ambient)) = ambient::policy(resource, index) else { return };
    let action = policy.action();
    if !matches!(action, AuthorizationAction::Allow | AuthorizationAction::Deny) {
        return;
    }
    for clause in policy.rules().flat_map(AuthorizationPolicy::sources).flat_map(Clause::of_source) {
        if clause.is_lost_by_ztunnel() {
            cx.report(clause.list, format!("a ztunnel does not look at `{}`", clause.name()))
                .label(ambient, "enrolled by ztunnels")
                .help("write the trust domain into `principals`")
                .covers(&["authz-ztunnel-deny-noop"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_lists_count() {
        let rule = tester::of(&super::AUTHZ_ZTUNNEL_TRUSTDOMAIN_DROPPED);
        let of = |spec: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{istio.io/dataplane-mode: ambient}}}}\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: x}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{action: DENY, rules: [{from: [{source: {notTrustDomains: [a]}}]}]}"));
        rule.passes(&of("{targetRefs: [{kind: Service, name: a}], rules: [{from: [{source: {trustDomains: [a]}}]}]}"));
    }
}
