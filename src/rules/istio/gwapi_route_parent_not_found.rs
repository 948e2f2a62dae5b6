//! `gwapi-route-parent-not-found`

use super::gwapi;
use crate::rule::prelude::*;

declare_rule! {
    /// Routes that attach to nothing.
    ///
    /// ## Why is this bad?
    /// A route takes part only where a Gateway, or a Service, lets it in: by name, by listener, by kind and by
    /// namespace. One that is let in nowhere gets no traffic, and only its status says so.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: infra}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: [{name: http, port: 80, protocol: HTTP}]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: infra}]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: infra}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: infra}]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ```
    pub GWAPI_ROUTE_PARENT_NOT_FOUND = "gwapi-route-parent-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA1401"],
        check: Related(&gwapi::ROUTES, check)
    }
}

fn check<'a>(route: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for (parent, group, kind) in gwapi::parents(route) {
        let (Some(at), namespace) = (parent.get("name"), parent.str("namespace").or(route.namespace())) else {
            continue;
        };
        let Some(name) = at.as_str().filter(|it| !it.is_empty()) else { continue };
        let known = match (group, kind) {
            (gwapi::GROUP, "Gateway") => Kind::GatewayApiGateway,
            ("", "Service") => Kind::Service,
            ("networking.istio.io", "ServiceEntry") => Kind::ServiceEntry,
            _ => continue,
        };
        match index.find_in(known, name, namespace, route) {
            Lookup::Missing if index.owns(namespace, route) => {
                let place = namespace.map_or("of the route".to_owned(), |it| format!("`{it}`"));
                cx.report(at, format!("there is no {kind} `{name}` in namespace {place}"))
                    .help("check the name, and the namespace if it is another one");
            }
            Lookup::Found(gateway) if known == Kind::GatewayApiGateway => {
                // Of several Gateways of the name it may be the one that takes the route.
                let others = index.named(known, name).filter(|it| it.root() != gateway.root());
                let fits = |it: Resource<'a>| !matches!((it.namespace(), namespace), (Some(a), Some(b)) if a != b);
                if others.filter(|it| fits(*it)).any(|it| gwapi::refusal(route, parent, it, index).is_none()) {
                    continue;
                }
                if let Some((at, what)) = gwapi::refusal(route, parent, gateway, index) {
                    cx.report(at, what)
                        .label(gateway, "the Gateway")
                        .help("name a listener that takes the route, or let it in by `allowedRoutes` of the listener");
                }
            }
            Lookup::Found(service) if known == Kind::Service => {
                let Some(port) = parent.get("port") else { continue };
                let mut ports = Service::of(service).into_iter().flat_map(Service::ports).peekable();
                if ports.peek().is_some() && ports.all(|it| it.number().is_some() && it.number() != port.as_int()) {
                    cx.report(port, format!("Service `{name}` has no such port"))
                        .label(service, "the Service")
                        .help("use the port of the Service, not that of its pods");
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(listener: &str, route: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: a}}\nspec: {{gatewayClassName: istio, listeners: [{{name: l, port: 80, {listener}}}]}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{edge: 'yes'}}}}\n---\napiVersion: gateway.networking.k8s.io/v1\n{route}\n"
        )
    }

    fn http(namespace: &str, parent: &str) -> String {
        format!(
            "kind: HTTPRoute\nmetadata: {{name: r, namespace: {namespace}}}\nspec: {{parentRefs: [{{name: g, namespace: a{parent}}}]}}"
        )
    }

    #[test]
    fn a_listener_must_have_the_name_and_the_port() {
        let rule = tester::of(&super::GWAPI_ROUTE_PARENT_NOT_FOUND);
        let plain = "protocol: HTTP";
        rule.passes(&of(plain, &http("a", "")));
        rule.passes(&of(plain, &http("a", ", sectionName: l, port: 80")));
        rule.fails(&of(plain, &http("a", ", sectionName: m")));
        rule.fails(&of(plain, &http("a", ", port: 81")));
        rule.fails(&of(plain, &http("a", "").replace("name: g", "name: h")));
        rule.passes(&of(plain, &http("a", "").replace("namespace: a}]", "namespace: b}]")));
        rule.passes(&of(plain, &http("a", ", kind: Mesh, group: example.com")));
    }

    #[test]
    fn one_of_several_gateways_is_enough() {
        let rule = tester::of(&super::GWAPI_ROUTE_PARENT_NOT_FOUND);
        let gateway = |protocol: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{listeners: [{{name: l, port: 80, protocol: {protocol}}}]}}\n"
            )
        };
        let route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {parentRefs: [{name: g}]}\n";
        rule.fails(&format!("{}---\n{route}", gateway("TLS")));
        rule.passes(&format!(
            "# file: a.yaml\n{}# file: b.yaml\n{}# file: c.yaml\n{route}",
            gateway("TLS"),
            gateway("HTTP")
        ));
    }

    #[test]
    fn a_listener_must_take_the_kind_and_the_namespace() {
        let rule = tester::of(&super::GWAPI_ROUTE_PARENT_NOT_FOUND);
        rule.fails(&of("protocol: TLS", &http("a", "")));
        rule.fails(&of("protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}", &http("a", "")));
        rule.fails(&of("protocol: HTTP, allowedRoutes: {namespaces: {from: None}}", &http("a", "")));
        let picks = |label: &str| {
            of(
                &format!(
                    "protocol: HTTP, allowedRoutes: {{namespaces: {{from: Selector, selector: {{matchLabels: {{{label}}}}}}}}}"
                ),
                &http("a", ""),
            )
        };
        rule.passes(&picks("edge: 'yes'"));
        rule.fails(&picks("edge: 'no'"));
        rule.passes(&picks("kubernetes.io/metadata.name: a"));
        rule.passes(&of("protocol: HBONE", &http("a", "")));
        let tls = |host: &str| {
            format!(
                "kind: TLSRoute\nmetadata: {{name: r, namespace: a}}\nspec: {{parentRefs: [{{name: g}}], hostnames: [{host}]}}"
            )
        };
        rule.fails(&of("protocol: TLS, hostname: '*.a.com'", &tls("x.b.com")));
        rule.passes(&of("protocol: TLS, hostname: '*.a.com'", &tls("x.a.com")));
    }

    #[test]
    fn routes_of_the_mesh_hang_on_services() {
        let rule = tester::of(&super::GWAPI_ROUTE_PARENT_NOT_FOUND);
        let mesh = |parent: &str| {
            of(
                "protocol: HTTP",
                &format!(
                    "kind: HTTPRoute\nmetadata: {{name: r, namespace: a}}\nspec: {{parentRefs: [{{group: '', kind: Service, {parent}}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{ports: [{{port: 80}}]}}"
                ),
            )
        };
        rule.passes(&mesh("name: s, port: 80"));
        rule.fails(&mesh("name: s, port: 81"));
        rule.fails(&mesh("name: t"));
    }
}
