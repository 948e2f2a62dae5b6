//! `envoyfilter-mesh-wide`

use super::envoy;
use crate::rule::prelude::*;

declare_rule! {
    /// EnvoyFilters for every workload of the mesh.
    ///
    /// ## Why is this bad?
    /// Without a selector, in the root namespace, the filter is laid on every proxy of the mesh. One mistake in it is
    /// an outage, or a hole, everywhere.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak, namespace: istio-system}
    /// spec:
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       patch:
    ///         operation: MERGE
    ///         value: {name: a}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak, namespace: istio-system}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       patch:
    ///         operation: MERGE
    ///         value: {name: a}
    /// ```
    pub ENVOYFILTER_MESH_WIDE = "envoyfilter-mesh-wide" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1059"],
        check: Related(&[Kind::EnvoyFilter], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if envoy::is_narrow(resource) || !index.is_in_root_namespace(resource) || envoy::is_of_istio(resource) {
        return;
    }
    // Patches for gateways only are narrow in their way.
    let gateway = |it: Value<'a>| it.path("match.context").and_then(Value::as_str) == Some("GATEWAY");
    if envoy::patches(resource).all(gateway) && envoy::patches(resource).next().is_some() {
        return;
    }
    cx.report(resource, format!("`{}` is laid on every proxy of the mesh", resource.name()))
        .help("move it to the namespace that needs it, and select the workloads in `workloadSelector.labels`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_root_namespace_and_the_context_count() {
        let rule = tester::of(&super::ENVOYFILTER_MESH_WIDE);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: e}}\nspec: {spec}\n"
            )
        };
        let root = |spec: &str| of(spec).replace("name: e}", "name: e, namespace: istio-system}");
        rule.fails(&root("{configPatches: [{applyTo: HTTP_FILTER}]}"));
        rule.passes(&root("{configPatches: [{applyTo: HTTP_FILTER, match: {context: GATEWAY}}]}"));
        rule.passes(&of("{}"));
    }
}
