//! `netpol-ports-mismatch`

use crate::manifest::named_ports;
use crate::rule::prelude::*;

declare_rule! {
    /// Network policies for ports that the selected pods do not have.
    ///
    /// ## Why is this bad?
    /// Policies are about ports of pods, not those of Services: what goes to port 80 of a Service arrives at its
    /// `targetPort`. A rule for a port that no pod has allows nothing, and the traffic it was written for is dropped.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   ingress:
    ///     - ports: [{port: https}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   ingress:
    ///     - ports: [{port: http}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]}}}
    /// ```
    pub NETPOL_PORTS_MISMATCH = "netpol-ports-mismatch" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    for rule in Direction::ALL.into_iter().flat_map(|it| policy.rules(it)) {
        for port in rule.each_port() {
            if let (PortMatch::Invalid, Some(end)) = (port.numbers(), port.value().get("endPort")) {
                cx.report(end, "`endPort` needs a number in `port` that is not greater")
                    .help("write the first port of the range in `port`, as a number");
            }
        }
    }
    let mut selected: Option<Vec<Pod<'a>>> = None;
    for port in policy.rules(Direction::Ingress).flat_map(|it| it.each_port()) {
        let Some(at) = port.value().get("port") else { continue };
        let pods = selected.get_or_insert_with(|| match index.pick(&policy.selector(), resource) {
            Selected::Pods(pods) => pods,
            _ => Vec::new(),
        });
        if pods.is_empty() {
            return;
        }
        match port.numbers() {
            PortMatch::Named(name) if !pods.iter().any(|it| named_ports(*it, name).next().is_some()) => {
                cx.report(at, format!("no selected pod has a port named `{name}`"))
                    .label(pods[0].grip(), "selected")
                    .help("use a port name of the containers, or its number");
            }
            PortMatch::Range(first, last) if first == last => {
                if let Some((service, target)) = mistaken(first, pods, index) {
                    cx.report(at, format!("{first} is the port of a Service; its pods listen on {target}"))
                        .label(service, "the Service")
                        .help(format!("allow port {target}: policies are about the ports of pods"));
                }
            }
            _ => {}
        }
    }
}

/// The Service that has this port, where its pods have another one instead.
fn mistaken<'a>(port: u16, pods: &[Pod<'a>], index: &Index<'a>) -> Option<(Value<'a>, i64)> {
    let declares = |pod: &Pod<'a>| {
        let mut ports = pod.containers().flat_map(|it| it.value().list("ports"));
        ports.any(|it| it.get("containerPort").and_then(Value::as_int) == Some(i64::from(port)))
    };
    if pods.iter().any(declares) {
        return None;
    }
    let mut found = None;
    for service in pods.iter().take(8).flat_map(|it| index.services_of(*it)).filter_map(Service::of) {
        for entry in service.ports() {
            let target = match (entry.target_number(), entry.target_name()) {
                (Some(number), _) => number,
                (None, Some((_, name))) => i64::from(pods.iter().find_map(|it| named_ports(*it, name).next())?.1),
                (None, None) => return None,
            };
            if target == i64::from(port) {
                return None;
            }
            if entry.number() == Some(i64::from(port)) {
                found = found.or(Some((entry.value().get("port")?, target)));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const POD: &str = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: web}}\nspec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}\n";

    fn of(ports: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, ingress: [{{ports: [{ports}]}}]}}\n"
        )
    }

    #[test]
    fn ranges_go_up_and_have_numbers() {
        let rule = tester::of(&super::NETPOL_PORTS_MISMATCH);
        rule.passes(&of("{port: 8000, endPort: 8100}"));
        rule.passes(&of("{port: 8000, endPort: 8000}"));
        rule.fails(&of("{port: 8100, endPort: 8000}"));
        rule.fails(&of("{port: http, endPort: 8000}"));
        rule.fails(&of("{endPort: 8000}"));
    }

    #[test]
    fn the_port_of_a_service_is_not_that_of_its_pods() {
        let rule = tester::of(&super::NETPOL_PORTS_MISMATCH);
        let service = |ports: &str| {
            format!(
                "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{app: web}}, ports: [{ports}]}}\n"
            )
        };
        rule.fails(&format!("{}{POD}{}", of("{port: 80}"), service("{port: 80, targetPort: 8080}")));
        rule.fails(&format!("{}{POD}{}", of("{port: 80}"), service("{port: 80, targetPort: http}")));
        rule.passes(&format!("{}{POD}{}", of("{port: 80}"), service("{port: 80}")));
        rule.passes(&format!("{}{POD}{}", of("{port: 8080}"), service("{port: 80, targetPort: 8080}")));
        rule.passes(&format!("{}{POD}{}", of("{port: 9090}"), service("{port: 80, targetPort: 8080}")));
        rule.passes(&format!("{}{POD}", of("{port: 80}")));
    }
}
