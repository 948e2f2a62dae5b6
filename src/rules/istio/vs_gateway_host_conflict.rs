//! `vs-gateway-host-conflict`

use crate::manifest::route_match::takes_all;
use crate::rule::prelude::*;

declare_rule! {
    /// Two VirtualServices that both take all requests of one host at one Gateway.
    ///
    /// ## Why is this bad?
    /// At a gateway the routes of all VirtualServices for a host are put together, the older one first, and files
    /// have no age. Of two that each take every request only one gets any.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: one}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: two}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: api}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example.com"]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: one}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: two}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - match: [{uri: {prefix: /api}}]
    ///       route: [{destination: {host: api}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example.com"]}]
    /// ```
    pub VS_GATEWAY_HOST_CONFLICT = "vs-gateway-host-conflict" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA1106"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let Some(own) = service.routes("http").find(|it| takes_all(*it)) else { return };
    for name in service.get("gateways").into_iter().flat_map(|it| it.items()).filter_map(Value::as_str) {
        let found = index.gateway(GatewayName::of(name, resource.namespace()), resource);
        let Lookup::Found(gateway) = found else { continue };
        let earlier = index.bound_to(gateway).take_while(|it| it.root() != resource.root());
        let meets = |it: &Resource<'a>| {
            (it.name() != resource.name() || it.namespace() != resource.namespace())
                && if it.namespace() == resource.namespace() {
                    index.together(*it, resource)
                } else {
                    index.same_cluster(*it, resource)
                }
        };
        for other in earlier.filter(meets).filter_map(VirtualService::of) {
            let Some(route) = other.routes("http").find(|it| takes_all(*it)) else { continue };
            let shared = service.hosts().find(|it| other.hosts().any(|other| other.1 == it.1));
            let Some((at, _)) = shared else { continue };
            let message = format!(
                "VirtualService `{}` also takes every request for `{}`",
                other.resource().name(),
                at.as_str().unwrap_or_default()
            );
            cx.report(at, message)
                .label(own, "takes every request")
                .label(route, "so does this one")
                .help("keep one route for all requests, and give the other ones a `match`");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_takes_all_of_one_host_conflicts() {
        let rule = tester::of(&super::VS_GATEWAY_HOST_CONFLICT);
        let with = |name: &str, host: &str, route: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: a}}\nspec: {{hosts: [{host}], gateways: [g], http: [{{{route}}}]}}\n---\n"
            )
        };
        let gateway = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: a}\nspec: {servers: []}\n---\n";
        let (all, some) = ("redirect: {uri: /}", "match: [{uri: {prefix: /x}}], redirect: {uri: /}");
        rule.fails(
            &(gateway.to_owned()
                + &with("v", "e.com", all)
                + &with("w", "e.com", "match: [{uri: {prefix: /}}], redirect: {uri: /}")),
        );
        rule.passes(&(gateway.to_owned() + &with("v", "e.com", all) + &with("w", "e.com", some)));
        rule.passes(&(gateway.to_owned() + &with("v", "e.com", all) + &with("w", "f.com", all)));
        rule.passes(&(with("v", "e.com", all) + &with("w", "e.com", all)));
    }
}
