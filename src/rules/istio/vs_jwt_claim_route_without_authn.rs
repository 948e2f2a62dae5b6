//! `vs-jwt-claim-route-without-authn`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes by the claims of a token where no token is read.
    ///
    /// ## Why is this bad?
    /// The header `@request.auth.claims…` exists only where a RequestAuthentication has read a token. Without one
    /// the condition is never fulfilled.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - match: [{headers: {"@request.auth.claims.group": {exact: beta}}}]
    ///       route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: shop}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example.com"]}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: shop, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - match: [{headers: {"@request.auth.claims.group": {exact: beta}}}]
    ///       route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: shop}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example.com"]}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: shop, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: edge, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {istio: edge}}
    ///   jwtRules: [{issuer: https://issuer.example.com}]
    /// ```
    pub VS_JWT_CLAIM_ROUTE_WITHOUT_AUTHN = "vs-jwt-claim-route-without-authn" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0149"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let conditions = service.routes("http").flat_map(|it| it.list("match"));
    let headers = conditions.flat_map(|it| it.get("headers").into_iter().chain(it.get("withoutHeaders")));
    let claim = |it: &(Value<'a>, Value<'a>)| {
        it.0.text().is_some_and(|it| it.to_ascii_lowercase().starts_with("@request.auth.claims"))
    };
    let Some((key, _)) = headers.flat_map(Value::entries).find(claim) else { return };
    for name in service.get("gateways").into_iter().flat_map(|it| it.items()).filter_map(Value::as_str) {
        let name = GatewayName::of(name, resource.namespace());
        let Lookup::Found(gateway) = index.gateway(name, resource) else { return };
        let pods = index.gateway_pods(gateway);
        if pods.is_empty() || pods.iter().any(|pod| reads_tokens(index, *pod, gateway)) {
            return;
        }
    }
    cx.report(key, "no RequestAuthentication reads tokens at the gateway, so this is never fulfilled")
        .help("add a RequestAuthentication for the gateway");
}

/// Whether a policy reads tokens at a gateway, or may do so without being in the input.
fn reads_tokens<'a>(index: &Index<'a>, pod: Pod<'a>, gateway: Resource<'a>) -> bool {
    let place = pod.resource().namespace();
    let known = index.is_closed() || index.owns(place, gateway);
    let root = index.root_namespace(gateway).to_owned();
    let applies = |it: Resource<'a>| {
        it.path("spec.targetRefs").or(it.path("spec.targetRef")).is_some()
            || it.path("spec.selector").is_none_or(|it| Selector::of_label_selector(it).matches(pod.labels()))
    };
    let own = index.in_namespace(Kind::RequestAuthentication, place).any(applies);
    !known || own || index.in_namespace(Kind::RequestAuthentication, Some(&root)).any(applies)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_gateway_decides() {
        let rule = tester::of(&super::VS_JWT_CLAIM_ROUTE_WITHOUT_AUTHN);
        let with = |authn: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: a}}\nspec: {{hosts: [e.com], gateways: [g], http: [{{match: [{{headers: {{'@request.auth.claims.group': {{exact: x}}}}}}]}}]}}\n---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: a}}\nspec: {{selector: {{istio: edge}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, labels: {{istio: edge}}}}\nspec: {{containers: []}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: a}}\n---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {authn}\n"
            )
        };
        rule.passes(&with("{name: r, namespace: a}\nspec: {selector: {matchLabels: {istio: edge}}}"));
        rule.passes(&with("{name: r, namespace: istio-system}"));
        rule.fails(&with("{name: r, namespace: a}\nspec: {selector: {matchLabels: {app: other}}}"));
        rule.fails(&with("{name: r, namespace: b}"));
        rule.passes(&with("{name: r, namespace: b}").replace("@request.auth.claims.group", "x-group"));
    }
}
