//! `vs-delegate-invalid`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes that delegate to a VirtualService that cannot take over.
    ///
    /// ## Why is this bad?
    /// A delegate is a VirtualService without hosts and gateways, whose conditions are narrower than those of the
    /// route that delegates. Where it is missing or is none, the route is dropped, and nothing says so.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - delegate: {name: part, namespace: shop}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: part, namespace: shop}
    /// spec:
    ///   hosts: [part.example.com]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - delegate: {name: part, namespace: shop}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: part, namespace: shop}
    /// spec:
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ```
    pub VS_DELEGATE_INVALID = "vs-delegate-invalid" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for route in service.routes("http") {
        let Some(delegate) = route.get("delegate").filter(|it| it.is_mapping()) else { continue };
        let Some(name) = delegate.str("name") else { continue };
        let namespace = delegate.str("namespace").or(resource.namespace());
        let part = match index.find_in(Kind::VirtualService, name, namespace, resource) {
            Lookup::Found(part) => part,
            Lookup::Missing if index.owns(namespace, resource) => {
                cx.report(delegate, format!("there is no VirtualService `{name}` to delegate to"))
                    .help("check the name and the namespace");
                continue;
            }
            _ => continue,
        };
        let own = ["hosts", "gateways", "tls", "tcp"];
        let own =
            own.iter().find_map(|field| Some((field, part.path("spec")?.get(field).filter(|it| !it.is_empty())?)));
        if let Some((field, at)) = own {
            cx.report(delegate, format!("VirtualService `{name}` has `{field}` of its own and cannot be delegated to"))
                .label(at, "not for a part of another one")
                .help("leave out all but `http` in the VirtualService that is delegated to");
            continue;
        }
        let mut inner = part.spec().into_iter().flat_map(|it| it.list("http")).filter_map(|it| it.get("delegate"));
        if let Some(at) = inner.next() {
            cx.report(delegate, format!("VirtualService `{name}` delegates further, which is dropped"))
                .label(at, "this route is dropped")
                .help("delegate to it from the outer VirtualService");
            continue;
        }
        check_prefix(route, part, delegate, cx);
    }
}

/// The paths of the delegate must lie below those of the route.
fn check_prefix<'a>(route: Value<'a>, part: Resource<'a>, delegate: Value<'a>, cx: &mut Context<'_>) {
    let prefixes: Vec<&str> = route.list("match").filter_map(|it| it.path("uri.prefix")?.as_str()).collect();
    if prefixes.is_empty() || prefixes.len() != route.list("match").count() {
        return;
    }
    let conditions = part.spec().into_iter().flat_map(|it| it.list("http")).flat_map(|it| it.list("match"));
    for at in conditions.filter_map(|it| it.path("uri.prefix").or(it.path("uri.exact"))) {
        let Some(path) = at.as_str() else { continue };
        if !prefixes.iter().any(|it| path.starts_with(it)) {
            cx.report(delegate, format!("`{path}` of the delegate is not below `{}`", prefixes[0]))
                .label(at, "this route is dropped")
                .help("write whole paths in the delegate: they must lie below those of the route");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn paths_of_a_delegate_are_whole() {
        let rule = tester::of(&super::VS_DELEGATE_INVALID);
        let of = |path: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [a.com], gateways: [g], http: [{{match: [{{uri: {{prefix: /shop}}}}], delegate: {{name: p}}}}]}}\n---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: p}}\nspec: {{http: [{{match: [{{uri: {{prefix: {path}}}}}]}}]}}\n"
            )
        };
        rule.passes(&of("/shop/cart"));
        rule.fails(&of("/cart"));
    }

    #[test]
    fn a_part_has_routes_for_http_and_nothing_else() {
        let rule = tester::of(&super::VS_DELEGATE_INVALID);
        let of = |part: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [e.com], gateways: [g], http: [{{delegate: {{name: d}}}}]}}\n---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: d}}\nspec: {{{part}}}\n"
            )
        };
        let routes = "http: [{route: [{destination: {host: w}}]}]";
        rule.passes(&of(routes));
        rule.passes(&of(&format!("hosts: [], {routes}")));
        rule.fails(&of(&format!("gateways: [g], {routes}")));
        rule.fails(&of(&format!("tcp: [{{route: []}}], {routes}")));
        rule.fails(&of("http: [{delegate: {name: other}}]"));
    }
}
