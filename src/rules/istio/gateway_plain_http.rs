//! `gateway-plain-http`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateway servers that speak plain HTTP.
    ///
    /// ## Why is this bad?
    /// Requests, cookies and tokens cross the network readable and changeable. A server that redirects to HTTPS is
    /// fine, and so is one whose VirtualServices do.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 80, name: http, protocol: HTTP}
    ///       hosts: [shop.example.com]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 80, name: http, protocol: HTTP}
    ///       hosts: [shop.example.com]
    ///       tls: {httpsRedirect: true}
    /// ```
    pub GATEWAY_PLAIN_HTTP = "gateway-plain-http" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

fn check<'a>(gateway: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Between clusters and on the way out, the mesh or the application encrypts.
    let inner = |text: &str| ["eastwest", "east-west", "egress"].iter().any(|it| text.contains(it));
    let selector = gateway.path("spec.selector").into_iter().flat_map(|it| it.entries());
    if inner(gateway.name()) || selector.filter_map(|(_, it)| it.text()).any(inner) {
        return;
    }
    let mut redirected = None;
    for server in gateway_servers(gateway) {
        let protocol = server.path("port.protocol");
        let Some(protocol) = protocol.filter(|it| matches!(it.as_str(), Some("HTTP" | "HTTP2" | "GRPC"))) else {
            continue;
        };
        if server.path("tls.httpsRedirect").is_some_and(Value::is_true) || is_challenge(server) {
            continue;
        }
        if *redirected.get_or_insert_with(|| index.bound_to(gateway).any(redirects)) {
            continue;
        }
        let finding = cx.report(protocol, format!("Gateway `{}` serves plain HTTP", gateway.name()));
        finding.help("set `tls.httpsRedirect: true` here, and serve the hosts on a port with protocol HTTPS");
        let encrypted = |it: Value<'a>| it.path("port.protocol").and_then(Value::as_str) == Some("HTTPS");
        if protocol.as_str() == Some("HTTP") && gateway_servers(gateway).any(encrypted) {
            let edits = Edit::insert_into(server, &["tls", "httpsRedirect"], "true");
            finding.fix(Safety::Unsafe, "send requests on to HTTPS", edits);
        }
    }
}

/// Whether a VirtualService sends requests on to HTTPS.
fn redirects(resource: Resource<'_>) -> bool {
    let scheme = |route: Value<'_>| route.path("redirect.scheme").and_then(Value::as_str) == Some("https");
    VirtualService::of(resource).is_some_and(|it| it.routes("http").any(scheme))
}

/// The answer to a certificate authority's challenge is plain HTTP by definition.
fn is_challenge(server: Value<'_>) -> bool {
    server.path("port.name").and_then(Value::text).is_some_and(|it| it.contains("acme"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn redirects_count_wherever_they_are() {
        let rule = tester::of(&super::GATEWAY_PLAIN_HTTP);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1beta1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        let http = of("{selector: {istio: ingress}, servers: [{port: {number: 80, protocol: HTTP}, hosts: [a]}]}");
        let service = |spec: &str| {
            format!(
                "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{gateways: [g], http: [{spec}]}}\n"
            )
        };
        assert!(rule.fails(&http).fix.is_none(), "nothing else serves the hosts");
        let both = http.replace("hosts: [a]}]", "hosts: [a]}, {port: {number: 443, protocol: HTTPS}, hosts: [a]}]");
        assert!(rule.fails(&both).fix.is_some());
        rule.passes(&format!("{http}{}", service("{redirect: {scheme: https}}")));
        rule.fails(&format!("{http}{}", service("{redirect: {uri: /a}}")));
        rule.passes(&of("{selector: {istio: eastwestgateway}, servers: [{port: {number: 80, protocol: HTTP}}]}"));
        rule.passes(&of("{servers: [{port: {number: 443, protocol: HTTPS}, tls: {mode: SIMPLE}}, {port: {number: 1, protocol: TCP}}]}"));
    }
}
