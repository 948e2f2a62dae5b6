//! `telemetry-addon-exposed`

use super::gwapi;
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
        check: Several(&[Check::Related(&[Kind::Service], check), Check::Related(&[Kind::VirtualService], check_route), Check::Related(&[Kind::HttpRoute, Kind::Ingress], check_backends)])
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

/// HTTPRoutes and Ingresses of the namespace that the addons are in.
fn check_backends<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let named: Vec<(Value<'a>, Option<i64>)> = if resource.kind() == Kind::HttpRoute {
        if gwapi::parents(resource).all(|it| it.2 != "Gateway") {
            return;
        }
        let of = |it: Value<'a>| Some((it.get("name")?, it.get("port").and_then(Value::as_int)));
        gwapi::backends(resource).filter(|it| it.0.get("namespace").is_none()).filter_map(|it| of(it.0)).collect()
    } else {
        let spec = resource.spec();
        let rules = spec.into_iter().flat_map(|it| it.list("rules"));
        let paths =
            rules.filter_map(|it| it.path("http.paths")).flat_map(Value::items).filter_map(|it| it.get("backend"));
        let all = paths.chain(spec.and_then(|it| it.get("defaultBackend")));
        let of =
            |it: Value<'a>| Some((it.path("service.name")?, it.path("service.port.number").and_then(Value::as_int)));
        all.filter_map(of).collect()
    };
    for (at, port) in named {
        let name = at.as_str().unwrap_or_default();
        if index.is_in_root_namespace(resource) && is_addon(name, port) && !is_guarded(resource, index) {
            cx.report(at, format!("strangers are led to `{name}`, which has no login")).help(HELP);
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

    #[test]
    fn routes_and_ingresses_lead_there_as_well() {
        let rule = tester::of(&super::TELEMETRY_ADDON_EXPOSED);
        let route = |place: &str, parent: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: {place}}}\nspec: {{parentRefs: [{parent}], rules: [{{backendRefs: [{{name: kiali, port: 20001}}]}}]}}\n"
            )
        };
        rule.fails(&route("istio-system", "{name: edge}"));
        rule.passes(&route("istio-system", "{group: '', kind: Service, name: s}"));
        rule.passes(&route("shop", "{name: edge}"));
        let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: istio-system}\nspec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: grafana, port: {number: 3000}}}}]}}]}\n";
        rule.fails(ingress);
        rule.passes(&ingress.replace("grafana", "web"));
    }
}
