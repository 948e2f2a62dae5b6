//! `vs-match-gateway-not-listed`

use crate::rule::prelude::*;

declare_rule! {
    /// Matches for a gateway the VirtualService is not bound to.
    ///
    /// ## Why is this bad?
    /// `gateways` in a match narrows down the list of the spec. A gateway that is not in that list never brings a
    /// request: the match is never fulfilled.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - match: [{uri: {prefix: /}, gateways: [mesh]}]
    ///       route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   gateways: [edge, mesh]
    ///   http:
    ///     - match: [{uri: {prefix: /}, gateways: [mesh]}]
    ///       route: [{destination: {host: web}}]
    /// ```
    pub VS_MATCH_GATEWAY_NOT_LISTED = "vs-match-gateway-not-listed" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let name = |text| GatewayName::of(text, resource.namespace());
    let mut listed: Vec<GatewayName<'_>> =
        service.get("gateways").into_iter().flat_map(|it| it.items()).filter_map(Value::as_str).map(name).collect();
    if listed.is_empty() {
        listed.push(GatewayName::Mesh);
    }
    // An old form in the list may be any of them.
    if listed.contains(&GatewayName::Unresolved) {
        return;
    }
    for gateway in service.all_routes().flat_map(|it| it.list("match")).flat_map(|it| it.list("gateways")) {
        let Some(text) = gateway.as_str() else { continue };
        let wanted = name(text);
        if wanted != GatewayName::Unresolved && !listed.iter().any(|&it| may_be(it, wanted)) {
            let finding = cx.report(gateway, format!("`{text}` is not among the gateways of this VirtualService"));
            finding.help("add it to `gateways` of the spec; without that list it is `[mesh]`");
            if let Some(list) = service.get("gateways") {
                finding.label(list, "bound to these alone");
            }
        }
    }
}

fn may_be(one: GatewayName<'_>, other: GatewayName<'_>) -> bool {
    match (one, other) {
        (GatewayName::Named(a, one), GatewayName::Named(b, other)) => {
            one == other && (a.is_none() || b.is_none() || a == b)
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn no_list_is_the_mesh_and_names_are_resolved() {
        let rule = tester::of(&super::VS_MATCH_GATEWAY_NOT_LISTED);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: a}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{tcp: [{match: [{gateways: [mesh]}]}]}"));
        rule.fails(&of("{tcp: [{match: [{gateways: [edge]}]}]}"));
        rule.passes(&of("{gateways: [a/edge], http: [{match: [{gateways: [edge]}]}]}"));
        rule.fails(&of("{gateways: [b/edge], http: [{match: [{gateways: [edge]}]}]}"));
        rule.passes(&of("{gateways: [edge.a.svc.cluster.local], http: [{match: [{gateways: [edge]}]}]}"));
    }
}
