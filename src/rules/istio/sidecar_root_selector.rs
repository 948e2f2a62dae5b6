//! `sidecar-root-selector`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars of the root namespace with a selector.
    ///
    /// ## Why is this bad?
    /// In the root namespace a Sidecar without a selector is the default of the whole mesh. With a selector it is
    /// for pods of the root namespace only.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web, namespace: istio-system}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   egress: [{hosts: ["./*"]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web, namespace: istio-system}
    /// spec:
    ///   egress: [{hosts: ["./*", "istio-system/*"]}]
    /// ```
    pub SIDECAR_ROOT_SELECTOR = "sidecar-root-selector" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA1006"],
        check: Related(&[Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(labels) = resource.path("spec.workloadSelector.labels").filter(|it| !it.is_empty()) else { return };
    let there = || index.might_pick(&Selector::of_map(labels), resource);
    if index.is_in_root_namespace(resource) && !there() {
        cx.report(labels, "with a selector, the Sidecar is for pods of the root namespace only")
            .help("leave the selector out for a default of the mesh, or write it in the namespace of the pods");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn pods_of_the_root_namespace_may_be_meant() {
        let rule = tester::of(&super::SIDECAR_ROOT_SELECTOR);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let spec = "{workloadSelector: {labels: {istio: ingressgateway}}}";
        rule.fails(&of("s", "istio-system", spec));
        rule.passes(&of("s", "a", spec));
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: istio-system, labels: {istio: ingressgateway}}\nspec: {containers: []}\n";
        rule.passes(&(of("s", "istio-system", spec) + pod));
    }
}
