//! `telemetry-addon-exposed`

use crate::rule::prelude::*;

declare_rule! {
    /// Dashboards of the mesh reachable from outside without a login.
    ///
    /// ## Why is this bad?
    /// Kiali, Grafana, Prometheus and tracing show every service, call and header of the mesh, and ask nobody who they are. On a load
    /// balancer, a node port or a route of a gateway anyone may look, and with Kiali change things.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: kiali, namespace: istio-system}
    /// spec: {type: LoadBalancer, selector: {app: kiali}, ports: [{port: 20001}]}
    /// ```
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: grafana, namespace: istio-system}
    /// spec:
    ///   hosts: [grafana.example.com]
    ///   gateways: [telemetry]
    ///   http: [{route: [{destination: {host: grafana, port: {number: 3000}}}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: kiali, namespace: istio-system}
    /// spec: {selector: {app: kiali}, ports: [{port: 20001}]}
    /// ```
    pub TELEMETRY_ADDON_EXPOSED = "telemetry-addon-exposed" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:306"],
        check: Several(&[Check::Related(&[Kind::Service], check), Check::Related(&[Kind::VirtualService], check_route)])
    }
}

const ADDONS: [(&str, &[i64]); 8] = [
    ("kiali", &[20001]),
    ("grafana", &[3000]),
    ("prometheus", &[9090]),
    ("tracing", &[80, 16686]),
    ("jaeger-query", &[80, 16686]),
    ("zipkin", &[9411]),
    ("skywalking-ui", &[8080, 80]),
    ("skywalking", &[8080, 80]),
];

const HELP: &str = "reach it by `istioctl dashboard` or `kubectl port-forward`, or put a login in front of it";

fn is_addon(name: &str, port: Option<i64>) -> bool {
    ADDONS.iter().any(|it| it.0 == name && port.is_none_or(|port| it.1.contains(&port)))
}

/// Whether something in the namespace may ask callers who they are.
fn is_guarded<'a>(near: Resource<'a>, index: &Index<'a>) -> bool {
    let guards = [Kind::AuthorizationPolicy, Kind::RequestAuthentication];
    let root = index.root_namespace(near);
    guards
        .iter()
        .any(|kind| [near.namespace(), Some(root)].into_iter().any(|it| index.in_namespace(*kind, it).next().is_some()))
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let Some(kind) = service.get("type").filter(|it| matches!(it.as_str(), Some("LoadBalancer" | "NodePort"))) else {
        return;
    };
    let open =
        |it: ServicePort<'a>| is_addon(resource.name(), it.number()) || is_addon(resource.name(), it.target_number());
    if index.is_in_root_namespace(resource) && service.ports().any(open) && !is_guarded(resource, index) {
        cx.report(kind, format!("`{}` is reachable from outside, without a login", resource.name())).help(HELP);
    }
}

fn check_route<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(routes) = VirtualService::of(resource) else { return };
    let outside = routes.get("gateways").is_some_and(|it| it.items().any(|it| it.as_str() != Some("mesh")));
    if !outside {
        return;
    }
    for (place, host) in routes.destinations() {
        let Host::Service(name, namespace) = host else { continue };
        let port = place.path("port.number").and_then(Value::as_int);
        let of_mesh = namespace.is_some_and(|it| it == index.root_namespace(resource));
        if of_mesh && is_addon(name, port) && !is_guarded(resource, index) {
            cx.report(place.get("host").unwrap_or(place), format!("a gateway leads to `{name}`, which has no login"))
                .help(HELP);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_policy_may_guard_it() {
        let rule = tester::of(&super::TELEMETRY_ADDON_EXPOSED);
        let of = |name: &str, namespace: &str, port: u16| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {{type: NodePort, ports: [{{port: {port}}}]}}\n---\n"
            )
        };
        let kiali = of("kiali", "istio-system", 20001);
        rule.fails(&kiali);
        rule.passes(&of("kiali", "shop", 20001));
        rule.passes(&of("prometheus", "istio-system", 443));
        rule.passes(&format!("{kiali}apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: a, namespace: istio-system}}\nspec: {{}}\n"));
    }
}
