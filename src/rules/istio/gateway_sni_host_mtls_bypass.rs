//! `gateway-sni-host-mtls-bypass`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Hosts that demand a client certificate, and another way in that does not.
    ///
    /// ## Why is this bad?
    /// TLS knows the name in the handshake, routes know the one in the request, and a client may send two. Where one
    /// server demands a certificate for a host and a wildcard server on the same port does not, the client connects by
    /// the wildcard and asks for the host.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: all, protocol: HTTPS}
    ///       hosts: ['*.example.com']
    ///       tls: {mode: SIMPLE, credentialName: all}
    ///     - port: {number: 443, name: admin, protocol: HTTPS}
    ///       hosts: [admin.example.com]
    ///       tls: {mode: MUTUAL, credentialName: admin}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: admin}
    /// spec:
    ///   hosts: [admin.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: admin}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: admin, protocol: HTTPS}
    ///       hosts: [admin.example.com]
    ///       tls: {mode: MUTUAL, credentialName: admin}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: admin}
    /// spec:
    ///   hosts: [admin.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: admin}}]
    /// ```
    pub GATEWAY_SNI_HOST_MTLS_BYPASS = "gateway-sni-host-mtls-bypass" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:297"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

fn check<'a>(gateway: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for strict in gateway_servers(gateway).filter(|it| mode(*it) == "MUTUAL") {
        let port = strict.path("port.number").and_then(Value::as_int);
        for value in strict.list("hosts") {
            let Some(host) = value.as_str().map(bare).filter(|it| !it.contains('*')) else { continue };
            let beside = wide_servers(gateway, index).find(|it| {
                mode(it.1) == "SIMPLE" && it.1.path("port.number").and_then(Value::as_int) == port && covers(it.1, host)
            });
            let Some((other, server)) = beside else { continue };
            let names = |it: Resource<'a>| {
                VirtualService::of(it).is_some_and(|it| it.hosts().any(|it| it.0.as_str() == Some(host)))
            };
            // The route must be there by both ways.
            let both = index.bound_to(gateway).filter(|it| names(*it)).find(|it| {
                other.root() == gateway.root() || index.bound_to(other).any(|bound| bound.root() == it.root())
            });
            if let Some(route) = both {
                cx.report(
                    value,
                    format!("a client without a certificate reaches `{host}` by the wildcard server of this port"),
                )
                .label(server.get("hosts").unwrap_or(server), "connects with another name of these")
                .label(route, "and asks for the host, which is routed here as well")
                .help("give the host a port or a gateway of its own, and bind its routes to that only");
            }
        }
    }
}

/// The servers of this and of other Gateways on the same proxies.
fn wide_servers<'a>(gateway: Resource<'a>, index: &Index<'a>) -> impl Iterator<Item = (Resource<'a>, Value<'a>)> {
    let selector = |it: Resource<'a>| it.path("spec.selector").map(Selector::of_map).unwrap_or_default();
    let own = selector(gateway);
    let others = index
        .in_namespace(Kind::IstioGateway, gateway.namespace())
        .filter(move |it| it.root() == gateway.root() || index.together(*it, gateway) && selector(*it).is_same(&own));
    others.flat_map(|it| gateway_servers(it).map(move |server| (it, server)))
}

fn mode<'a>(server: Value<'a>) -> &'a str {
    server.path("tls.mode").and_then(Value::as_str).unwrap_or_default()
}

/// A host without the namespace that may claim it.
fn bare(host: &str) -> &str {
    host.rsplit('/').next().unwrap_or(host)
}

fn covers(server: Value<'_>, host: &str) -> bool {
    let mut hosts = server.list("hosts").filter_map(Value::as_str).map(bare);
    hosts.any(|it| it.contains('*') && Host::Other(host).is_covered_by(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_route_must_be_on_both() {
        let rule = tester::of(&super::GATEWAY_SNI_HOST_MTLS_BYPASS);
        let gateway = |name: &str, host: &str, mode: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: {name}}}\nspec: {{selector: {{a: b}}, servers: [{{port: {{number: 443}}, hosts: ['{host}'], tls: {{mode: {mode}}}}}]}}\n---\n"
            )
        };
        let route = |gateways: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [a.b.c], gateways: [{gateways}]}}\n"
            )
        };
        let both = format!("{}{}", gateway("wide", "*", "SIMPLE"), gateway("strict", "x/a.b.c", "MUTUAL"));
        rule.fails(&format!("{both}{}", route("wide, strict")));
        rule.passes(&format!("{both}{}", route("strict")));
        let apart = format!("{}{}", gateway("wide", "*.x.y", "SIMPLE"), gateway("strict", "a.b.c", "MUTUAL"));
        rule.passes(&format!("{apart}{}", route("wide, strict")));
    }
}
