//! `route-exposes-sensitive-backend`

use crate::manifest::admin;
use crate::rule::prelude::*;

declare_rule! {
    /// HTTPRoutes to a database or an interface of administration.
    ///
    /// ## Why is this bad?
    /// A Gateway is there to be reached from outside, and so is what a route sends to. Such backends ask for no login,
    /// or were not built to be attacked by everyone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   rules: [{backendRefs: [{name: search, port: 9200}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: search, namespace: shop}
    /// spec:
    ///   selector: {app: search}
    ///   ports: [{port: 9200}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   rules: [{backendRefs: [{name: search, port: 80}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: search, namespace: shop}
    /// spec:
    ///   selector: {app: search}
    ///   ports: [{port: 80}]
    /// ```
    pub ROUTE_EXPOSES_SENSITIVE_BACKEND = "route-exposes-sensitive-backend" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0266", "cwe:749"],
        check: Related(&[Kind::HttpRoute], check)
    }
}

fn check<'a>(route: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = route.spec().filter(|it| is_entrance(route, *it, index)) else { return };
    for rule in spec.list("rules") {
        // What a filter of the implementation asks for is not known here.
        if rule.list("filters").any(|it| it.get("extensionRef").is_some() || it.str("type") == Some("ExternalAuth")) {
            continue;
        }
        for backend in rule.list("backendRefs").filter(|it| it.str("kind").is_none_or(|it| it == "Service")) {
            let Some(name) = backend.get("name") else { continue };
            let namespace = backend.str("namespace").or(route.namespace());
            let found = index.find_in(Kind::Service, name.as_str().unwrap_or_default(), namespace, route).found();
            let Some(service) = found.and_then(Service::of) else { continue };
            let number = backend.get("port").and_then(Value::as_int);
            let Some(port) = service.ports().find(|it| it.number() == number) else { continue };
            if let Some((behind, what)) = index.sensitive_behind(service, Some(port)) {
                cx.report(name, format!("{} opens {what} to the outside", route.title()))
                    .label(behind.unwrap_or(port.value().grip()), "what is behind it")
                    .help("take the route away, or let a proxy ask for a login before it");
            }
        }
    }
}

/// Whether a Gateway takes its traffic that is not an inner one.
fn is_entrance<'a>(route: Resource<'a>, spec: Value<'a>, index: &Index<'a>) -> bool {
    spec.list("parentRefs").filter(|it| it.str("kind").is_none_or(|it| it == "Gateway")).any(|parent| {
        let name = parent.str("name").unwrap_or_default();
        let namespace = parent.str("namespace").or(route.namespace());
        let gateway = index.find_in(Kind::GatewayApiGateway, name, namespace, route).found();
        let inner = |text: &str| ["internal", "waypoint", "mesh", "private"].iter().any(|it| text.contains(it));
        let class = gateway.and_then(|it| it.path("spec.gatewayClassName")).and_then(Value::text);
        !inner(name) && !class.is_some_and(inner) && !gateway.is_some_and(admin::is_internal)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn route(namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: {namespace}}}\nspec: {{parentRefs: [{{name: edge, namespace: edge}}], {spec}}}\n---\n"
        )
    }

    #[test]
    fn inner_gateways_and_filters_are_left_alone() {
        let rule = tester::of(&super::ROUTE_EXPOSES_SENSITIVE_BACKEND);
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {a: b}, ports: [{port: 80, targetPort: 3000}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {a: b}}\nspec: {containers: [{name: c, image: adminer:5}]}\n---\n";
        let to = route("shop", "rules: [{backendRefs: [{name: web, port: 80}]}]");
        rule.fails(&format!("{to}{service}"));
        rule.passes(&format!("{}{service}", to.replace("name: edge,", "name: edge-internal,")));
        rule.passes(&format!(
            "{}{service}",
            to.replace("rules: [{", "rules: [{filters: [{extensionRef: {name: login}}], ")
        ));
        rule.passes(&format!("{to}{}", service.replace("adminer", "nginx")));
    }
}
