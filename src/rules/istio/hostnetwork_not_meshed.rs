//! `hostnetwork-not-meshed`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads on the network of the node in a namespace of the mesh.
    ///
    /// ## Why is this bad?
    /// A pod with `hostNetwork` gets no sidecar and is left alone by the proxy of the node. It is outside of the mesh, and what
    /// AuthorizationPolicies say about it is not enforced.
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
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {hostNetwork: true, containers: [{name: web}]}
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
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub HOSTNETWORK_NOT_MESHED = "hostnetwork-not-meshed" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:693"],
        keys: ["hostNetwork"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let Some(host) = pod.get("hostNetwork").filter(|it| it.is_true()) else { continue };
        let told = pod.label("sidecar.istio.io/inject").is_some() || pod.label("istio.io/dataplane-mode").is_some();
        if told || !matches!(index.data_plane(pod), DataPlane::OptedOut(_)) {
            continue;
        }
        let finding = cx.report(host, format!("{} is outside of the mesh that its namespace is in", resource.title()));
        finding
            .help("drop `hostNetwork`, or label the pods `sidecar.istio.io/inject: \"false\"` to say that it is meant");
        let selects = |policy: &Resource<'a>| {
            let selector = policy.path("spec.selector").map(Selector::of_label_selector).unwrap_or_default();
            !selector.is_empty() && selector.matches(pod.labels())
        };
        let policy = index.in_namespace(Kind::AuthorizationPolicy, resource.namespace()).find(selects);
        if let Some(policy) = policy {
            finding.severity(Severity::High).label(policy, "not enforced for these pods");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(namespace: &str, metadata: &str, spec: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{{namespace}}}}}\n---\n\
             apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x, {metadata}}}\nspec: {{{spec}}}\n"
        )
    }

    #[test]
    fn a_policy_for_it_makes_it_worse() {
        use crate::finding::Severity;
        let rule = tester::of(&super::HOSTNETWORK_NOT_MESHED);
        let pod = of("istio-injection: enabled", "labels: {app: a}", "hostNetwork: true, containers: []");
        assert_eq!(rule.fails(&pod).severity, Severity::Medium);
        let policy = "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: x}\nspec: {selector: {matchLabels: {app: a}}}\n";
        assert_eq!(rule.fails(&format!("{pod}{policy}")).severity, Severity::High);
        assert_eq!(rule.fails(&format!("{pod}{}", policy.replace("app: a", "app: b"))).severity, Severity::Medium);
        rule.passes(&of("", "labels: {app: a}", "hostNetwork: true, containers: []"));
        rule.passes(&of(
            "istio-injection: enabled",
            "labels: {sidecar.istio.io/inject: 'false'}",
            "hostNetwork: true, containers: []",
        ));
    }
}
