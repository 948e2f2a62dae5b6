//! `envoyfilter-present`

use super::envoy;
use crate::rule::prelude::*;

declare_rule! {
    /// Changes to the configuration that Istio makes for Envoy.
    ///
    /// ## Why is this bad?
    /// An EnvoyFilter edits generated configuration, which is no interface: an update of Istio can make it do nothing,
    /// or something else. Where it was there for security, nobody notices.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
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
    /// metadata: {name: stats, labels: {operator.istio.io/component: Pilot}}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       patch:
    ///         operation: MERGE
    ///         value: {name: a}
    /// ```
    pub ENVOYFILTER_PRESENT = "envoyfilter-present" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1059"],
        check: Related(&[Kind::EnvoyFilter], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Wider ones have rules of their own.
    let said = !envoy::is_narrow(resource)
        && cx.is_left_to(if index.is_in_root_namespace(resource) {
            "envoyfilter-mesh-wide"
        } else {
            "envoyfilter-namespace-wide"
        });
    if !said && !envoy::is_of_istio(resource) {
        cx.report(
            resource,
            format!("`{}` edits what Istio generates, which changes with every release", resource.name()),
        )
        .help("use a Telemetry, a WasmPlugin or a field of the API that does the same, or test it with each update");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_wider_rules_speak_first() {
        let wide = "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: e}\nspec: {configPatches: []}\n";
        tester::of(&super::ENVOYFILTER_PRESENT).fails(wide);
        let wider = &crate::rules::istio::envoyfilter_namespace_wide::ENVOYFILTER_NAMESPACE_WIDE;
        tester::of(&super::ENVOYFILTER_PRESENT).beside(wider).passes(wide);
    }
}
