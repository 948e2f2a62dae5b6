//! `gateway-listener-no-tls`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateway listeners that speak plain HTTP.
    ///
    /// ## Why is this bad?
    /// Requests, cookies and tokens cross the network readable and changeable. A listener whose routes all redirect
    /// to HTTPS is fine.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: http, port: 80, protocol: HTTP}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}
    /// ```
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: http, port: 80, protocol: HTTP}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: redirect}
    /// spec:
    ///   parentRefs: [{name: edge, sectionName: http}]
    ///   rules:
    ///     - filters:
    ///         - {type: RequestRedirect, requestRedirect: {scheme: https}}
    /// ```
    pub GATEWAY_LISTENER_NO_TLS = "gateway-listener-no-tls" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(&[Kind::GatewayApiGateway], check)
    }
}

fn check<'a>(gateway: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = gateway.spec() else { return };
    // Gateways inside a mesh speak HTTP in a tunnel of the mesh.
    if spec.str("gatewayClassName").is_some_and(|it| it.contains("waypoint") || it.contains("mesh")) {
        return;
    }
    for listener in spec.list("listeners") {
        let Some(protocol) = listener.get("protocol").filter(|it| it.as_str() == Some("HTTP")) else { continue };
        let name = listener.str("name").unwrap_or_default();
        let routes: Vec<_> = index
            .routes_to(gateway)
            .filter(|(_, parent)| parent.str("sectionName").is_none_or(|it| it == name))
            .map(|(route, _)| route)
            .collect();
        if routes.is_empty() || !routes.into_iter().all(only_redirects) {
            cx.report(protocol, format!("listener `{name}` speaks plain HTTP"))
                .help("use protocol HTTPS with a certificate, and HTTP only for routes that redirect");
        }
    }
}

fn only_redirects(route: Resource<'_>) -> bool {
    let mut rules = route.spec().into_iter().flat_map(|it| it.list("rules")).peekable();
    let redirects = |rule: Value<'_>| {
        rule.list("filters").any(|it| it.path("requestRedirect.scheme").and_then(Value::as_str) == Some("https"))
    };
    rules.peek().is_some() && rules.all(redirects)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_protocols_and_waypoints_are_not_meant() {
        let rule = tester::of(&super::GATEWAY_LISTENER_NO_TLS);
        let of = |class: &str, protocol: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{gatewayClassName: {class}, listeners: [{{name: a, protocol: {protocol}}}]}}\n"
            )
        };
        rule.fails(&of("istio", "HTTP"));
        rule.passes(&of("istio", "TLS"));
        rule.passes(&of("istio-waypoint", "HBONE"));
        let route = "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {parentRefs: [{name: g}], rules: [{backendRefs: [{name: web}]}]}\n";
        rule.fails(&format!("{}{route}", of("istio", "HTTP")));
    }

    #[test]
    fn a_listener_whose_routes_all_redirect_is_a_sign_post() {
        let rule = tester::of(&super::GATEWAY_LISTENER_NO_TLS);
        let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec: {gatewayClassName: x, listeners: [{name: a, protocol: HTTP}]}\n---\n";
        let route = |name: &str, rules: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: {name}}}\nspec: {{parentRefs: [{{name: g}}], rules: [{rules}]}}\n---\n"
            )
        };
        let away = "{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}";
        rule.passes(&format!("{gateway}{}", route("r", away)));
        rule.fails(&format!("{gateway}{}", route("r", &format!("{away}, {{backendRefs: [{{name: w}}]}}"))));
        rule.fails(&format!("{gateway}{}{}", route("r", away), route("q", "{backendRefs: [{name: w}]}")));
        rule.fails(&format!("{gateway}{}", route("r", &away.replace("https", "http"))));
        let elsewhere = route("q", "{backendRefs: [{name: w}]}").replace("{name: g}", "{name: g, sectionName: b}");
        rule.passes(&format!("{gateway}{}{elsewhere}", route("r", away)));
    }
}
