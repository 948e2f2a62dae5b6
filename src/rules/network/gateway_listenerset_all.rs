//! `gateway-listenerset-all`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that let every namespace add listeners.
    ///
    /// ## Why is this bad?
    /// With a ListenerSet, whoever may write one in any namespace opens ports on the Gateway and brings host names and
    /// certificates of their own. None is the default.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   allowedListeners: {namespaces: {from: All}}
    ///   listeners:
    ///     - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: c}]}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   allowedListeners: {namespaces: {from: Same}}
    ///   listeners:
    ///     - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: c}]}}
    /// ```
    pub GATEWAY_LISTENERSET_ALL = "gateway-listenerset-all" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::GatewayApiGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let from = resource.path("spec.allowedListeners.namespaces.from");
    if let Some(from) = from.filter(|it| it.as_str() == Some("All")) {
        cx.report(from, format!("every namespace may add listeners to Gateway `{}`", resource.name()))
            .help("use `from: Selector` on the label `kubernetes.io/metadata.name`, or leave `allowedListeners` out");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_default_is_nobody() {
        let rule = tester::of(&super::GATEWAY_LISTENERSET_ALL);
        let of = |spec: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{{spec}}}\n"
            )
        };
        rule.fails(&of("allowedListeners: {namespaces: {from: All}}"));
        for from in ["Same", "None", "Selector"] {
            rule.passes(&of(&format!("allowedListeners: {{namespaces: {{from: {from}}}}}")));
        }
        rule.passes(&of("allowedListeners: {namespaces: {}}"));
        rule.passes(&of("listeners: [{name: a, allowedRoutes: {namespaces: {from: All}}}]"));
    }
}
