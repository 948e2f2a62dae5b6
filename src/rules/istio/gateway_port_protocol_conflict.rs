//! `gateway-port-protocol-conflict`

use super::listeners;
use crate::manifest::istio_schema::protocol;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that speak differently at one port of one proxy.
    ///
    /// ## Why is this bad?
    /// A port speaks one protocol, plain or TLS. The server of the younger Gateway is left out, and files have no
    /// age.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: one}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: two}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [api.example.com], tls: {mode: SIMPLE, credentialName: api}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: one}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: tls, protocol: TLS}, hosts: [web.example.com], tls: {mode: PASSTHROUGH}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: two}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [api.example.com], tls: {mode: SIMPLE, credentialName: api}}]
    /// ```
    pub GATEWAY_PORT_PROTOCOL_CONFLICT = "gateway-port-protocol-conflict" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::IstioGateway], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for (server, its, other) in listeners::shared(resource, index) {
        let of = |it: Value<'a>| it.path("port.protocol").and_then(|at| Some((at, protocol(at.as_str()?)?)));
        let (Some((at, own)), Some((place, theirs))) = (of(server), of(its)) else { continue };
        if own != theirs {
            cx.report(
                at,
                format!("Gateway `{}` speaks {} at this port", other.name(), place.as_str().unwrap_or_default()),
            )
            .label(place, "the other protocol")
            .help("use another port for one of them");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_port_of_one_proxy_has_one_protocol() {
        let rule = tester::of(&super::GATEWAY_PORT_PROTOCOL_CONFLICT);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |name: &str, selector: &str, port: &str| {
            of(
                name,
                "a",
                &format!("{{selector: {{{selector}}}, servers: [{{port: {{{port}}}, hosts: ['{name}.com']}}]}}"),
            )
        };
        let (http, tls) = ("number: 443, name: x, protocol: HTTP", "number: 443, name: x, protocol: HTTPS");
        rule.fails(&(with("g", "x: y", http) + &with("h", "x: y", tls)));
        rule.fails(&(with("g", "x: y", http) + &with("h", "x: y, v: w", tls)));
        rule.passes(&(with("g", "x: y", http) + &with("h", "x: z", tls)));
        rule.passes(&(with("g", "x: y", http) + &with("h", "x: y", &tls.replace("443", "444"))));
        rule.passes(&(with("g", "x: y", tls) + &with("h", "x: y", "number: 443, name: x, protocol: TLS")));
        rule.passes(&(with("g", "x: y", http) + &with("h", "x: y", "number: 443, name: x, protocol: GRPC")));
    }
}
