//! `netpol-ipblock-pod-cidr`

use crate::rule::prelude::*;

declare_rule! {
    /// Address blocks in network policies that are the pods or Services of the cluster itself.
    ///
    /// ## Why is this bad?
    /// Whether a block says anything about pods is up to the network plugin: some never compare the addresses of pods
    /// with it, and a Service is gone from the packet before the policy sees it. Addresses of pods also change hands.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from: [{ipBlock: {cidr: 10.244.0.0/16}}]
    /// ---
    /// apiVersion: kubeadm.k8s.io/v1beta4
    /// kind: ClusterConfiguration
    /// networking: {podSubnet: 10.244.0.0/16, serviceSubnet: 10.96.0.0/12}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from: [{namespaceSelector: {}}]
    /// ---
    /// apiVersion: kubeadm.k8s.io/v1beta4
    /// kind: ClusterConfiguration
    /// networking: {podSubnet: 10.244.0.0/16, serviceSubnet: 10.96.0.0/12}
    /// ```
    pub NETPOL_IPBLOCK_POD_CIDR = "netpol-ipblock-pod-cidr" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource).filter(|_| !index.cluster_blocks().is_empty()) else { return };
    for rule in Direction::ALL.into_iter().flat_map(|it| policy.rules(it)) {
        for (value, peer) in rule.each_peer() {
            let (Peer::Block(block), Some(at)) = (peer, value.path("ipBlock.cidr")) else { continue };
            let mut known = index.cluster_blocks().iter();
            if let Some((place, _, what)) = known.find(|it| it.1.covers(block.cidr)) {
                cx.report(
                    at,
                    format!("`{}` is an address range of {what} of this cluster", at.text().unwrap_or_default()),
                )
                .label(*place, "given to them here")
                .help("use `podSelector` and `namespaceSelector` for what runs in the cluster");
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
    fn blocks_inside_count_and_wider_ones_do_not() {
        let rule = tester::of(&super::NETPOL_IPBLOCK_POD_CIDR);
        let kubeadm = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: {podSubnet: '10.244.0.0/16,fd00:10::/56'}\n";
        let ask =
            |cidr: &str| format!("{}{kubeadm}", of(&format!("ingress: [{{from: [{{ipBlock: {{cidr: '{cidr}'}}}}]}}]")));
        rule.fails(&ask("10.244.3.0/24"));
        rule.fails(&ask("fd00:10::/64"));
        rule.passes(&ask("10.0.0.0/8"));
        rule.passes(&ask("192.0.2.0/24"));
    }
}
