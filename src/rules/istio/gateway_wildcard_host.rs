//! `gateway-wildcard-host`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateway servers for every host.
    ///
    /// ## Why is this bad?
    /// Any VirtualService of any namespace can bind to the server and claim any host name, those of others included.
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
    ///       hosts: ['*']
    ///       tls: {mode: SIMPLE, credentialName: cert}
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
    ///       hosts: [shop/shop.example.com]
    ///       tls: {mode: SIMPLE, credentialName: cert}
    /// ```
    pub GATEWAY_WILDCARD_HOST = "gateway-wildcard-host" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:restrict-gateway-hosts", "cwe:284"],
        check: Resource(&[Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for server in gateway_servers(resource) {
        for host in server.list("hosts") {
            let Some(text) = host.as_str() else { continue };
            let (namespace, name) = text.split_once('/').unwrap_or(("*", text));
            // A whole top-level domain is as good as all hosts; `*.local` is the mesh itself.
            let top = name.strip_prefix("*.").is_some_and(|it| !it.contains('.') && it != "local");
            if name != "*" && !top {
                continue;
            }
            let severity = if namespace == "." { Severity::Low } else { Severity::Medium };
            let hosts = if top { format!("every host of `{}`", &name[2..]) } else { "every host".to_owned() };
            cx.report(host, format!("Gateway `{}` takes {hosts}", resource.name()))
                .severity(severity)
                .help("list the hosts, with the namespace that may claim each: `shop/shop.example.com`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_own_namespace_is_a_limit() {
        let rule = tester::of(&super::GATEWAY_WILDCARD_HOST);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1beta1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        let host = |it: &str| of(&format!("{{servers: [{{hosts: ['{it}']}}]}}"));
        assert_eq!(rule.fails(&host("./*")).severity, crate::finding::Severity::Low);
        for it in ["*", "*/*", "shop/*", "*.com"] {
            assert_eq!(rule.fails(&host(it)).severity, crate::finding::Severity::Medium);
        }
        for it in ["*.example.com", "*.local", "*/a.example.com"] {
            rule.passes(&host(it));
        }
    }
}
