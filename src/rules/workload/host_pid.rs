//! `host-pid`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that share the process table of the node.
    ///
    /// ## Why is this bad?
    /// Containers see every process of the node, with arguments and environment, and can signal or trace those of
    /// their user; with `SYS_PTRACE` or root they enter them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostPID: true
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
    pub HOST_PID = "host-pid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "kube-linter:host-pid", "polaris:hostPIDSet", "trivy:KSV-0010", "checkov:CKV_K8S_17",
            "kubescape:C-0038", "kubescape:C-0275", "kubesec:HostPID", "kyverno:disallow-host-namespaces",
            "gatekeeper:k8spsphostnamespace", "kubewarden:host-namespaces-psp", "kubeaudit:NamespaceHostPIDTrue",
            "cis-1.12:5.2.3", "cwe:653",
        ],
        keys: ["hostPID"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(shared) = pod.get("hostPID").filter(|it| it.is_true()) else { return };
    cx.report(shared, "the pod shares the process table of the node")
        .help("delete the line unless the pod is an agent of the node itself")
        .fix(Safety::Unsafe, "give the pod a namespace of its own", Edit::remove_entry(shared));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_is_read_in_the_pod_and_as_yaml_1_1() {
        let rule = tester::of(&super::HOST_PID);
        rule.fails(&tester::pod("{hostPID: on, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{hostPID: false, containers: [{name: a}]}"));
        rule.passes(
            "apiVersion: apps/v1\nkind: Deployment\nspec: {hostPID: true, template: {spec: {containers: []}}}\n",
        );
        rule.fails(
            "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {hostPID: true}}}}}\n",
        );
    }
}
