//! `netpol-monitoring-port-open`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that open a port of administration to everyone.
    ///
    /// ## Why is this bad?
    /// The kubelet, etcd, the proxies of a mesh and Prometheus answer on these ports to whoever asks, many without a
    /// login. A policy is the only thing that keeps others away.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   ingress:
    ///     - ports: [{port: 15000}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   ingress:
    ///     - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
    ///       ports: [{port: 15000}]
    /// ```
    pub NETPOL_MONITORING_PORT_OPEN = "netpol-monitoring-port-open" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284", "cwe:749"],
        check: Resource(&[Kind::NetworkPolicy], check)
    }
}

/// Ports that give away or change more than they should, and whose they are.
const PORTS: [(u16, &str); 9] = [
    (2379, "etcd"),
    (2380, "etcd"),
    (6443, "the API server"),
    (8001, "`kubectl proxy`"),
    (9090, "Prometheus"),
    (10250, "the kubelet"),
    (15000, "the administration of Envoy"),
    (15010, "the configuration of the mesh without TLS"),
    (15014, "the control plane of the mesh"),
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    for rule in policy.rules(Direction::Ingress).filter(|it| it.ports().is_some()) {
        let wide = rule.everywhere().or_else(|| rule.all_namespaces());
        if wide.is_none() && rule.peers().is_some() {
            continue;
        }
        for port in rule.each_port().filter(|it| it.protocol() == Some(Protocol::Tcp)) {
            let PortMatch::Range(first, last) = port.numbers() else { continue };
            // A range of all ports is no question of this one.
            let Some((number, whose)) = PORTS.iter().find(|it| first <= it.0 && it.0 <= last && last - first < 1000)
            else {
                continue;
            };
            let finding = cx.report(port.value(), format!("port {number}, of {whose}, is open to everyone"));
            finding.help("name in `from` who may ask: the namespace of the monitoring, say");
            if let Some(wide) = wide {
                finding.label(wide, "everyone").covers(&["netpol-allow-all-ingress"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(spec: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, {spec}}}\n---\n"
        )
    }

    #[test]
    fn ranges_and_wide_peers_count() {
        let rule = tester::of(&super::NETPOL_MONITORING_PORT_OPEN);
        rule.fails(&of("ingress: [{ports: [{port: 10000, endPort: 10300}]}]"));
        rule.fails(&of("ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 9090}]}]"));
        rule.fails(&of("ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 2379}]}]"));
        rule.passes(&of("ingress: [{from: [{podSelector: {}}], ports: [{port: 2379}]}]"));
        rule.passes(&of("ingress: [{ports: [{port: 8080}]}]"));
        rule.passes(&of("ingress: [{ports: [{port: 9090, protocol: UDP}]}]"));
        rule.passes(&of("egress: [{ports: [{port: 9090}]}]"));
    }
}
