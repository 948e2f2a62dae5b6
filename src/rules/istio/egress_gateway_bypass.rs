//! `egress-gateway-bypass`

use crate::rule::prelude::*;

declare_rule! {
    /// Egress gateways that workloads need not use.
    ///
    /// ## Why is this bad?
    /// The route sends calls to this host by way of an egress gateway, where they can be logged and checked. It is only a route: without a
    /// NetworkPolicy a workload reaches the host directly.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: api, namespace: shop}
    /// spec:
    ///   hosts: [api.example.com]
    ///   gateways: [egress, mesh]
    ///   http:
    ///     - match: [{gateways: [mesh], port: 80}]
    ///       route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: api, namespace: shop}
    /// spec: {hosts: [api.example.com], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: api, namespace: shop}
    /// spec:
    ///   hosts: [api.example.com]
    ///   gateways: [egress, mesh]
    ///   http:
    ///     - match: [{gateways: [mesh], port: 80}]
    ///       route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local}}]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: deny, namespace: shop}
    /// spec: {podSelector: {}, policyTypes: [Egress]}
    /// ```
    pub EGRESS_GATEWAY_BYPASS = "egress-gateway-bypass" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:923"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(routes) = VirtualService::of(resource) else { return };
    if !routes.is_on_mesh()
        || [Kind::NetworkPolicy, Kind::CiliumNetworkPolicy, Kind::CalicoNetworkPolicy]
            .iter()
            .any(|it| index.has_kind(*it))
    {
        return;
    }
    let Some((place, _)) = routes.destinations().find(|it| it.1.key().contains("egressgateway")) else { return };
    let declared = |(_, host)| index.covering(Kind::ServiceEntry, host).into_iter().next();
    let Some((_, entry)) = routes.hosts().find_map(declared) else { return };
    cx.report(place.get("host").unwrap_or(place), "workloads reach this host without the egress gateway, too")
        .label(entry, "open to every sidecar")
        .help("deny egress by a NetworkPolicy, except from the gateway");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_takes_a_gateway_and_an_entry() {
        let rule = tester::of(&super::EGRESS_GATEWAY_BYPASS);
        let of = |to: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [a.example.com], gateways: [mesh, g], tls: [{{route: [{{destination: {{host: {to}}}}}]}}]}}\n---\n"
            )
        };
        let entry = "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: s}\nspec: {hosts: ['*.example.com']}\n";
        rule.fails(&format!("{}{entry}", of("egressgateway.x.svc.cluster.local")));
        rule.passes(&of("egressgateway.x.svc.cluster.local"));
        rule.passes(&format!("{}{entry}", of("a.example.com")));
    }
}
