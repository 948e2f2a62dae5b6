//! `gwapi-http-listener-no-redirect`

use super::gwapi;
use crate::rule::prelude::*;

declare_rule! {
    /// Sites that a Gateway serves in plain HTTP.
    ///
    /// ## Why is this bad?
    /// A route that answers on an HTTP listener sends pages, cookies and tokens readable and changeable through the
    /// network. On that listener a route should only redirect to HTTPS.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: shop}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: [{name: http, port: 80, protocol: HTTP}]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, sectionName: http}]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: shop}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: [{name: http, port: 80, protocol: HTTP}]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: redirect, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, sectionName: http}]
    ///   rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
    /// ```
    pub GWAPI_HTTP_LISTENER_NO_REDIRECT = "gwapi-http-listener-no-redirect" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(&[Kind::GatewayApiGateway], check)
    }
}

fn check<'a>(gateway: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Inside of a mesh HTTP goes through a tunnel.
    let class = gateway.path("spec.gatewayClassName").and_then(Value::as_str).unwrap_or_default();
    if class.contains("waypoint") || class.contains("mesh") {
        return;
    }
    for listener in gwapi::listeners(gateway) {
        let Some(protocol) = listener.get("protocol").filter(|it| it.as_str() == Some("HTTP")) else { continue };
        let name = listener.str("name").unwrap_or_default();
        let number = listener.get("port").and_then(Value::as_int);
        let is_at = |parent: Value<'a>| {
            parent.str("sectionName").is_none_or(|it| it == name)
                && parent.get("port").is_none_or(|it| it.as_int() == number)
        };
        let mut routes = index
            .routes_to(gateway)
            .filter(|it| it.0.kind() == Kind::HttpRoute && is_at(it.1) && index.same_cluster(it.0, gateway));
        let Some((route, parent)) = routes.find(|it| !redirects(it.0)) else { continue };
        cx.report(protocol, format!("listener `{name}` serves {} in plain HTTP", route.title()))
            .label(parent, "attached here, and no redirect to HTTPS")
            .help("attach the route to an HTTPS listener by `sectionName`, and one that redirects to this one")
            .covers(&["gateway-listener-no-tls"]);
    }
}

/// Whether every rule of a route redirects to HTTPS.
fn redirects(route: Resource<'_>) -> bool {
    let mut rules = route.spec().into_iter().flat_map(|it| it.list("rules")).peekable();
    let to_https = |it: Value<'_>| it.path("requestRedirect.scheme").and_then(Value::as_str) == Some("https");
    rules.peek().is_some() && rules.all(|it| it.list("filters").any(to_https))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_routes_of_that_listener_count() {
        let rule = tester::of(&super::GWAPI_HTTP_LISTENER_NO_REDIRECT);
        let of = |class: &str, parent: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: a}}\nspec: {{gatewayClassName: {class}, listeners: [{{name: http, port: 80, protocol: HTTP}}, {{name: https, port: 443, protocol: HTTPS}}]}}\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: a}}\nspec: {{parentRefs: [{{name: g{parent}}}], rules: [{{backendRefs: [{{name: s, port: 80}}]}}]}}\n"
            )
        };
        rule.fails(&of("istio", ""));
        rule.fails(&of("istio", ", port: 80"));
        rule.passes(&of("istio", ", sectionName: https"));
        rule.passes(&of("istio", ", port: 443"));
        rule.passes(&of("istio-waypoint", ""));
    }
}
