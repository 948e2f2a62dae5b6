//! `ambient-vs-wrong-namespace`

use super::gwapi;
use crate::index::Waypoint;
use crate::rule::prelude::*;

declare_rule! {
    /// Routes for a service of the ambient mesh that no proxy reads.
    ///
    /// ## Why is this bad?
    /// In ambient mode routes and rules for a Service are carried out by its waypoint, and a waypoint reads those of
    /// the namespace of the Service only. Written by the clients in their own namespace, or for a Service without a
    /// waypoint, they have no effect.
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
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: waypoint, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web, namespace: clients}
    /// spec:
    ///   hosts: [web.shop.svc.cluster.local]
    ///   http: [{route: [{destination: {host: web.shop.svc.cluster.local}}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: clients, labels: {istio.io/dataplane-mode: ambient}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: waypoint, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   hosts: [web.shop.svc.cluster.local]
    ///   http: [{route: [{destination: {host: web.shop.svc.cluster.local}}]}]
    /// ```
    pub AMBIENT_VS_WRONG_NAMESPACE = "ambient-vs-wrong-namespace" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA0210", "kiali:KIA0211", "kiali:KIA0212", "kiali:KIA1109", "kiali:KIA1113", "kiali:KIA1114"],
        check: Related(&[Kind::VirtualService, Kind::DestinationRule, Kind::HttpRoute, Kind::GrpcRoute], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    match resource.kind() {
        Kind::VirtualService => {
            let Some(service) = VirtualService::of(resource).filter(|it| it.is_on_mesh()) else { return };
            service.hosts().for_each(|(at, host)| judge(at, host, resource, index, cx));
        }
        Kind::DestinationRule => {
            let (Some(at), Some(host)) = (spec.get("host"), DestinationRule::of(resource).and_then(|it| it.host()))
            else {
                return;
            };
            judge(at, host, resource, index, cx);
        }
        _ => {
            for (parent, group, kind) in gwapi::parents(resource) {
                let Some(at) = parent.get("name").filter(|_| group.is_empty() && kind == "Service") else { continue };
                let namespace = parent.str("namespace").or(resource.namespace());
                judge(at, Host::Service(at.as_str().unwrap_or_default(), namespace), resource, index, cx);
            }
        }
    }
}

fn judge<'a>(at: Value<'a>, host: Host<'a>, resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Host::Service(name, Some(namespace)) = host else { return };
    let Some(service) = index.find_in(Kind::Service, name, Some(namespace), resource).found() else { return };
    let Some(home) = index.namespace_of(service) else { return };
    let DataPlane::Ambient(label) = index.data_plane_of_namespace(home) else { return };
    let abroad = resource.namespace().filter(|it| *it != namespace);
    // Clients with a sidecar read what is in their own namespace.
    let client = index.namespace_of(resource).map(|it| index.data_plane_of_namespace(it));
    let is_sidecar = matches!(client, Some(DataPlane::Sidecar(_))) || client.is_none() && abroad.is_some();
    if is_sidecar || index.is_in_root_namespace(resource) {
        return;
    }
    // A gateway reads the rules for the hosts that it leads to itself.
    if resource.kind() == Kind::DestinationRule && is_used_by_gateway(host, index) {
        return;
    }
    match index.waypoint(service, service.path("metadata.labels")) {
        Waypoint::Without => {
            cx.report(at, format!("Service `{name}` has no waypoint to carry this out"))
                .label(label, "in the ambient mesh, without `istio.io/use-waypoint`")
                .help("label the Service or its namespace `istio.io/use-waypoint`");
        }
        Waypoint::Named(_, _, waypoint) if abroad.is_some() => {
            cx.report(at, format!("the waypoint of Service `{name}` reads only what is in namespace `{namespace}`"))
                .label(waypoint, "the waypoint")
                .help(format!("write it in namespace `{namespace}`"));
        }
        _ => {}
    }
}

/// Whether some gateway leads to a host.
fn is_used_by_gateway<'a>(host: Host<'a>, index: &Index<'a>) -> bool {
    let Host::Service(name, namespace) = host else { return false };
    let leads = |it: Resource<'a>| gwapi::backends(it).any(|(backend, ..)| backend.str("name") == Some(name));
    let places = [namespace, None];
    let routes = || {
        places.into_iter().flat_map(|place| gwapi::ROUTES.into_iter().flat_map(move |it| index.in_namespace(it, place)))
    };
    index.is_routed_by_gateway(host)
        || routes().any(leads)
        || index.in_namespace(Kind::Ingress, namespace).next().is_some()
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(service: &str, clients: &str, object: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{istio.io/dataplane-mode: ambient}}}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: b, labels: {{{clients}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a, labels: {{{service}}}}}\nspec: {{}}\n---\n{object}\n"
        )
    }

    fn rules(place: &str, spec: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d, namespace: {place}}}\nspec: {{host: s.a.svc.cluster.local{spec}}}\n"
        )
    }

    #[test]
    fn a_waypoint_reads_its_own_namespace_and_sidecars_theirs() {
        let rule = tester::of(&super::AMBIENT_VS_WRONG_NAMESPACE);
        let (with, without) = ("istio.io/use-waypoint: w", "");
        let (ambient, sidecar) = ("istio.io/dataplane-mode: ambient", "istio-injection: enabled");
        rule.passes(&of(with, ambient, &rules("a", "")));
        rule.fails(&of(with, ambient, &rules("b", "")));
        rule.passes(&of(with, sidecar, &rules("b", "")));
        rule.fails(&of(without, ambient, &rules("a", "")));
        rule.passes(&of(without, ambient, &rules("a", "").replace("s.a.svc", "t.a.svc")));
        rule.passes(&of(with, ambient, &rules("c", "")));
    }

    #[test]
    fn gateways_read_rules_themselves() {
        let rule = tester::of(&super::AMBIENT_VS_WRONG_NAMESPACE);
        let route = "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: a}\nspec: {parentRefs: [{name: g}], rules: [{backendRefs: [{name: s, port: 80}]}]}\n";
        rule.passes(&of("", "", &(rules("a", "") + route)));
        let mesh = |place: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: {place}}}\nspec: {{parentRefs: [{{group: '', kind: Service, name: s, namespace: a}}]}}\n"
            )
        };
        rule.fails(&of("", "", &mesh("a")));
        rule.fails(&of("istio.io/use-waypoint: w", "istio.io/dataplane-mode: ambient", &mesh("b")));
    }
}
