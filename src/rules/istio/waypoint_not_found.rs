//! `waypoint-not-found`

use crate::index::Waypoint;
use crate::rule::prelude::*;

declare_rule! {
    /// Waypoints that are named and not there.
    ///
    /// ## Why is this bad?
    /// Without the waypoint the proxy of the node sends requests straight to the pod: routes and policies for HTTP
    /// that the waypoint was to enforce are not enforced.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: wayponit, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: waypoint, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ```
    pub WAYPOINT_NOT_FOUND = "waypoint-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA1313"],
        keys: ["istio.io/use-waypoint"],
        check: Related(&KINDS, check)
    }
}

const KINDS: [Kind; 8] = [
    Kind::Namespace,
    Kind::Service,
    Kind::ServiceEntry,
    Kind::Pod,
    Kind::Deployment,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::WorkloadEntry,
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let controlled =
        !matches!(resource.kind(), Kind::Namespace | Kind::Service | Kind::ServiceEntry | Kind::WorkloadEntry);
    let labels = match controlled {
        true => Pod::all(resource).next().and_then(Pod::labels),
        false => resource.path("metadata.labels"),
    };
    let Some(labels) = labels.filter(|it| it.get("istio.io/use-waypoint").is_some()) else { return };
    let Waypoint::Named(name, place, at) = index.waypoint(resource, Some(labels)) else { return };
    let found = index.find_in(Kind::GatewayApiGateway, name, place, resource);
    if matches!(found, Lookup::Missing) && index.owns(place, resource) {
        cx.report(at, format!("there is no Gateway `{name}` in namespace `{}`", place.unwrap_or("of this object")))
            .help("create the waypoint, or correct the name");
    } else if let Lookup::Found(gateway) = found {
        let class = gateway.path("spec.gatewayClassName");
        if let Some(class) = class.filter(|it| it.as_str().is_some_and(|it| matches!(it, "istio" | "istio-remote"))) {
            cx.report(at, format!("Gateway `{name}` is no waypoint"))
                .label(class, "a waypoint has the class `istio-waypoint`")
                .help("name a Gateway of the class `istio-waypoint`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_object_may_name_one_in_another_namespace() {
        let rule = tester::of(&super::WAYPOINT_NOT_FOUND);
        let gateway = |name: &str, place: &str, class: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {{gatewayClassName: {class}}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {place}}}\n---\n"
            )
        };
        let service = |labels: &str| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a, labels: {{{labels}}}}}\nspec: {{}}\n"
            )
        };
        let (here, there) =
            ("istio.io/use-waypoint: w", "istio.io/use-waypoint: w, istio.io/use-waypoint-namespace: b");
        rule.passes(&(gateway("w", "a", "istio-waypoint") + &service(here)));
        rule.fails(&(gateway("x", "a", "istio-waypoint") + &service(here)));
        rule.fails(&(gateway("w", "a", "istio") + &service(here)));
        rule.passes(&(gateway("w", "b", "istio-waypoint") + &service(there)));
        rule.fails(&(gateway("x", "b", "istio-waypoint") + &service(there)));
        rule.passes(&(gateway("x", "a", "istio-waypoint") + &service("istio.io/use-waypoint: none")));
        rule.passes(&service(here));
    }
}
