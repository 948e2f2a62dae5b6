//! `vs-gateway-not-found`

use crate::rule::prelude::*;

declare_rule! {
    /// VirtualServices for a Gateway that is not there.
    ///
    /// ## Why is this bad?
    /// The hosts are not served. A name without a namespace is looked up in the namespace of the VirtualService.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   gateways: [egde]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: https, protocol: HTTPS}
    ///       hosts: [shop.example.com]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub VS_GATEWAY_NOT_FOUND = "vs-gateway-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101", "kiali:KIA1102"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let matches = service.all_routes().flat_map(|it| it.list("match")).flat_map(|it| it.list("gateways"));
    let mut seen = Vec::new();
    for gateway in service.get("gateways").into_iter().flat_map(|it| it.items()).chain(matches) {
        let Some(text) = gateway.as_str().filter(|it| !seen.contains(it)) else { continue };
        seen.push(text);
        if matches!(index.gateway(GatewayName::of(text, resource.namespace()), resource), Lookup::Missing) {
            cx.report(gateway, format!("there is no Gateway `{text}`"))
                .help("check the name; a Gateway of another namespace is `namespace/name`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const OWNED: &str = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {}\n";

    #[test]
    fn the_namespace_of_the_gateway_must_be_in_the_input() {
        let rule = tester::of(&super::VS_GATEWAY_NOT_FOUND);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {spec}\n"
            )
        };
        let to = |name: &str| of(&format!("{{gateways: ['{name}']}}"));
        rule.passes(&to("edge"));
        rule.fails(&format!("{}{OWNED}", to("edge")));
        rule.passes(&format!("{}{OWNED}", to("istio-system/edge")));
        rule.passes(&format!("{}{OWNED}", to("mesh")));
        tester::of(&super::VS_GATEWAY_NOT_FOUND).closed().fails(&to("istio-system/edge"));
        let gateway =
            "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: istio-system}\n";
        tester::of(&super::VS_GATEWAY_NOT_FOUND).closed().passes(&format!("{}{gateway}", to("istio-system/edge")));
        tester::of(&super::VS_GATEWAY_NOT_FOUND).closed().fails(&format!("{}{gateway}", to("other/edge")));
    }
}
