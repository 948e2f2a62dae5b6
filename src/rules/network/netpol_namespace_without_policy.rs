//! `netpol-namespace-without-policy`

use super::isolation::default_deny;
use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces with workloads and no network policy at all.
    ///
    /// ## Why is this bad?
    /// Every pod of such a namespace takes traffic from every pod of the cluster, and sends it everywhere. One taken
    /// pod is then a way to all others.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]}}}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: default, namespace: shop}
    /// spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
    /// ```
    pub NETPOL_NAMESPACE_WITHOUT_POLICY = "netpol-namespace-without-policy" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0206", "cis-1.12:5.3.2", "kyverno:require-netpol", "kyverno:add-network-policy", "cwe:284"],
        check: Related(&[Kind::Namespace], check)
    }
}

/// Namespaces of the cluster itself.
const SYSTEM: [&str; 3] = ["kube-", "openshift-", "istio-system"];

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if SYSTEM.iter().any(|it| namespace.name().starts_with(it)) {
        return;
    }
    let Some(pod) = index.first_pod_in(namespace) else { return };
    if index.is_guarded_elsewhere(namespace) || !index.policies_of(namespace).is_empty() {
        return;
    }
    cx.report(namespace, format!("namespace `{}` has workloads and no network policy", namespace.name()))
        .label(pod.grip(), "open to every pod of the cluster")
        .help("add a NetworkPolicy with `podSelector: {}` and both `policyTypes`, then allow what is needed")
        .fix(Safety::Unsafe, "isolate the pods of the namespace", default_deny(namespace, Direction::ALL.as_slice()));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const NAMESPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {}\n---\n";

    #[test]
    fn policies_of_any_make_and_makers_of_policies_count() {
        let rule = tester::of(&super::NETPOL_NAMESPACE_WITHOUT_POLICY);
        let with = |kind: &str, rest: &str| format!("{NAMESPACE}apiVersion: {kind}\nmetadata: {{name: n{rest}\n");
        let policy = "networking.k8s.io/v1\nkind: NetworkPolicy";
        rule.fails(&with(policy, ", namespace: other}\nspec: {}"));
        rule.passes(&with(policy, "}\nspec: {podSelector: {}}"));
        rule.passes(&with("cilium.io/v2\nkind: CiliumNetworkPolicy", ", namespace: shop}"));
        rule.fails(&with("cilium.io/v2\nkind: CiliumNetworkPolicy", ", namespace: other}"));
        rule.passes(&with("policy.networking.k8s.io/v1alpha1\nkind: BaselineAdminNetworkPolicy", "}"));
        rule.passes(&with(
            "kyverno.io/v1\nkind: ClusterPolicy",
            "}\nspec: {rules: [{generate: {kind: NetworkPolicy}}]}",
        ));
        rule.passes(&NAMESPACE.replace("shop", "kube-system"));
        rule.passes("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
    }

    #[test]
    fn the_fix_adds_a_policy_to_the_file_of_the_namespace() {
        let rule = tester::of(&super::NETPOL_NAMESPACE_WITHOUT_POLICY);
        let text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n\
                    apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: web}]}\n";
        let edits = rule.fails(text).fix.unwrap().edits;
        assert_eq!(edits.len(), 1);
        let mut fixed = text.to_owned();
        fixed.replace_range(edits[0].span.range(), &edits[0].text);
        assert!(fixed.starts_with(text) && fixed.ends_with("policyTypes: [Ingress, Egress]\n"), "{fixed}");
        rule.passes(&fixed);
    }
}
