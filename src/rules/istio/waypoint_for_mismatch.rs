//! `waypoint-for-mismatch`

use crate::index::Waypoint;
use crate::rule::prelude::*;

declare_rule! {
    /// Waypoints that do not take what is sent their way.
    ///
    /// ## Why is this bad?
    /// A waypoint is for requests to Services, to workloads, or to both, as its label `istio.io/waypoint-for` says.
    /// What is attached to a Service has no effect where the waypoint is for workloads only, and a pod that names a
    /// waypoint for Services gets its requests without it.
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
    /// metadata: {name: waypoint, namespace: shop, labels: {istio.io/waypoint-for: workload}}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: readers, namespace: shop}
    /// spec:
    ///   targetRefs: [{group: "", kind: Service, name: web}]
    ///   rules: [{to: [{operation: {methods: [GET]}}]}]
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
    /// metadata: {name: waypoint, namespace: shop, labels: {istio.io/waypoint-for: all}}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: readers, namespace: shop}
    /// spec:
    ///   targetRefs: [{group: "", kind: Service, name: web}]
    ///   rules: [{to: [{operation: {methods: [GET]}}]}]
    /// ```
    pub WAYPOINT_FOR_MISMATCH = "waypoint-for-mismatch" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        keys: ["istio.io/", "targetRefs", "targetRef", "parentRefs"],
        check: Related(&KINDS, check)
    }
}

const KINDS: [Kind; 9] = [
    Kind::AuthorizationPolicy,
    Kind::RequestAuthentication,
    Kind::WasmPlugin,
    Kind::HttpRoute,
    Kind::GrpcRoute,
    Kind::Pod,
    Kind::Deployment,
    Kind::StatefulSet,
    Kind::DaemonSet,
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    for pod in Pod::all(resource) {
        let labels = pod.labels().filter(|it| it.get("istio.io/use-waypoint").is_some());
        let Some((at, gateway)) = labels.and_then(|it| waypoint(resource, Some(it), index)) else { continue };
        if matches!(purpose(gateway).1, "service" | "none") {
            report(at, format!("waypoint `{}` takes no requests to pods", gateway.name()), gateway, cx);
        }
    }
    let targets = spec.list("targetRefs").chain(spec.get("targetRef")).chain(spec.list("parentRefs"));
    for target in targets.filter(|it| it.str("kind") == Some("Service")) {
        let Some(at) = target.get("name") else { continue };
        let namespace = target.str("namespace").or(resource.namespace());
        let found = index.find_in(Kind::Service, at.as_str().unwrap_or_default(), namespace, resource).found();
        let Some(service) = found else { continue };
        let Some((_, gateway)) = waypoint(service, service.path("metadata.labels"), index) else { continue };
        if matches!(purpose(gateway).1, "workload" | "none") {
            let what = format!("waypoint `{}` takes no requests to Service `{}`", gateway.name(), service.name());
            report(at, what, gateway, cx);
        }
    }
}

fn report<'a>(at: Value<'a>, what: String, gateway: Resource<'a>, cx: &mut Context<'_>) {
    let finding = cx.report(at, what);
    finding.help("label the waypoint `istio.io/waypoint-for: all`");
    match purpose(gateway).0 {
        Some(label) => finding.label(label, "what the waypoint is for"),
        None => finding.label(gateway, "for Services, as it does not say otherwise"),
    };
}

/// What a waypoint is for, and where that is said.
fn purpose(gateway: Resource<'_>) -> (Option<Value<'_>>, &str) {
    let label = gateway.label("istio.io/waypoint-for");
    (label, label.and_then(Value::text).unwrap_or("service"))
}

/// The waypoint of an object, with the label that names it.
fn waypoint<'a>(of: Resource<'a>, labels: Option<Value<'a>>, index: &Index<'a>) -> Option<(Value<'a>, Resource<'a>)> {
    let Waypoint::Named(name, place, at) = index.waypoint(of, labels) else { return None };
    let gateway = index.find_in(Kind::GatewayApiGateway, name, place, of).found()?;
    let class = gateway.path("spec.gatewayClassName").and_then(Value::as_str)?;
    class.contains("waypoint").then_some((at, gateway))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(purpose: &str, user: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: w, namespace: a{purpose}}}\nspec: {{gatewayClassName: istio-waypoint}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a, labels: {{istio.io/use-waypoint: w}}}}\nspec: {{}}\n---\n{user}"
        )
    }

    const WORKLOAD: &str = ", labels: {istio.io/waypoint-for: workload}";

    #[test]
    fn pods_and_services_need_waypoints_of_their_own_kind() {
        let rule = tester::of(&super::WAYPOINT_FOR_MISMATCH);
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a, labels: {istio.io/use-waypoint: w}}\nspec: {containers: []}\n";
        rule.fails(&of("", pod));
        rule.passes(&of(WORKLOAD, pod));
        rule.passes(&of(", labels: {istio.io/waypoint-for: all}", pod));
        let route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: a}\nspec: {parentRefs: [{group: '', kind: Service, name: s}]}\n";
        rule.passes(&of("", route));
        rule.fails(&of(WORKLOAD, route));
        rule.passes(&of(WORKLOAD, &route.replace("kind: Service", "kind: Gateway")));
    }
}
