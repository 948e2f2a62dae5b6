//! `envoyfilter-ineffective-class`

use super::{ambient, proxy};
use crate::rule::prelude::*;

declare_rule! {
    /// EnvoyFilters for pods without a proxy that reads them.
    ///
    /// ## Why is this bad?
    /// A ztunnel takes no EnvoyFilter, and a waypoint only one that names it, or what is behind it, in `targetRefs`.
    /// For pods of the ambient mesh any other filter has no effect.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: limit, namespace: shop}
    /// spec:
    ///   configPatches: [{applyTo: HTTP_FILTER, patch: {operation: INSERT_FIRST, value: {name: envoy.filters.http.local_ratelimit}}}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: limit, namespace: shop}
    /// spec:
    ///   targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}]
    ///   configPatches: [{applyTo: HTTP_FILTER, patch: {operation: INSERT_FIRST, value: {name: envoy.filters.http.local_ratelimit}}}]
    /// ```
    pub ENVOYFILTER_INEFFECTIVE_CLASS = "envoyfilter-ineffective-class" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::EnvoyFilter], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    if spec.get("targetRefs").is_some_and(|it| !it.is_empty()) || index.is_in_root_namespace(resource) {
        return;
    }
    let labels = spec.path("workloadSelector.labels").filter(|it| !it.is_empty());
    let selector = labels.map(Selector::of_map).unwrap_or_default();
    if let Some((at, gateway)) = labels.and_then(|it| waypoint(it, resource, index)) {
        cx.report(at, format!("waypoint `{}` takes no EnvoyFilter by labels", gateway.name()))
            .label(gateway, "the waypoint")
            .help("name the Gateway in `targetRefs`");
        return;
    }
    let Some(ambient) = ambient::enrolled(resource, index) else { return };
    // Gateways have a proxy of their own.
    let is_gateway = |it: Pod<'a>| {
        it.label("istio").is_some_and(|it| it.contains("gateway")) || it.containers().any(proxy::is_istio)
    };
    let reads = |it: &Pod<'a>| !matches!(index.data_plane(*it), DataPlane::Ambient(_)) || is_gateway(*it);
    let pods = index.selected(&selector, resource);
    let served = pods.iter().any(reads) || !selector.is_empty() && pods.is_empty();
    let managed = || index.in_namespace(Kind::GatewayApiGateway, resource.namespace()).any(|it| !is_waypoint(it));
    let all = selector.is_empty();
    if !served && (!all || !managed()) {
        cx.report(labels.map_or(resource.grip(), Into::into), "no proxy of these pods reads an EnvoyFilter")
            .label(ambient, "enrolled by ztunnels")
            .covers(&["envoyfilter-namespace-wide", "envoyfilter-present"])
            .help("deploy a waypoint, and name it in `targetRefs`");
    }
}

fn is_waypoint(gateway: Resource<'_>) -> bool {
    gateway.path("spec.gatewayClassName").and_then(Value::as_str).is_some_and(|it| it.contains("waypoint"))
}

/// The waypoint whose pods are selected by its name.
fn waypoint<'a>(labels: Value<'a>, near: Resource<'a>, index: &Index<'a>) -> Option<(Value<'a>, Resource<'a>)> {
    let at = labels.get("gateway.networking.k8s.io/gateway-name")?;
    let gateway = index.find(Kind::GatewayApiGateway, at.as_str()?, near).found()?;
    is_waypoint(gateway).then_some((at, gateway))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(mode: &str, filter: &str, more: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{istio.io/dataplane-mode: {mode}}}}}\n---\napiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: f, namespace: shop}}\nspec: {{{filter}}}\n---\n{more}"
        )
    }

    fn pod(labels: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: shop, labels: {{app: web{labels}}}}}\nspec: {{containers: [{{name: c}}]}}\n"
        )
    }

    #[test]
    fn sidecars_and_gateways_read_filters() {
        let rule = tester::of(&super::ENVOYFILTER_INEFFECTIVE_CLASS);
        let web = "workloadSelector: {labels: {app: web}}";
        rule.fails(&of("ambient", web, &pod("")));
        rule.passes(&of("ambient", web, &pod(", sidecar.istio.io/inject: 'true'")));
        rule.passes(&of("ambient", web, ""));
        rule.passes(&of("none", "", &pod("")));
        let gateway = |class: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: shop}}\nspec: {{gatewayClassName: {class}}}\n"
            )
        };
        rule.passes(&of("ambient", "", &gateway("istio")));
        rule.fails(&of("ambient", "", &gateway("istio-waypoint")));
        let named = "workloadSelector: {labels: {gateway.networking.k8s.io/gateway-name: g}}";
        rule.fails(&of("none", named, &gateway("istio-waypoint")));
        rule.passes(&of("none", named, &gateway("istio")));
    }
}
