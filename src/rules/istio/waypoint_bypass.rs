//! `waypoint-bypass`

use super::ambient;
use crate::rule::prelude::*;

declare_rule! {
    /// Policies of a waypoint that callers can go around.
    ///
    /// ## Why is this bad?
    /// A waypoint enforces what passes through it. A client with a sidecar, or one that calls the address of the pod,
    /// does not: only a policy at the workload that lets in nobody but the waypoint keeps it to that way.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   targetRefs: [{kind: Service, group: '', name: web}]
    ///   rules:
    ///     - to: [{operation: {methods: [GET]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   targetRefs: [{kind: Service, group: '', name: web}]
    ///   rules:
    ///     - to: [{operation: {methods: [GET]}}]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: waypoint-only, namespace: shop}
    /// spec:
    ///   rules:
    ///     - from: [{source: {principals: [cluster.local/ns/shop/sa/waypoint]}}]
    /// ```
    pub WAYPOINT_BYPASS = "waypoint-bypass" {
        severity: Medium,
        confidence: Low,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let Some(target) = policy.targets().find(|it| it.str("kind") == Some("Service")) else { return };
    if ambient::enrolled(resource, index).is_none() {
        return;
    }
    // Whatever says at the workloads who may call them.
    let guards = |it: AuthorizationPolicy<'a>| {
        !it.has_targets() && it.action() == AuthorizationAction::Allow && !it.is_dry_run()
    };
    let mut others = index.policies_at(Kind::AuthorizationPolicy, resource).filter_map(AuthorizationPolicy::of);
    if !others.any(guards) {
        cx.report(
            target.get("name").unwrap_or(target),
            "callers that do not use the waypoint are not held to this policy",
        )
        .help("add a policy for the workloads that allows the principal of the waypoint only");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_in_ambient_mode() {
        let rule = tester::of(&super::WAYPOINT_BYPASS);
        let of = |label: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{{label}}}}}\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: x}}\nspec: {{targetRefs: [{{kind: Service, name: s}}]}}\n"
            )
        };
        rule.fails(&of("istio.io/dataplane-mode: ambient"));
        rule.passes(&of("istio-injection: enabled"));
        rule.passes(&of("istio.io/dataplane-mode: ambient").replace("kind: Service", "kind: Gateway"));
    }
}
