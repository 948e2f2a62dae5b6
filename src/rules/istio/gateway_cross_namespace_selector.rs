//! `gateway-cross-namespace-selector`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateways for the proxies of another namespace.
    ///
    /// ## Why is this bad?
    /// By default a Gateway selects pods in every namespace. Whoever may write one anywhere opens ports and serves
    /// hosts on proxies that belong to others.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: shop}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: https, protocol: HTTPS}
    ///       hosts: [shop.example.com]
    ///       tls: {mode: SIMPLE, credentialName: cert}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: edge, namespace: ingress}
    /// spec:
    ///   selector: {matchLabels: {istio: ingressgateway}}
    ///   template:
    ///     metadata: {labels: {istio: ingressgateway}}
    ///     spec:
    ///       containers: [{name: istio-proxy, image: auto}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: ingress}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: https, protocol: HTTPS}
    ///       hosts: [shop.example.com]
    ///       tls: {mode: SIMPLE, credentialName: cert}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: edge, namespace: ingress}
    /// spec:
    ///   selector: {matchLabels: {istio: ingressgateway}}
    ///   template:
    ///     metadata: {labels: {istio: ingressgateway}}
    ///     spec:
    ///       containers: [{name: istio-proxy, image: auto}]
    /// ```
    pub GATEWAY_CROSS_NAMESPACE_SELECTOR = "gateway-cross-namespace-selector" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

fn check<'a>(gateway: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let (Some(own), Some(value)) = (gateway.namespace(), gateway.path("spec.selector")) else { return };
    let selector = Selector::of_map(value);
    if selector.is_empty() || index.is_in_root_namespace(gateway) || index.might_pick(&selector, gateway) {
        return;
    }
    let scoped = |it: Pod<'a>| {
        let env = it.containers().flat_map(|it| it.value().list("env"));
        env.into_iter()
            .any(|it| it.str("name") == Some("PILOT_SCOPE_GATEWAY_TO_NAMESPACE") && it.str("value") == Some("true"))
    };
    let Some(pod) = index.labelled(&selector).find(|it| index.same_cluster(it.resource(), gateway)) else { return };
    if index.named(Kind::Deployment, "istiod").flat_map(Pod::all).any(scoped) {
        return;
    }
    let other = pod.resource().namespace().unwrap_or_default();
    cx.report(value, format!("a Gateway in `{own}` is laid on proxies in `{other}`"))
        .label(pod.resource(), "the proxies")
        .help("keep the Gateway with its proxies, and bind to it as `namespace/name`; or set PILOT_SCOPE_GATEWAY_TO_NAMESPACE");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn proxies_that_are_not_here_are_unknown() {
        let rule = tester::of(&super::GATEWAY_CROSS_NAMESPACE_SELECTOR);
        let gateway = |ns: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: {ns}}}\nspec: {{selector: {{a: b}}}}\n---\n"
            )
        };
        let pod = |ns: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, {ns}labels: {{a: b}}}}\nspec: {{containers: [{{name: c}}]}}\n---\n"
            )
        };
        rule.passes(&gateway("x"));
        rule.passes(&format!("{}{}", gateway("x"), pod("")));
        rule.fails(&format!("{}{}", gateway("x"), pod("namespace: z, ")));
        rule.passes(&format!(
            "{}{}{}",
            gateway("x"),
            pod("namespace: z, "),
            pod("namespace: x, ").replace("name: p", "name: q")
        ));
        rule.passes(&format!("{}{}", gateway("istio-system"), pod("namespace: z, ")));
    }
}
