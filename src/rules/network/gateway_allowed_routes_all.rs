//! `gateway-allowed-routes-all`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateway listeners that take routes of any namespace for any host.
    ///
    /// ## Why is this bad?
    /// Whoever can write an HTTPRoute in any namespace can claim any host name on this listener, and with it the
    /// traffic of others.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: https, port: 443, protocol: HTTPS, allowedRoutes: {namespaces: {from: All}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: https, port: 443, protocol: HTTPS, hostname: shop.example.com, allowedRoutes: {namespaces: {from: All}}}
    /// ```
    pub GATEWAY_ALLOWED_ROUTES_ALL = "gateway-allowed-routes-all" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::GatewayApiGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for listener in resource.spec().into_iter().flat_map(|it| it.list("listeners")) {
        let Some(from) = listener.path("allowedRoutes.namespaces.from").filter(|it| it.as_str() == Some("All")) else {
            continue;
        };
        let host = listener.str("hostname").unwrap_or_default();
        if !host.is_empty() && !host.starts_with('*') {
            continue;
        }
        let name = listener.str("name").unwrap_or_default();
        cx.report(from, format!("listener `{name}` takes routes of any namespace for any host"))
            .help("use `from: Selector` on the label `kubernetes.io/metadata.name`, and give the listener a hostname");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_default_is_the_own_namespace() {
        let rule = tester::of(&super::GATEWAY_ALLOWED_ROUTES_ALL);
        let of = |listener: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{listeners: [{listener}]}}\n"
            )
        };
        rule.passes(&of("{name: a}"));
        rule.passes(&of("{name: a, allowedRoutes: {namespaces: {from: Same}}}"));
        rule.fails(&of("{name: a, hostname: '*.example.com', allowedRoutes: {namespaces: {from: All}}}"));
        rule.fails(&of("{name: a, hostname: '', allowedRoutes: {namespaces: {from: All}}}"));
    }

    #[test]
    fn every_listener_is_read_and_an_exact_host_is_narrow() {
        let rule = tester::of(&super::GATEWAY_ALLOWED_ROUTES_ALL);
        let of = |listeners: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{listeners: [{listeners}]}}\n"
            )
        };
        let all = "allowedRoutes: {namespaces: {from: All}}";
        rule.finds(
            2,
            &of(&format!(
                "{{name: a, {all}}}, {{name: b, hostname: '*', {all}}}, {{name: c, hostname: c.example.com, {all}}}"
            )),
        );
        rule.passes(&of("{name: a, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {a: b}}}}}"));
        rule.passes(&of("{name: a, allowedRoutes: {kinds: [{kind: HTTPRoute}]}}"));
    }
}
