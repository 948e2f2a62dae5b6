//! `vs-route-no-effect-on-ingress`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes inside of the mesh that requests from a gateway do not take.
    ///
    /// ## Why is this bad?
    /// A VirtualService without `gateways` is for calls between pods. What comes in at a gateway goes where the
    /// VirtualService of the gateway says: if that names the host alone, requests from outside reach every version,
    /// whatever the routes of the mesh are.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http: [{route: [{destination: {host: web, subset: v1}}]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: edge}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http: [{route: [{destination: {host: web}}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http: [{route: [{destination: {host: web, subset: v1}}]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: edge}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http: [{route: [{destination: {host: web, subset: v1}}]}]
    /// ```
    pub VS_ROUTE_NO_EFFECT_ON_INGRESS = "vs-route-no-effect-on-ingress" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["istioctl:IST0140"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    if !service.get("gateways").is_some_and(|it| it.items().any(|it| it.as_str() != Some("mesh"))) {
        return;
    }
    for destination in service.routes("http").flat_map(|it| it.list("route")).filter_map(|it| it.get("destination")) {
        let Some(name) = destination.get("host").filter(|_| destination.get("subset").is_none()) else { continue };
        let host = Host::resolve(name.as_str().unwrap_or_default(), resource.namespace());
        let others = index.naming(Kind::VirtualService, host.key()).filter(|it| it.0.root() != resource.root());
        let mut routed = others.filter_map(|(other, _)| Some((other, subset_of(other, host)?)));
        if let Some((other, at)) = routed.find(|it| index.same_cluster(it.0, resource)) {
            cx.report(
                name,
                format!("requests of the gateway do not take the routes of VirtualService `{}`", other.name()),
            )
            .label(at, "a route to one subset, for calls inside of the mesh")
            .help("name the subset here as well, or bind that VirtualService to the gateway too");
            return;
        }
    }
}

/// Where a VirtualService of the mesh picks a subset of a host that it is for.
fn subset_of<'a>(other: Resource<'a>, host: Host<'_>) -> Option<Value<'a>> {
    let service = VirtualService::of(other)?;
    service.hosts().find(|it| it.1 == host)?;
    service
        .destinations()
        .find(|it| it.1 == host && it.0.get("subset").is_some())
        .map(|it| it.0.get("subset").unwrap_or(it.0))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_where_the_gateway_leaves_the_subset_open() {
        let rule = tester::of(&super::VS_ROUTE_NO_EFFECT_ON_INGRESS);
        let of = |name: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: a}}\nspec: {spec}\n---\n"
            )
        };
        let edge = |to: &str| {
            of(
                "edge",
                &format!("{{hosts: ['*'], gateways: [g], http: [{{route: [{{destination: {{host: {to}}}}}]}}]}}"),
            )
        };
        let inside = |to: &str| of("in", &format!("{{hosts: [web], http: [{{route: [{{destination: {{{to}}}}}]}}]}}"));
        rule.fails(&(edge("web.a.svc.cluster.local") + &inside("host: web, subset: v1")));
        rule.passes(&(edge("web") + &inside("host: web")));
        rule.passes(&(edge("other") + &inside("host: web, subset: v1")));
        rule.passes(&(edge("web") + &inside("host: other, subset: v1")));
        rule.passes(&(edge("web").replace("gateways: [g]", "gateways: [mesh]") + &inside("host: web, subset: v1")));
    }
}
