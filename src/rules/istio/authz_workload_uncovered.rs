//! `authz-workload-uncovered`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads of the mesh that no policy is for.
    ///
    /// ## Why is this bad?
    /// Others in the namespace have policies, and this one has none: every client may call all of it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
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
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: db, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - from: [{source: {namespaces: [edge]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
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
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: db, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [edge]}}]
    /// ```
    pub AUTHZ_WORKLOAD_UNCOVERED = "authz-workload-uncovered" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA1301"],
        check: Related(&[Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(pod) = Pod::all(resource).next() else { return };
    if index.data_plane(pod).enrolled().is_none() {
        return;
    }
    let mut any = cx.is_closed_world();
    for policy in index.policies_at(Kind::AuthorizationPolicy, resource).filter_map(AuthorizationPolicy::of) {
        any = true;
        // Waypoints and gateways may stand before it.
        if policy.has_targets() || !policy.is_dry_run() && policy.selector().matches(pod.labels()) {
            return;
        }
    }
    if any {
        cx.report(resource, format!("no policy is for {}: every client may call it", resource.title()))
            .help("say who may call it in an AuthorizationPolicy");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_beside_other_policies() {
        let rule = tester::of(&super::AUTHZ_WORKLOAD_UNCOVERED);
        let of = |more: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{istio-injection: enabled}}}}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d, namespace: x}}\nspec: {{template: {{metadata: {{labels: {{app: d}}}}, spec: {{containers: [{{name: c}}]}}}}}}\n---\n{more}"
            )
        };
        let policy = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: x}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of(""));
        tester::of(&super::AUTHZ_WORKLOAD_UNCOVERED).closed().fails(&of(""));
        rule.fails(&of(&policy("{selector: {matchLabels: {app: e}}}")));
        rule.passes(&of(&policy("{selector: {matchLabels: {app: d}}}")));
        rule.passes(&of(&policy("{targetRefs: [{kind: Service, name: s}]}")));
    }
}
