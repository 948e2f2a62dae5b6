//! `headless-service-port-conflict`

use crate::rule::prelude::*;

declare_rule! {
    /// Headless Services that want the same listener.
    ///
    /// ## Why is this bad?
    /// For the TCP ports of a headless Service each proxy of a client opens one listener per pod, at the address and
    /// port of the pod. Two such Services for the same pods and port want the same listener: the older gets it, and
    /// routes, policies and metrics of the other have no effect.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db, namespace: shop}
    /// spec: {clusterIP: None, selector: {app: db}, ports: [{name: tcp-db, port: 5432}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db-peers, namespace: shop}
    /// spec: {clusterIP: None, selector: {app: db}, ports: [{name: tcp-db, port: 5432}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: db, namespace: shop, labels: {app: db}}
    /// spec: {containers: [{name: db, image: "db:1.2"}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db, namespace: shop}
    /// spec: {clusterIP: None, selector: {app: db}, ports: [{name: tcp-db, port: 5432}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db-peers, namespace: shop}
    /// spec: {clusterIP: None, selector: {app: db}, ports: [{name: tcp-db, port: 5433}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: db, namespace: shop, labels: {app: db}}
    /// spec: {containers: [{name: db, image: "db:1.2"}]}
    /// ```
    pub HEADLESS_SERVICE_PORT_CONFLICT = "headless-service-port-conflict" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource).filter(is_headless) else { return };
    let namespace = || index.namespace_of(resource);
    if !namespace().is_some_and(|it| matches!(index.data_plane_of_namespace(it), DataPlane::Sidecar(_))) {
        return;
    }
    let Some(selector) = service.selector() else { return };
    for pod in index.selected(&selector, resource) {
        let earlier = index.services_of(pod).filter(|it| is_before(*it, resource)).filter_map(Service::of);
        for other in earlier.filter(is_headless) {
            for port in service.ports().filter(is_tcp) {
                let number = port.number();
                let Some(twin) = other.ports().filter(is_tcp).find(|it| it.number() == number) else { continue };
                let Some(number) = number else { continue };
                cx.report(
                    port.value().get("port").unwrap_or(port.value()),
                    format!("headless Service `{}` has port {number} for the same pods", other.resource().name()),
                )
                .label(twin.value(), "the proxies take one of the two")
                .help("keep one headless Service for a port of these pods");
                return;
            }
        }
    }
}

fn is_headless(service: &Service<'_>) -> bool {
    service.get("clusterIP").and_then(Value::as_str) == Some("None")
}

/// Whether proxies treat a port as plain TCP, or may.
fn is_tcp(port: &ServicePort<'_>) -> bool {
    let value = port.value();
    let told = value.str("appProtocol").or(value.str("name")).unwrap_or_default();
    let http = ["http", "grpc", "kubernetes.io/"].iter().any(|it| told.starts_with(it)) && !told.starts_with("https");
    !http && value.str("protocol").is_none_or(|it| it == "TCP")
}

fn is_before(one: Resource<'_>, other: Resource<'_>) -> bool {
    (one.source(), one.root().id()) < (other.source(), other.root().id())
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn pods_protocol_and_mesh_must_be_the_same() {
        let rule = tester::of(&super::HEADLESS_SERVICE_PORT_CONFLICT);
        let of = |mode: &str, one: &str, two: &str| {
            let service = |name: &str, spec: &str| {
                format!(
                    "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{{spec}}}\n"
                )
            };
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{istio-injection: {mode}}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: db, namespace: shop, labels: {{app: db}}}}\nspec: {{containers: [{{name: db}}]}}\n{}{}",
                service("a", one),
                service("b", two)
            )
        };
        let db = "clusterIP: None, selector: {app: db}, ports: [{name: tcp, port: 5432}]";
        rule.fails(&of("enabled", db, db));
        rule.passes(&of("disabled", db, db));
        rule.passes(&of("enabled", db, &db.replace("app: db", "app: other")));
        rule.passes(&of("enabled", db, &db.replace("clusterIP: None, ", "")));
        rule.passes(&of("enabled", &db.replace("tcp", "http"), &db.replace("tcp", "http")));
        rule.passes(&of("enabled", db, &db.replace("name: tcp", "name: dns, protocol: UDP")));
    }
}
