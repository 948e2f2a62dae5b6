//! `envoyfilter-namespace-wide`

use super::envoy;
use crate::rule::prelude::*;

declare_rule! {
    /// EnvoyFilters for every workload of a namespace.
    ///
    /// ## Why is this bad?
    /// Without a selector the filter is laid on every proxy of the namespace, also on those that come later and were
    /// not thought of.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak, namespace: shop}
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
    /// metadata: {name: tweak, namespace: shop}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       patch:
    ///         operation: MERGE
    ///         value: {name: a}
    /// ```
    pub ENVOYFILTER_NAMESPACE_WIDE = "envoyfilter-namespace-wide" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1059"],
        check: Related(&[Kind::EnvoyFilter], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if !envoy::is_narrow(resource) && !index.is_in_root_namespace(resource) && !envoy::is_of_istio(resource) {
        cx.report(resource, format!("`{}` is laid on every proxy of its namespace", resource.name()))
            .help("select the workloads in `workloadSelector.labels`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn references_select_too() {
        let rule = tester::of(&super::ENVOYFILTER_NAMESPACE_WIDE);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: e}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{targetRefs: [{kind: Gateway, name: g}]}"));
        rule.fails(&of("{workloadSelector: {labels: {}}}"));
        rule.passes(&of("{}").replace("name: e", "name: e, namespace: istio-system"));
    }
}
