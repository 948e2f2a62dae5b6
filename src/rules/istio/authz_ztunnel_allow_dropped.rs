//! `authz-ztunnel-allow-dropped`

use super::ambient;
use crate::manifest::{Enforcer, Fate};
use crate::rule::prelude::*;

declare_rule! {
    /// Permissions that a ztunnel leaves out.
    ///
    /// ## Why is this bad?
    /// A ztunnel cannot see requests. A rule that allows by anything of HTTP is left out as a whole: what it was to
    /// allow is refused.
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
    ///     - from: [{source: {namespaces: [web]}}]
    ///       to: [{operation: {methods: [GET]}}]
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
    ///     - from: [{source: {namespaces: [web]}}]
    /// ```
    pub AUTHZ_ZTUNNEL_ALLOW_DROPPED = "authz-ztunnel-allow-dropped" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0109", "kiali:KIA0110"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((policy, ambient)) = ambient::policy(resource, index) else { return };
    if policy.action() != AuthorizationAction::Allow {
        return;
    }
    let dropped = |it: &Value<'a>| Fate::of(Enforcer::Ztunnel, AuthorizationAction::Allow, *it) == Fate::Dropped;
    let all = policy.rules().all(|it| dropped(&it));
    for rule in policy.rules().filter(dropped) {
        let unseen = Clause::of_rule(rule).into_iter().find(|it| !it.is_seen_by_ztunnel() && !it.is_lost_by_ztunnel());
        let Some(unseen) = unseen else { continue };
        let rest = if all { ": the policy refuses everything" } else { "" };
        cx.report(unseen.list, format!("a ztunnel does not see `{}` and leaves the rule out{rest}", unseen.name()))
            .label(ambient, "enrolled by ztunnels")
            .help("attach the policy to a waypoint by `targetRefs`, or allow by identity, address and port only")
            .covers(&["ambient-l7-policy-needs-waypoint"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn connections_are_seen() {
        let rule = tester::of(&super::AUTHZ_ZTUNNEL_ALLOW_DROPPED);
        let of = |spec: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{istio.io/dataplane-mode: ambient}}}}\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: x}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of(
            "{rules: [{from: [{source: {principals: [a], ipBlocks: [10.0.0.1]}}], to: [{operation: {ports: ['1']}}]}]}",
        ));
        let all = rule.fails(&of("{rules: [{when: [{key: connection.sni, values: [a]}]}]}"));
        assert!(all.message.contains("refuses everything"));
        let one =
            rule.fails(&of("{rules: [{to: [{operation: {hosts: [a]}}]}, {from: [{source: {namespaces: [a]}}]}]}"));
        assert!(!one.message.contains("refuses everything"));
    }
}
