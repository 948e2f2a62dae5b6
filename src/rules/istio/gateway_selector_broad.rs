//! `gateway-selector-broad`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that select every proxy.
    ///
    /// ## Why is this bad?
    /// Without a selector the Gateway is laid on all proxies, sidecars too: each of them opens its ports and serves
    /// its hosts.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {}
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
    /// ```
    pub GATEWAY_SELECTOR_BROAD = "gateway-selector-broad" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let message = format!("Gateway `{}` is laid on every proxy", resource.name());
    let finding = match spec.get("selector") {
        None => cx.report(resource, message),
        Some(selector) if selector.is_empty() => cx.report(selector, message),
        Some(_) => return,
    };
    finding.help("select the pods of the gateway, such as `istio: ingressgateway`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn absent_is_empty() {
        let rule = tester::of(&super::GATEWAY_SELECTOR_BROAD);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1beta1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        rule.fails(&of("{servers: []}"));
        rule.passes("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nspec: {}\n");
    }
}
