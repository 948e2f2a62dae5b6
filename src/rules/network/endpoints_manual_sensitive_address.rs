//! `endpoints-manual-sensitive-address`

use crate::manifest::{Cidr, address};
use crate::rule::prelude::*;

declare_rule! {
    /// Endpoints written by hand that lead to the node, to the metadata of the cloud or to the API server.
    ///
    /// ## Why is this bad?
    /// Whoever sends to the Service is forwarded there with the rights of the proxy or load balancer, past the policies
    /// that keep pods away. That is how the node is reached through a Service.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Endpoints
    /// metadata: {name: web}
    /// subsets: [{addresses: [{ip: 169.254.169.254}], ports: [{port: 80}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Endpoints
    /// metadata: {name: web}
    /// subsets: [{addresses: [{ip: 192.0.2.10}], ports: [{port: 80}]}]
    /// ```
    pub ENDPOINTS_MANUAL_SENSITIVE_ADDRESS = "endpoints-manual-sensitive-address" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["terrascan:AC_K8S_0132", "cwe:918"],
        check: Related(&[Kind::Endpoints, Kind::EndpointSlice], check)
    }
}

/// Where clouds serve metadata, besides link-local addresses.
const METADATA: [&str; 4] = ["fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16"];

/// Ports of the node and of the control plane.
const PORTS: [(i64, &str); 4] =
    [(10250, "the kubelet"), (10255, "the kubelet"), (2379, "etcd"), (6443, "the API server")];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let root = resource.root();
    let subsets = root.list("subsets");
    let listed = subsets.flat_map(|it| it.list("addresses").filter_map(|it| it.get("ip")));
    let sliced = root.list("endpoints").flat_map(|it| it.list("addresses"));
    for at in listed.chain(sliced) {
        let Some(what) = at.text().and_then(|it| judge(it, index)) else { continue };
        cx.report(at, format!("{} leads to {what}", resource.title()))
            .help("use the address of the server that is meant; for pods, give the Service a selector");
    }
    // The API server keeps its own addresses in this object.
    if resource.name() == "kubernetes" {
        return;
    }
    let ports = root.list("subsets").flat_map(|it| it.list("ports")).chain(root.list("ports"));
    for port in ports.filter_map(|it| it.get("port")) {
        if let Some((_, whose)) = PORTS.iter().find(|it| port.as_int() == Some(it.0)) {
            cx.report(port, format!("{} leads to {whose}", resource.title()))
                .severity(Severity::Medium)
                .confidence(Confidence::Low)
                .help("let clients reach it directly, with its own login and policies");
        }
    }
}

fn judge(text: &str, index: &Index<'_>) -> Option<&'static str> {
    let address = address(text)?;
    if METADATA.contains(&text) {
        return Some("the metadata service of the cloud");
    }
    let within = |block: &str| Cidr::parse(block).is_some_and(|it| it.holds(address));
    if address.is_loopback() {
        Some("the node itself")
    } else if within("169.254.0.0/16") || within("fe80::/10") {
        Some("a link-local address, such as the metadata service of the cloud")
    } else {
        let mut blocks = index.cluster_blocks().iter().filter(|it| it.1.holds(address));
        blocks.next().map(|it| if it.2 == "pods" { "an address of pods of the cluster" } else { "another Service" })
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn addresses_of_the_cluster_and_ports_of_the_node_count() {
        let rule = tester::of(&super::ENDPOINTS_MANUAL_SENSITIVE_ADDRESS);
        let slice = |address: &str, port: u16| {
            format!(
                "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {{name: s}}\nendpoints: [{{addresses: ['{address}']}}]\nports: [{{port: {port}}}]\n"
            )
        };
        rule.fails(&slice("127.0.0.1", 80));
        rule.fails(&slice("fd00:ec2::254", 80));
        rule.fails(&slice("100.100.100.200", 80));
        rule.passes(&slice("192.0.2.1", 80));
        rule.fails(&slice("192.0.2.1", 10250));
        let pool = "---\napiVersion: crd.projectcalico.org/v1\nkind: IPPool\nmetadata: {name: p}\nspec: {cidr: 10.244.0.0/16}\n";
        rule.fails(&format!("{}{pool}", slice("10.244.1.1", 80)));
        rule.passes(&format!("{}{pool}", slice("10.1.1.1", 80)));
    }
}
