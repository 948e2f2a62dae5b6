//! `authz-ztunnel-deny-noop`

use super::ambient;
use crate::manifest::{Enforcer, Fate};
use crate::rule::prelude::*;

declare_rule! {
    /// Denials that a ztunnel never carries out.
    ///
    /// ## Why is this bad?
    /// A ztunnel sees connections, not requests. Of a rule that denies it keeps what it can see; where nothing is left
    /// of `from`, of `to` or of a condition, the rule never holds, and what it denies passes.
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
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {namespaces: [guest]}}]
    ///       to: [{operation: {methods: [DELETE]}}]
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
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {namespaces: [guest]}}]
    ///       to: [{operation: {ports: ['8080']}}]
    /// ```
    pub AUTHZ_ZTUNNEL_DENY_NOOP = "authz-ztunnel-deny-noop" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0109", "kiali:KIA0110", "kiali:KIA1317"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((policy, ambient)) = ambient::policy(resource, index) else { return };
    if policy.action() != AuthorizationAction::Deny {
        return;
    }
    for rule in policy.rules().filter(|it| Fate::of(Enforcer::Ztunnel, AuthorizationAction::Deny, *it) == Fate::Never) {
        let unseen = Clause::of_rule(rule).into_iter().find(|it| !it.is_seen_by_ztunnel());
        let at = unseen.map_or(rule, |it| it.list);
        let name = unseen.map_or("this", Clause::name);
        cx.report(at, format!("a ztunnel does not see `{name}` and never carries out this denial"))
            .label(ambient, "enrolled by ztunnels")
            .help("attach the policy to a waypoint by `targetRefs`, or deny by identity, address and port only")
            .covers(&["authz-deny-http-only", "ambient-l7-policy-needs-waypoint"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_left_decides() {
        let rule = tester::of(&super::AUTHZ_ZTUNNEL_DENY_NOOP);
        let of = |spec: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{istio.io/dataplane-mode: ambient}}}}\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: x}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{action: DENY, rules: [{to: [{operation: {paths: [/a]}}]}]}"));
        rule.fails(&of("{action: DENY, rules: [{when: [{key: 'request.headers[x]', values: [a]}]}, {from: [{source: {namespaces: [a]}}]}]}"));
        rule.passes(&of("{action: DENY, rules: [{to: [{operation: {paths: [/a], ports: ['1']}}]}]}"));
        rule.passes(&of(
            "{action: DENY, targetRefs: [{kind: Service, name: a}], rules: [{to: [{operation: {paths: [/a]}}]}]}",
        ));
        rule.passes(&of("{rules: [{to: [{operation: {paths: [/a]}}]}]}"));
        rule.passes(
            &of("{action: DENY, rules: [{to: [{operation: {paths: [/a]}}]}]}")
                .replace("dataplane-mode: ambient", "rev: a"),
        );
    }
}
