//! `service-targetport-missing`

use super::proxy::container_ports;
use crate::rule::prelude::*;

declare_rule! {
    /// Services of the mesh that lead to a port none of their containers has.
    ///
    /// ## Why is this bad?
    /// Requests to the Service are refused, or reach something that was not meant to be reached. Where the containers
    /// list their ports, the port that the Service leads to is one of them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec: {containers: [{name: app, ports: [{containerPort: 8080}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8088}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec: {containers: [{name: app, ports: [{containerPort: 8080}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ```
    pub SERVICE_TARGETPORT_MISSING = "service-targetport-missing" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA0701"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if !index.has_kind(Kind::Namespace) {
        return;
    }
    // Outside of a mesh nobody asks what ports a container lists.
    let meshed = index.namespace_of(resource).is_some_and(|it| index.data_plane_of_namespace(it).enrolled().is_some());
    if !meshed {
        return;
    }
    let Some(service) = Service::of(resource) else { return };
    let Some(selector) = service.selector() else { return };
    let Selected::Pods(pods) = index.pick(&selector, resource) else { return };
    // Who lists no port says nothing about ports, and neither do those who list nothing but the ones for metrics.
    let lists = |pod: &Pod<'a>| container_ports(*pod).next().is_some();
    if !pods.iter().all(lists) {
        return;
    }
    for port in service.ports().filter(|it| Protocol::of(it.value().get("protocol")) == Some(Protocol::Tcp)) {
        let Some(target) = port.target_number().filter(|_| port.target_name().is_none()) else { continue };
        if pods.iter().any(|it| container_ports(*it).any(|it| it.0 == target)) {
            continue;
        }
        let at = port.value().get("targetPort").or(port.value().get("port")).unwrap_or(port.value());
        let listed = container_ports(pods[0]).next();
        let finding = cx.report(at, format!("no container behind Service `{}` has port {target}", resource.name()));
        finding.help("use a port of the container, or list this one there");
        if let Some((_, at)) = listed {
            finding.label(at, format!("a port of {}", pods[0].resource().title()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(mode: &str, ports: &str, service: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{istio-injection: {mode}}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: shop, labels: {{app: web}}}}\nspec: {{containers: [{{name: c, ports: [{ports}]}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: shop}}\nspec: {{selector: {{app: web}}, ports: [{service}]}}\n"
        )
    }

    #[test]
    fn names_and_silent_containers_are_for_others() {
        let rule = tester::of(&super::SERVICE_TARGETPORT_MISSING);
        rule.fails(&of("enabled", "{containerPort: 8080}", "{port: 80}"));
        rule.fails(&of("enabled", "{containerPort: 8080}", "{port: 80, targetPort: '8081'}"));
        rule.passes(&of("enabled", "{containerPort: 8080}", "{port: 80, targetPort: http}"));
        rule.passes(&of("enabled", "{containerPort: 8080}", "{port: 80, protocol: UDP}"));
        rule.passes(&of("enabled", "", "{port: 80}"));
        rule.passes(&of("disabled", "{containerPort: 8080}", "{port: 80}"));
    }
}
