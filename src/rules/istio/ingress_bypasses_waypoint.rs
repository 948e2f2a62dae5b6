//! `ingress-bypasses-waypoint`

use crate::index::Waypoint;
use crate::rule::prelude::*;

declare_rule! {
    /// Routes of a gateway that go around the waypoint.
    ///
    /// ## Why is this bad?
    /// A service with a waypoint expects its policies to be enforced there. What comes from a gateway goes to the
    /// workload directly, unless the service says `istio.io/ingress-use-waypoint`: the policies hold for calls from
    /// inside and not for those from outside.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop, labels: {istio.io/ingress-use-waypoint: "true"}}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ```
    pub INGRESS_BYPASSES_WAYPOINT = "ingress-bypasses-waypoint" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::VirtualService, Kind::HttpRoute], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mut seen: Vec<Resource<'a>> = Vec::new();
    for (at, service) in backends(resource, index) {
        let labels = service.path("metadata.labels");
        let Waypoint::Named(name, _, named) = index.waypoint(service, labels) else { continue };
        if uses_waypoint(service, index) || seen.iter().any(|it| it.root() == service.root()) {
            continue;
        }
        seen.push(service);
        let finding = cx
            .report(at, format!("calls from the gateway go around the waypoint `{name}` and its policies"))
            .label(named, "is to go through the waypoint")
            .help(format!("label the Service `{}` with `istio.io/ingress-use-waypoint: \"true\"`", service.name()));
        let path = ["metadata", "labels", "istio.io/ingress-use-waypoint"];
        finding.fix(Safety::Unsafe, "send them through it", Edit::insert_into(service.root(), &path, "\"true\""));
    }
}

/// The Services behind routes of a gateway, each with where it is named.
fn backends<'a>(resource: Resource<'a>, index: &Index<'a>) -> Vec<(Value<'a>, Resource<'a>)> {
    if let Some(routes) = VirtualService::of(resource) {
        let mut gateways = routes.get("gateways").into_iter().flat_map(Value::items).filter_map(Value::as_str);
        if !gateways.any(|it| it != "mesh") {
            return Vec::new();
        }
        let services = |host| match index.destination(host, resource) {
            Destination::Found(all) if all.len() == 1 => all.into_iter().find(|it| it.kind() == Kind::Service),
            _ => None,
        };
        let found =
            routes.destinations().filter_map(|(at, host)| Some((at.get("host").unwrap_or(at), services(host)?)));
        return found.collect();
    }
    let Some(spec) = resource.spec() else { return Vec::new() };
    // Routes of a mesh are attached to Services, and waypoints are Gateways as well.
    let gateway = |it: Value<'a>| {
        it.str("kind").is_none_or(|it| it == "Gateway") && it.str("name").is_some_and(|it| !it.contains("waypoint"))
    };
    if !spec.list("parentRefs").any(gateway) {
        return Vec::new();
    }
    let named = spec
        .list("rules")
        .flat_map(|it| it.list("backendRefs"))
        .filter(|it| it.str("kind").is_none_or(|it| it == "Service"));
    let found = named.filter_map(|it| {
        let name = it.get("name")?;
        let place = it.str("namespace").or(resource.namespace());
        Some((name, index.find_in(Kind::Service, name.as_str()?, place, resource).found()?))
    });
    found.collect()
}

fn uses_waypoint<'a>(service: Resource<'a>, index: &Index<'a>) -> bool {
    const KEY: &str = "istio.io/ingress-use-waypoint";
    let namespace = || index.find(Kind::Namespace, service.namespace()?, service).found()?.label(KEY);
    service.label(KEY).or_else(namespace).is_some_and(|it| it.text() == Some("true"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_kinds_of_routes_count() {
        let rule = tester::of(&super::INGRESS_BYPASSES_WAYPOINT);
        let around = |labels: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{{labels}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: x}}\nspec: {{selector: {{a: b}}}}\n---\n"
            )
        };
        let route = |parent: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: x}}\nspec: {{parentRefs: [{parent}], rules: [{{backendRefs: [{{name: s}}]}}]}}\n"
            )
        };
        let way = around("istio.io/use-waypoint: w");
        rule.fails(&format!("{way}{}", route("{name: edge}")));
        rule.passes(&format!("{way}{}", route("{kind: Service, name: s}")));
        rule.passes(&format!("{}{}", around("istio-injection: enabled"), route("{name: edge}")));
        rule.passes(&format!(
            "{}{}",
            around("istio.io/use-waypoint: w, istio.io/ingress-use-waypoint: 'true'"),
            route("{name: edge}")
        ));
    }
}
