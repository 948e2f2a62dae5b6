//! `exclude-inbound-ports`

use super::proxy;
use crate::rule::prelude::*;

declare_rule! {
    /// Ports that connections reach around the sidecar.
    ///
    /// ## Why is this bad?
    /// What comes in at an excluded port never passes the sidecar: no mutual TLS, no AuthorizationPolicy, no trace. A list of included
    /// ports that leaves one out does the same to it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {traffic.sidecar.istio.io/excludeInboundPorts: "8080"}}
    ///     spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {traffic.sidecar.istio.io/excludeInboundPorts: "15090"}}
    ///     spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
    /// ```
    pub EXCLUDE_INBOUND_PORTS = "exclude-inbound-ports" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:288"],
        keys: ["traffic.sidecar.istio.io/excludeInboundPorts", "traffic.sidecar.istio.io/includeInboundPorts"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let excluded = pod.annotation("traffic.sidecar.istio.io/excludeInboundPorts");
        let included = pod.annotation("traffic.sidecar.istio.io/includeInboundPorts");
        if excluded.or(included).is_none() || !proxy::may_have_sidecar(pod, index) {
            continue;
        }
        let mut own: Vec<(i64, Value<'a>)> = proxy::container_ports(pod).collect();
        for service in index.services_of(pod).filter_map(Service::of) {
            own.extend(service.ports().filter_map(|it| Some((it.target_number()?, it.value()))));
        }
        if let Some(list) = excluded {
            let listed = proxy::ports(list);
            if let Some(&(port, at)) = own.iter().find(|it| listed.contains(&Some(it.0))) {
                report(list, port, at, cx);
                continue;
            }
        }
        let Some(list) = included.filter(|it| it.text().is_some_and(|it| !it.contains('*'))) else { continue };
        let listed = proxy::ports(list);
        if let Some(&(port, at)) = own.iter().find(|it| !listed.contains(&Some(it.0))) {
            report(list, port, at, cx);
        }
    }
}

fn report(list: Value<'_>, port: i64, at: Value<'_>, cx: &mut Context<'_>) {
    cx.report(list, format!("connections to port {port} go around the sidecar"))
        .label(at.get("targetPort").or_else(|| at.get("port")).unwrap_or(at), "this port")
        .help("let the sidecar have the port; an AuthorizationPolicy can open it to those who need it");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(annotation: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x, labels: {{app: web}}, annotations: {{traffic.sidecar.istio.io/{annotation}}}}}\nspec: {{containers: [{{name: a, ports: [{{containerPort: 80}}]}}]}}\n---\n\
             apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: x}}\nspec: {{selector: {{app: web}}, ports: [{{port: 90, targetPort: 9090}}]}}\n"
        )
    }

    #[test]
    fn ports_of_containers_and_services_count() {
        let rule = tester::of(&super::EXCLUDE_INBOUND_PORTS);
        rule.fails(&of("excludeInboundPorts: '15020, 80'"));
        rule.fails(&of("excludeInboundPorts: 9090"));
        rule.passes(&of("excludeInboundPorts: '90'"));
        rule.passes(&of("excludeInboundPorts: ''"));
        rule.fails(&of("includeInboundPorts: ''"));
        rule.fails(&of("includeInboundPorts: '80'"));
        rule.passes(&of("includeInboundPorts: '80,9090'"));
        rule.passes(&of("includeInboundPorts: '*'"));
    }

    #[test]
    fn without_a_sidecar_there_is_nothing_to_go_around() {
        let rule = tester::of(&super::EXCLUDE_INBOUND_PORTS);
        let text = of("excludeInboundPorts: '80'");
        rule.passes(&format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: x}}\n---\n{text}"));
    }
}
