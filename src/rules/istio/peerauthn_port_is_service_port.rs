//! `peerauthn-port-is-service-port`

use crate::rule::prelude::*;

declare_rule! {
    /// Modes for ports of a Service where ports of the pods are meant.
    ///
    /// ## Why is this bad?
    /// The keys of `portLevelMtls` are ports of the workload. The port of a Service that leads to another one matches nothing: the
    /// exception has no effect, or, where the mode is `STRICT`, the port is open to plain text although the policy says otherwise.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {matchLabels: {app: web}}, portLevelMtls: {80: {mode: STRICT}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {matchLabels: {app: web}}, portLevelMtls: {8080: {mode: STRICT}}}
    /// ```
    pub PEERAUTHN_PORT_IS_SERVICE_PORT = "peerauthn-port-is-service-port" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:16"],
        check: Related(&[Kind::PeerAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(modes) = resource.path("spec.portLevelMtls").filter(|it| !it.is_empty()) else { return };
    let Some(selector) = resource.path("spec.selector").map(Selector::of_label_selector) else { return };
    let pods = if selector.is_empty() { Vec::new() } else { index.selected(&selector, resource) };
    if pods.is_empty() {
        return;
    }
    let mut own: Vec<i64> = Vec::new();
    let mut of_services: Vec<(i64, i64, Value<'a>)> = Vec::new();
    for &pod in &pods {
        let ports = pod.containers().flat_map(|it| it.value().list("ports"));
        own.extend(ports.filter_map(|it| it.get("containerPort")?.as_int()));
        for port in index.services_of(pod).filter_map(Service::of).flat_map(|it| it.ports().collect::<Vec<_>>()) {
            let target = port.target_name().map_or_else(|| port.target_number(), |(_, name)| named(pod, name));
            if let (Some(number), Some(target)) = (port.number(), target) {
                own.push(target);
                of_services.push((number, target, port.value()));
            }
        }
    }
    for (key, _) in modes.entries() {
        let Some(port) = key.text().and_then(|it| it.parse::<i64>().ok()).filter(|it| !own.contains(it)) else {
            continue;
        };
        let mut meant = of_services.iter().filter(|it| it.0 == port);
        let Some(&(_, target, place)) = meant.next() else { continue };
        let finding =
            cx.report(key, format!("no pod listens on {port}: it is the Service's port, which leads to {target}"));
        finding.label(place.get("port").unwrap_or(place), "the Service's port").help("name the port of the pods");
        let taken = modes.entries().any(|(key, _)| key.text().and_then(|it| it.parse().ok()) == Some(target));
        if meant.all(|it| it.1 == target) && !taken {
            finding.fix(Safety::Unsafe, "name the port of the pods", Edit::set_scalar(key, &target.to_string()));
        }
    }
}

/// The number of a port of a pod.
fn named(pod: Pod<'_>, name: &str) -> Option<i64> {
    let mut ports = pod.containers().flat_map(|it| it.value().list("ports"));
    ports.find(|it| it.str("name") == Some(name))?.get("containerPort")?.as_int()
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(port: &str, ports: &str, key: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x, labels: {{app: web}}}}\nspec: {{containers: [{{name: a, ports: {ports}}}]}}\n---\n\
             apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: x}}\nspec: {{selector: {{app: web}}, ports: [{port}]}}\n---\n\
             apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: d, namespace: x}}\nspec: {{selector: {{matchLabels: {{app: web}}}}, portLevelMtls: {{{key}: {{mode: STRICT}}}}}}\n"
        )
    }

    #[test]
    fn a_port_that_the_pods_have_is_right() {
        let rule = tester::of(&super::PEERAUTHN_PORT_IS_SERVICE_PORT);
        let fix =
            rule.fails(&with("{port: 80, targetPort: http}", "[{name: http, containerPort: 8080}]", "80")).fix.unwrap();
        assert_eq!(fix.edits[0].text, "'8080'");
        rule.passes(&with("{port: 80}", "[]", "80"));
        rule.passes(&with("{port: 80, targetPort: 8080}", "[{containerPort: 80}]", "80"));
        rule.passes(&with("{port: 80, targetPort: 8080}", "[]", "9090"));
        rule.passes(&with("{port: 80, targetPort: http}", "[]", "80"));
    }
}
