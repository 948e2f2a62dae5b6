//! `gateway-exposes-istiod`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes from a gateway to the control plane.
    ///
    /// ## Why is this bad?
    /// istiod has ports without authentication (15010, 8080, 15014) and endpoints with a history of crashes from single
    /// requests. Only other clusters of the mesh need to reach it, by their own gateway and on 15012 and 15017.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [mesh.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route:
    ///         - destination: {host: istiod.istio-system.svc.cluster.local, port: {number: 15010}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [mesh.example.com]
    ///   gateways: [istiod-eastwest]
    ///   tls:
    ///     - match: [{sniHosts: [mesh.example.com]}]
    ///       route:
    ///         - destination: {host: istiod.istio-system.svc.cluster.local, port: {number: 15012}}
    /// ```
    pub GATEWAY_EXPOSES_ISTIOD = "gateway-exposes-istiod" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let gateways = || resource.spec().into_iter().flat_map(|it| it.list("gateways")).filter_map(Value::as_str);
    if gateways().all(|it| it == "mesh") {
        return;
    }
    // Gateways between clusters are called so, or after what they lead to.
    let between = gateways().all(|it| ["mesh", "eastwest", "istiod"].iter().any(|word| it.contains(word)));
    for (destination, host) in service.destinations() {
        let Host::Service(name, namespace) = host else { continue };
        let is_control =
            (name == "istiod" || name.starts_with("istiod-")) && namespace.is_none_or(|it| it.starts_with("istio-"));
        let port = destination.path("port.number").and_then(Value::as_int);
        // 443 of the Service leads to 15017.
        let meant = between && matches!(port, Some(15012 | 15017 | 443));
        if is_control && !meant {
            cx.report(
                destination.get("host").unwrap_or(destination),
                "the control plane of the mesh is reached from a gateway",
            )
            .help("route 15012 and 15017 only, from a gateway between clusters, and nothing else");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn inside_the_mesh_it_is_no_exposure() {
        let rule = tester::of(&super::GATEWAY_EXPOSES_ISTIOD);
        let of = |gateways: &str, port: u16| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: istio-system}}\nspec: {{hosts: [a], gateways: [{gateways}], tcp: [{{route: [{{destination: {{host: istiod, port: {{number: {port}}}}}}}]}}]}}\n"
            )
        };
        rule.passes(&of("mesh", 15010));
        rule.fails(&of("mesh, edge", 15012));
        rule.passes(&of("istiod-gateway", 15012));
        rule.fails(&of("istiod-gateway", 15014));
    }
}
