//! `ambient-opt-out`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads taken out of the ambient mesh of their namespace.
    ///
    /// ## Why is this bad?
    /// The proxy of the node leaves this workload alone: it takes plain text from anyone, and no policy of the mesh is enforced for it,
    /// although those of its namespace look as if they were.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web, istio.io/dataplane-mode: none}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub AMBIENT_OPT_OUT = "ambient-opt-out" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:693"],
        keys: ["istio.io/dataplane-mode"],
        check: Related(Kind::WITH_PODS, check)
    }
}

const LABEL: &str = "istio.io/dataplane-mode";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let Some(label) = pod.labels().and_then(|it| it.get(LABEL)).filter(|it| it.text() == Some("none")) else {
            continue;
        };
        let Some(namespace) = index.namespace_of(resource) else { continue };
        let DataPlane::Ambient(around) = index.data_plane_of_namespace(namespace) else { continue };
        cx.report(label, format!("{} is not in the mesh although its namespace is", resource.title()))
            .label(around, "the namespace is in the mesh")
            .help("delete the label, or say in a suppression why the workload has to stay out");
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
    fn only_where_the_namespace_is_ambient() {
        let rule = tester::of(&super::AMBIENT_OPT_OUT);
        rule.fails(&of(
            "istio.io/dataplane-mode: ambient",
            "labels: {istio.io/dataplane-mode: none}",
            "containers: []",
        ));
        rule.passes(&of("istio-injection: enabled", "labels: {istio.io/dataplane-mode: none}", "containers: []"));
        rule.passes(&of("istio.io/dataplane-mode: none", "labels: {istio.io/dataplane-mode: none}", "containers: []"));
    }
}
