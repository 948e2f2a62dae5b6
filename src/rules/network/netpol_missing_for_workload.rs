//! `netpol-missing-for-workload`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that no network policy of their namespace selects.
    ///
    /// ## Why is this bad?
    /// A pod that no policy selects takes traffic from everyone and sends it everywhere, however strict the policies
    /// for its neighbours are. One finding names all such workloads of a namespace; namespaces without any policy in
    /// the input are left alone, since their policies may be elsewhere, and so are directions that no policy of the
    /// namespace isolates anyone in.
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
    let open = pods[0].1;
    let word = match open {
        [true, true] => "no network policy",
        [true, false] => "no network policy for ingress",
        _ => "no network policy for egress",
    };
    let (meant, others): (Vec<_>, Vec<_>) = pods.into_iter().partition(|it| it.1 == open);
    let message = match meant.len() {
        1 => format!("{}{place} is selected by {word}", resource.title()),
        count => format!("{count} workloads{place} are selected by {word}"),
    };
    let finding = cx.report(resource, message);
    finding.help("add a policy with an empty `podSelector` that denies by default, then allow what is needed");
    if !open[0] {
        finding.severity(Severity::Low);
    }
    for (pod, _) in meant.iter().skip(1) {
        finding.label(pod.grip(), "nor is this one");
    }
    for (pod, open) in others {
        finding.label(pod.grip(), if open[0] { "nor is this one for ingress" } else { "nor is this one for egress" });
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
    fn each_direction_counts_where_the_namespace_has_policies_for_it() {
        let rule = tester::of(&super::NETPOL_MISSING_FOR_WORKLOAD);
        let egress = POLICY.replace("name: n", "name: e").replace("spec: {", "spec: {policyTypes: [Egress], ");
        let all = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: all}\nspec: {podSelector: {}}\n---\n";
        rule.passes(&format!("{all}{}{}", pod("a", "{}"), pod("b", "{}")));
        let found = rule.fails(&format!("{all}{egress}{}{}", pod("a", "{}"), pod("b", "{}")));
        assert_eq!(found.message, "Pod `b` is selected by no network policy for egress");
        let found = rule.fails(&format!("{egress}{POLICY}{}{}", pod("a", "{}"), pod("b", "{}")));
        assert_eq!(found.message, "Pod `b` is selected by no network policy");
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
