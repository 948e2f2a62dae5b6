//! `host-network`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that share the network of the node.
    ///
    /// ## Why is this bad?
    /// Pods on the host network reach what listens on the node's loopback (the kubelet, etcd, cloud metadata), can
    /// sniff traffic, and no network policy applies to them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostNetwork: true
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    pub HOST_NETWORK = "host-network" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:pod-host-network", "pss:baseline", "kube-linter:host-network", "polaris:hostNetworkSet", "trivy:KSV-0009",
            "checkov:CKV_K8S_19", "kubescape:C-0041", "kubesec:HostNetwork", "kyverno:disallow-host-namespaces",
            "gatekeeper:k8spsphostnetworkingports", "kubewarden:host-namespaces-psp",
            "kubeaudit:NamespaceHostNetworkTrue", "cis-1.12:5.2.5", "cwe:653",
        ],
        keys: ["hostNetwork"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(shared) = pod.get("hostNetwork").filter(|it| it.is_true()) else { return };
    let finding = cx.report(shared, "the pod shares the network of the node");
    finding.help("delete the line unless the pod is an agent of the node itself");
    // Processes of a Windows node are refused without it.
    if !super::host_process::is_used(pod) {
        finding.fix(Safety::Unsafe, "give the pod a namespace of its own", Edit::remove_entry(shared));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_fix_leaves_a_pod_that_is_accepted() {
        let found = tester::of(&super::HOST_NETWORK).fails(&tester::pod(
            "{hostNetwork: true, containers: [{name: a, securityContext: {windowsOptions: {hostProcess: true}}}]}",
        ));
        assert!(found.fix.is_none());
    }

    #[test]
    fn it_is_read_in_the_pod_and_as_yaml_1_1() {
        let rule = tester::of(&super::HOST_NETWORK);
        rule.fails(&tester::pod("{hostNetwork: on, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{hostNetwork: false, containers: [{name: a}]}"));
        rule.passes(
            "apiVersion: apps/v1\nkind: Deployment\nspec: {hostNetwork: true, template: {spec: {containers: []}}}\n",
        );
        rule.fails("apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {hostNetwork: true}}}}}\n");
    }
}
