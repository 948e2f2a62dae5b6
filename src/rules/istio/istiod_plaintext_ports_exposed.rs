//! `istiod-plaintext-ports-exposed`

use crate::rule::prelude::*;

declare_rule! {
    /// Control planes reachable from outside on ports without authentication.
    ///
    /// ## Why is this bad?
    /// Ports 15010, 15014 and 8080 of istiod serve the configuration of the mesh and debugging pages in plain text, and 15017 is for the
    /// API server alone. In the cluster they are one thing; on a load balancer or a node they let strangers read the mesh and stop istiod.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: istiod, namespace: istio-system}
    /// spec: {type: LoadBalancer, selector: {app: istiod}, ports: [{port: 15010, name: grpc-xds}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: istiod, namespace: istio-system}
    /// spec: {selector: {app: istiod}, ports: [{port: 15010, name: grpc-xds}]}
    /// ```
    pub ISTIOD_PLAINTEXT_PORTS_EXPOSED = "istiod-plaintext-ports-exposed" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:306", "cwe:319"],
        check: Several(&[Check::Resource(&[Kind::Service], check), Check::Resource(&[Kind::IstioGateway], check_gateway)])
    }
}

const PORTS: [i64; 4] = [15010, 15014, 8080, 15017];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let Some(kind) = service.get("type").filter(|it| matches!(it.as_str(), Some("LoadBalancer" | "NodePort"))) else {
        return;
    };
    let of_istiod = service.selector_value().is_some_and(|it| {
        matches!(it.str("app"), Some("istiod")) || matches!(it.str("istio"), Some("pilot" | "istiod"))
    });
    if !of_istiod {
        return;
    }
    let open = |it: &ServicePort<'_>| it.target_number().is_some_and(|it| PORTS.contains(&it));
    if let Some(port) = service.ports().find(open) {
        let number = port.target_number().unwrap_or_default();
        cx.report(kind, format!("port {number} of istiod is reachable from outside of the cluster"))
            .label(port.value(), "this port")
            .help("use `ClusterIP`; expose only 15012, by a gateway, to other clusters of the mesh");
    }
}

fn check_gateway(resource: Resource<'_>, cx: &mut Context<'_>) {
    for server in crate::manifest::gateway_servers(resource) {
        let Some(number) = server.path("port.number") else { continue };
        if let Some(port @ (15010 | 15014)) = number.as_int() {
            cx.report(number, format!("port {port} of istiod, which asks for no identity, is exposed by a gateway"))
                .help("expose 15012 with TLS instead");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_port_of_the_pods_counts() {
        let rule = tester::of(&super::ISTIOD_PLAINTEXT_PORTS_EXPOSED);
        let of = |kind: &str, selector: &str, port: &str| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{type: {kind}, selector: {{{selector}}}, ports: [{port}]}}\n"
            )
        };
        rule.fails(&of("NodePort", "istio: pilot", "{port: 443, targetPort: 15017}"));
        rule.passes(&of("LoadBalancer", "app: istiod", "{port: 15012}"));
        rule.passes(&of("LoadBalancer", "app: web", "{port: 8080}"));
        rule.fails("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec: {servers: [{port: {number: 15010, protocol: TCP}, hosts: ['*']}]}\n");
    }
}
