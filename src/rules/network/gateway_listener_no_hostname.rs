//! `gateway-listener-no-hostname`

use crate::rule::prelude::*;

declare_rule! {
    /// Shared Gateway listeners for HTTPS that are tied to no host name.
    ///
    /// ## Why is this bad?
    /// Namespaces that share a listener without a `hostname` may claim each other's hosts: nothing but the age of the
    /// routes decides who gets the traffic.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       hostname: shop.example.com
    ///       allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}}}
    /// ```
    pub GATEWAY_LISTENER_NO_HOSTNAME = "gateway-listener-no-hostname" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::GatewayApiGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for listener in resource.spec().into_iter().flat_map(|it| it.list("listeners")) {
        // All namespaces on one listener are the subject of `gateway-allowed-routes-all`.
        let shared = listener.path("allowedRoutes.namespaces.from").filter(|it| it.as_str() == Some("Selector"));
        let named = listener.str("hostname").is_some_and(|it| !it.is_empty());
        if let Some(shared) = shared.filter(|_| !named && listener.str("protocol") == Some("HTTPS")) {
            let name = listener.str("name").unwrap_or_default();
            cx.report(listener, format!("listener `{name}` is shared and takes routes for any host"))
                .label(shared, "shared with other namespaces")
                .help("set `hostname`, and use one listener for each host");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(listener: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: edge, namespace: edge}}\nspec: {{listeners: [{listener}]}}\n---\n"
        )
    }

    #[test]
    fn listeners_of_one_namespace_are_not_shared() {
        let rule = tester::of(&super::GATEWAY_LISTENER_NO_HOSTNAME);
        rule.passes(&of("{name: a, protocol: HTTPS}"));
        rule.passes(&of("{name: a, protocol: HTTPS, allowedRoutes: {namespaces: {from: All}}}"));
        rule.passes(&of("{name: a, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector}}}"));
        rule.fails(&of("{name: a, protocol: HTTPS, hostname: '', allowedRoutes: {namespaces: {from: Selector}}}"));
    }
}
