//! `netpol-missing-for-workload`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that no network policy of their namespace selects.
    ///
    /// ## Why is this bad?
    /// A pod that no policy selects takes traffic from everyone and sends it everywhere, however strict the policies
    /// for its neighbours are. One finding names all such workloads of a namespace; namespaces without any policy in
    /// the input are left alone, since their policies may be elsewhere.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec: {podSelector: {matchLabels: {app: web}}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app}]}}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: db, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: db}}, spec: {containers: [{name: app}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec: {podSelector: {}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app}]}}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: db, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: db}}, spec: {containers: [{name: app}]}}}
    /// ```
    pub NETPOL_MISSING_FOR_WORKLOAD = "netpol-missing-for-workload" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kube-linter:non-isolated-pod", "kube-score:pod-networkpolicy", "kubescape:C-0260", "checkov:CKV2_K8S_6", "polaris:missingNetworkPolicy", "popeye:POP-1204", "cis-1.12:5.3.2"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let pods = index.uncovered_from(resource);
    if pods.is_empty() {
        return;
    }
    let place = resource.namespace().map(|it| format!(" of namespace `{it}`")).unwrap_or_default();
    let message = match pods.len() {
        1 => format!("{}{place} is selected by no network policy", resource.title()),
        count => format!("{count} workloads{place} are selected by no network policy"),
    };
    let finding = cx.report(resource, message);
    finding.help("add a policy with an empty `podSelector` that denies by default, then allow what is needed");
    for pod in pods.iter().skip(1) {
        finding.label(pod.grip(), "nor is this one");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n}\nspec: {podSelector: {matchLabels: {app: a}}}\n---\n";

    fn pod(name: &str, spec: &str) -> String {
        format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {name}}}}}\nspec: {spec}\n---\n")
    }

    #[test]
    fn one_finding_names_all() {
        let rule = tester::of(&super::NETPOL_MISSING_FOR_WORKLOAD);
        let found = rule.fails(&format!("{POLICY}{}{}{}", pod("a", "{}"), pod("b", "{}"), pod("c", "{}")));
        assert_eq!(found.labels.len(), 2);
        rule.passes(&format!("{POLICY}{}{}", pod("a", "{}"), pod("b", "{hostNetwork: true}")));
    }

    #[test]
    fn policies_elsewhere_and_of_other_makes_silence_it() {
        let rule = tester::of(&super::NETPOL_MISSING_FOR_WORKLOAD);
        rule.passes(&format!("# file: x/a.yaml\n{POLICY}# file: y/b.yaml\n{}", pod("b", "{}")));
        rule.passes(&format!(
            "{POLICY}{}apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {{name: c}}\n",
            pod("b", "{}")
        ));
        rule.passes(&pod("b", "{}"));
    }
}
