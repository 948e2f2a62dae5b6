//! `registry-only-not-boundary`

use crate::rule::prelude::*;

declare_rule! {
    /// A list of allowed hosts that nothing enforces but the sidecar.
    ///
    /// ## Why is this bad?
    /// `REGISTRY_ONLY` is kept by the sidecar, in the same pod as the application. A workload that was taken over goes around it, by
    /// another user or protocol. Only a NetworkPolicy for egress holds it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     outboundTrafficPolicy: {mode: REGISTRY_ONLY}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     outboundTrafficPolicy: {mode: REGISTRY_ONLY}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: deny, namespace: shop}
    /// spec: {podSelector: {}, policyTypes: [Egress]}
    /// ```
    pub REGISTRY_ONLY_NOT_BOUNDARY = "registry-only-not-boundary" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:923"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    if !mesh.is_registry_only() || POLICIES.iter().any(|it| index.has_kind(*it)) {
        return;
    }
    let Some(mode) = mesh.get("outboundTrafficPolicy.mode") else { return };
    cx.report(mesh.at(mode), "only the sidecar, which a workload can go around, keeps to the list of hosts")
        .help("add NetworkPolicies that deny egress, except to gateways, DNS and istiod");
}

const POLICIES: [Kind; 7] = [
    Kind::NetworkPolicy,
    Kind::CiliumNetworkPolicy,
    Kind::CiliumClusterwideNetworkPolicy,
    Kind::CalicoNetworkPolicy,
    Kind::CalicoGlobalNetworkPolicy,
    Kind::AdminNetworkPolicy,
    Kind::BaselineAdminNetworkPolicy,
];

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    fn map(mesh: &str) -> String {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: |\n    {mesh}\n"
        )
    }

    #[test]
    fn any_policy_is_taken_for_one() {
        let rule = tester::of(&super::REGISTRY_ONLY_NOT_BOUNDARY);
        let text = operator("{meshConfig: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}}");
        rule.fails(&text);
        let policy = "---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: p}\nspec: {}\n";
        rule.passes(&format!("{text}{policy}"));
        rule.passes(&map("outboundTrafficPolicy: {mode: ALLOW_ANY}"));
    }
}
