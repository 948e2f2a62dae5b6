//! `gateway-file-mounted-cert`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Certificates of gateways that are files.
    ///
    /// ## Why is this bad?
    /// A mounted key is in the file system of every gateway pod and changes with a restart only. A Secret that
    /// `credentialName` names is fetched by the proxy and rotates by itself.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: https, protocol: HTTPS}
    ///       hosts: [shop.example.com]
    ///       tls: {mode: SIMPLE, serverCertificate: /etc/certs/tls.crt, privateKey: /etc/certs/tls.key}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: https, protocol: HTTPS}
    ///       hosts: [shop.example.com]
    ///       tls: {mode: SIMPLE, credentialName: cert}
    /// ```
    pub GATEWAY_FILE_MOUNTED_CERT = "gateway-file-mounted-cert" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:522"],
        check: Resource(&[Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for tls in gateway_servers(resource).filter_map(|it| it.get("tls")) {
        let file = |field| tls.get(field).filter(|it| it.as_str().is_some_and(|it| !it.is_empty()));
        if let Some(at) = file("privateKey").or_else(|| file("serverCertificate")) {
            cx.report(at, "the key is a file in every pod of the gateway")
                .help("put it into a Secret and name that in `credentialName`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_finding_a_server() {
        let rule = tester::of(&super::GATEWAY_FILE_MOUNTED_CERT);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        rule.fails(&of("{servers: [{tls: {serverCertificate: /a, privateKey: /b, caCertificates: /c}}]}"));
        rule.passes(&of("{servers: [{tls: {mode: ISTIO_MUTUAL}}]}"));
    }
}
