//! `authz-waypoint-identity`

use super::ambient;
use crate::index::Waypoint;
use crate::rule::prelude::*;

declare_rule! {
    /// Permissions of callers for a workload behind a waypoint.
    ///
    /// ## Why is this bad?
    /// What comes through a waypoint has the identity of the waypoint. A policy that a ztunnel enforces and that names
    /// only the callers refuses the waypoint, and with it everyone; and it lets the named callers go around the
    /// waypoint and its policies.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - from: [{source: {principals: [cluster.local/ns/shop/sa/cart]}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - from: [{source: {principals: [cluster.local/ns/shop/sa/waypoint]}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ```
    pub AUTHZ_WAYPOINT_IDENTITY = "authz-waypoint-identity" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((policy, _)) = ambient::policy(resource, index) else { return };
    let selector = policy.selector();
    if policy.action() != AuthorizationAction::Allow || selector.is_empty() {
        return;
    }
    let principals: Vec<Clause<'a>> =
        policy.clauses().filter(|it| it.attribute == Attribute::Principals && !it.negated).collect();
    let Some(first) = principals.first() else { return };
    let named = |name: &str| {
        let fits =
            |text: &str| text.contains("waypoint") || text.ends_with(&format!("/sa/{name}")) || text.ends_with('*');
        // Another rule or policy may let the waypoint in.
        let own = principals.iter().flat_map(|it| it.texts()).any(|it| fits(it.1));
        let other_rules =
            policy.rules().any(|it| Clause::of_rule(it).iter().all(|it| it.attribute != Attribute::Principals));
        let others = index.allowing(policy).filter(|it| it.resource().root() != resource.root());
        own || other_rules || others.into_iter().any(|it| !it.has_targets())
    };
    for pod in index.selected(&selector, resource) {
        if let Waypoint::Named(name, _, at) = index.waypoint(pod.resource(), pod.labels())
            && !named(name)
        {
            cx.report(first.list, format!("callers come through the waypoint `{name}`, which is not let in"))
                .label(at, "goes through this waypoint")
                .help(format!(
                    "allow the waypoint's account here, `…/sa/{name}`, and the callers in a policy with `targetRefs`"
                ));
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn without_a_waypoint_callers_are_right() {
        let rule = tester::of(&super::AUTHZ_WAYPOINT_IDENTITY);
        let of = |spec: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{istio.io/dataplane-mode: ambient}}}}\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: x}}\nspec: {spec}\n"
            )
        };
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: w, namespace: x, labels: {app: w}}\nspec: {containers: [{name: c}]}\n";
        let policy =
            |rule: &str| format!("{}{pod}", of(&format!("{{selector: {{matchLabels: {{app: w}}}}, rules: [{rule}]}}")));
        let callers = policy("{from: [{source: {principals: [a/ns/b/sa/c]}}]}");
        rule.passes(&callers);
        rule.fails(&callers.replace("dataplane-mode: ambient", "dataplane-mode: ambient, istio.io/use-waypoint: way"));
        rule.passes(
            &callers.replace("dataplane-mode: ambient", "dataplane-mode: ambient, istio.io/use-waypoint: none"),
        );
        rule.passes(
            &policy("{from: [{source: {principals: ['*']}}]}")
                .replace("dataplane-mode: ambient", "dataplane-mode: ambient, istio.io/use-waypoint: way"),
        );
    }
}
