//! `port-protocol-conflict-cluster-wide`

use crate::rule::prelude::*;

declare_rule! {
    /// Services of one port that speak HTTP here and TCP there.
    ///
    /// ## Why is this bad?
    /// All Services with HTTP on a port share one listener in each proxy. Where another Service has plain TCP on that
    /// port and no address of its own, it is the listener that decides, and one of the two is treated as what it is
    /// not. Releases before 1.5 did this for all Services.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {meshConfig: {}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: queue, namespace: shop}
    /// spec: {selector: {app: queue}, ports: [{name: tcp, port: 8080}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {meshConfig: {}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: queue, namespace: shop}
    /// spec: {selector: {app: queue}, ports: [{name: tcp, port: 5672}]}
    /// ```
    pub PORT_PROTOCOL_CONFLICT_CLUSTER_WIDE = "port-protocol-conflict-cluster-wide" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource).filter(|_| index.knows_mesh(resource)) else { return };
    for port in service.ports() {
        let (Some(number), Some(http)) = (port.number(), is_http(port)) else { continue };
        let mut others = index.services_at(number).take_while(|it| it.0.root() != resource.root());
        let twin = others.find(|it| is_http(it.1) == Some(!http) && index.same_cluster(it.0, resource));
        if let Some((other, theirs)) = twin {
            let (own, word) = if http { ("HTTP", "TCP") } else { ("TCP", "HTTP") };
            let at = port.value().get("port").unwrap_or(port.value());
            cx.report(at, format!("port {number} is {own} here and {word} in Service `{}`", other.name()))
                .label(theirs.value(), "the other protocol")
                .help("give one of them another port");
            return;
        }
    }
}

/// Whether a port is told to be HTTP, or to be something else over TCP.
fn is_http(port: ServicePort<'_>) -> Option<bool> {
    let value = port.value();
    if value.str("protocol").is_some_and(|it| it != "TCP") {
        return None;
    }
    let told = value.str("appProtocol").or(value.str("name"))?;
    match told.split('-').next()? {
        "http" | "http2" | "grpc" | "http_proxy" | "kubernetes.io/h2c" | "kubernetes.io/ws" => Some(true),
        "tcp" | "mongo" | "redis" | "mysql" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_protocols_that_are_told_conflict() {
        let rule = tester::of(&super::PORT_PROTOCOL_CONFLICT_CLUSTER_WIDE).closed();
        let of = |one: &str, other: &str| {
            let service = |name: &str, port: &str| {
                format!(
                    "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: a}}\nspec: {{ports: [{{port: 90, {port}}}]}}\n---\n"
                )
            };
            service("x", one) + &service("y", other)
        };
        rule.fails(&of("name: redis", "name: grpc-a"));
        rule.fails(&of("name: http", "name: http, appProtocol: tcp"));
        rule.passes(&of("name: http", "name: web"));
        rule.passes(&of("name: http", "name: tcp, protocol: UDP"));
        rule.passes(&of("name: http", "name: http2"));
        tester::of(&super::PORT_PROTOCOL_CONFLICT_CLUSTER_WIDE).passes(&of("name: redis", "name: grpc-a"));
    }
}
