//! `gwapi-allowed-routes-all`

use super::gwapi;
use crate::rule::prelude::*;

declare_rule! {
    /// Listeners with a certificate that take routes of any namespace.
    ///
    /// ## Why is this bad?
    /// Whoever may write a route in any namespace can answer under the name, and with the certificate, of this
    /// listener: add paths to the site, or take over those that exist.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: infra}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: [{name: https, port: 443, protocol: HTTPS, hostname: shop.example.com, tls: {certificateRefs: [{name: cert}]}, allowedRoutes: {namespaces: {from: All}}}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: infra}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: [{name: https, port: 443, protocol: HTTPS, hostname: shop.example.com, tls: {certificateRefs: [{name: cert}]}, allowedRoutes: {namespaces: {from: Same}}}]
    /// ```
    pub GWAPI_ALLOWED_ROUTES_ALL = "gwapi-allowed-routes-all" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::GatewayApiGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for listener in gwapi::listeners(resource) {
        let all = listener.path("allowedRoutes.namespaces.from").filter(|it| it.as_str() == Some("All"));
        let Some(from) = all else { continue };
        let host = listener.str("hostname").unwrap_or_default();
        let open = host.is_empty() || host.starts_with('*');
        // That any host can be claimed is the worse half of it.
        if open && cx.is_left_to("gateway-allowed-routes-all") || !open && listener.get("tls").is_none() {
            continue;
        }
        let name = listener.str("name").unwrap_or_default();
        let what = if open { "for any host" } else { "under its certificate" };
        cx.report(from, format!("listener `{name}` takes routes of any namespace {what}"))
            .help("use `from: Selector` on the label `kubernetes.io/metadata.name`, or `from: Same`")
            .fix(Safety::Unsafe, "take routes of the own namespace only", Edit::set_scalar(from, "Same"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_open_host_is_left_to_the_rule_about_it() {
        use crate::rules::network::gateway_allowed_routes_all::GATEWAY_ALLOWED_ROUTES_ALL;
        let of = |listener: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{listeners: [{{name: l, allowedRoutes: {{namespaces: {{from: All}}}}, {listener}}}]}}\n"
            )
        };
        let rule = tester::of(&super::GWAPI_ALLOWED_ROUTES_ALL);
        rule.fails(&of("protocol: HTTP"));
        rule.fails(&of("protocol: HTTPS, hostname: '*.a.com'"));
        rule.passes(&of("protocol: HTTP, hostname: a.com"));
        let beside = tester::of(&super::GWAPI_ALLOWED_ROUTES_ALL).beside(&GATEWAY_ALLOWED_ROUTES_ALL);
        beside.passes(&of("protocol: HTTP"));
        beside.fails(&of("protocol: HTTPS, hostname: a.com, tls: {}"));
    }
}
