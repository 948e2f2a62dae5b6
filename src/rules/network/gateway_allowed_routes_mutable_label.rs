//! `gateway-allowed-routes-mutable-label`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateway listeners that trust a label of namespaces which can be changed.
    ///
    /// ## Why is this bad?
    /// Whoever can label a Namespace can attach routes to the listener and take over host names. Only
    /// `kubernetes.io/metadata.name` is set by the API server and cannot be changed.
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
    ///       allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {shared-gateway: "true"}}}}
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
    ///       allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}}}
    /// ```
    pub GATEWAY_ALLOWED_ROUTES_MUTABLE_LABEL = "gateway-allowed-routes-mutable-label" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::GatewayApiGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let listeners = resource.spec().into_iter().flat_map(|it| it.list("listeners"));
    let places = listeners.filter_map(|it| it.path("allowedRoutes.namespaces"));
    for namespaces in places.filter(|it| it.str("from") == Some("Selector")) {
        let Some(value) = namespaces.get("selector") else { continue };
        let selector = Selector::of_label_selector(value);
        let mut keys = selector.keys();
        let Some(key) = selector.keys().next() else { continue };
        if !keys.any(|it| it == "kubernetes.io/metadata.name") {
            cx.report(value, format!("whoever may label namespaces decides whose routes attach: `{key}` is any label"))
                .help("select by `kubernetes.io/metadata.name`, which the API server sets");
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
    fn the_name_beside_other_labels_is_enough() {
        let rule = tester::of(&super::GATEWAY_ALLOWED_ROUTES_MUTABLE_LABEL);
        let ask = |from: &str, selector: &str| {
            of(&format!("{{name: a, allowedRoutes: {{namespaces: {{from: {from}, selector: {selector}}}}}}}"))
        };
        rule.fails(&ask("Selector", "{matchExpressions: [{key: team, operator: Exists}]}"));
        rule.passes(&ask(
            "Selector",
            "{matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [a]}], matchLabels: {a: b}}",
        ));
        rule.passes(&ask("Same", "{matchLabels: {a: b}}"));
    }
}
