//! `gateway-duplicate-cert`

use super::listeners;
use crate::rule::prelude::*;

declare_rule! {
    /// One certificate in two Gateways of one proxy.
    ///
    /// ## Why is this bad?
    /// A browser that has a connection for one host uses it for every host of its certificate (HTTP/2). The server
    /// of the other Gateway does not know that host, and answers 404.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: one}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [web.example.com], tls: {mode: SIMPLE, credentialName: wildcard}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: two}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [api.example.com], tls: {mode: SIMPLE, credentialName: wildcard}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: one}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [web.example.com], tls: {mode: SIMPLE, credentialName: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: two}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [api.example.com], tls: {mode: SIMPLE, credentialName: api}}]
    /// ```
    pub GATEWAY_DUPLICATE_CERT = "gateway-duplicate-cert" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0138"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for (server, its, other) in listeners::shared(resource, index) {
        for field in ["credentialName", "serverCertificate"] {
            let of =
                |it: Value<'a>| it.get("tls")?.get(field).filter(|it| it.as_str().is_some_and(|it| !it.is_empty()));
            let (Some(at), Some(place)) = (of(server), of(its)) else { continue };
            if at.as_str() == place.as_str() && listeners::common_host(server, its).is_none() {
                let name = at.as_str().unwrap_or_default();
                cx.report(at, format!("Gateway `{}` uses the certificate `{name}`, too", other.name()))
                    .label(place, "the same certificate")
                    .help("write one Gateway with all hosts of the certificate, and bind the VirtualServices to it");
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_gateway_with_all_hosts_is_fine() {
        let rule = tester::of(&super::GATEWAY_DUPLICATE_CERT);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let server = |host: &str, cert: &str| {
            format!(
                "{{port: {{number: 443, name: s, protocol: HTTPS}}, hosts: [{host}], tls: {{mode: SIMPLE, credentialName: {cert}}}}}"
            )
        };
        let with = |name: &str, servers: &str| of(name, "a", &format!("{{selector: {{x: y}}, servers: [{servers}]}}"));
        rule.fails(&(with("g", &server("a.com", "c")) + &with("h", &server("b.com", "c"))));
        rule.passes(&(with("g", &server("a.com", "c")) + &with("h", &server("b.com", "d"))));
        rule.passes(&with("g", &format!("{}, {}", server("a.com", "c"), server("b.com", "c"))));
    }
}
