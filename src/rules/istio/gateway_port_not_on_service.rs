//! `gateway-port-not-on-service`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateway ports that no Service of the gateway leads to.
    ///
    /// ## Why is this bad?
    /// The proxy opens the port, and no Service sends anything there: from outside the port is closed.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 8443, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: edge}
    /// spec: {selector: {istio: edge}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, ports: [{containerPort: 8080}]}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: edge}
    /// spec: {selector: {istio: edge}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, ports: [{containerPort: 8080}]}]}
    /// ```
    pub GATEWAY_PORT_NOT_ON_SERVICE = "gateway-port-not-on-service" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0162"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let pods = index.gateway_pods(resource);
    let mut services: Vec<Resource<'a>> = Vec::new();
    for service in pods.iter().take(8).flat_map(|it| index.services_of(*it)) {
        if !services.iter().any(|it| it.root() == service.root()) {
            services.push(service);
        }
    }
    if services.is_empty() {
        return;
    }
    let ports = || services.iter().filter_map(|it| Service::of(*it)).flat_map(Service::ports);
    // A name leads to the port of that name of a container; one that no container has may be any number.
    let mut named: Vec<Option<i64>> = Vec::new();
    for name in ports().filter_map(|it| Some(it.target_name()?.1)) {
        let of = |pod: &Pod<'a>| {
            let mut all = pod.containers().flat_map(|it| it.value().list("ports"));
            all.find(|it| it.str("name") == Some(name))?.get("containerPort")?.as_int()
        };
        named.push(pods.iter().take(8).find_map(of));
    }
    if named.contains(&None) {
        return;
    }
    for server in gateway_servers(resource) {
        let Some((at, number)) = server.path("port.number").and_then(|it| Some((it, it.as_int()?))) else { continue };
        let internal = server.str("bind").is_some_and(|it| it.starts_with("127.") || it.starts_with("unix:"));
        let open = named.contains(&Some(number))
            || ports().any(|it| it.number() == Some(number) || it.target_number() == Some(number));
        if !open && !internal {
            let finding = cx.report(at, format!("no Service of the gateway has port {number}"));
            finding.help("add the port to the Service of the gateway");
            if let Some(ports) = services[0].path("spec.ports") {
                finding.label(ports, "the ports it has");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_of_ports_are_looked_up_in_the_containers() {
        let rule = tester::of(&super::GATEWAY_PORT_NOT_ON_SERVICE);
        let of = |number: i64, service: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: a}}\nspec: {{selector: {{istio: edge}}, servers: [{{port: {{number: {number}, name: http, protocol: HTTP}}, hosts: ['*']}}]}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, labels: {{istio: edge}}}}\nspec: {{containers: [{{name: istio-proxy, ports: [{{name: web, containerPort: 8080}}]}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{selector: {{istio: edge}}, ports: [{service}]}}\n"
            )
        };
        rule.passes(&of(80, "{port: 80, targetPort: web}"));
        rule.passes(&of(8080, "{port: 80, targetPort: web}"));
        rule.fails(&of(8081, "{port: 80, targetPort: web}"));
        rule.passes(&of(8081, "{port: 80, targetPort: other}"));
        rule.passes(&of(8080, "{port: 80, targetPort: 8080}"));
        rule.fails(&of(443, "{port: 80, targetPort: 8080}"));
    }
}
