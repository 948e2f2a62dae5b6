//! `host-ipc`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that share the shared memory of the node.
    ///
    /// ## Why is this bad?
    /// Containers read and write the shared memory segments, semaphores and message queues of every process of the
    /// node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostIPC: true
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
    pub HOST_IPC = "host-ipc" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "kube-linter:host-ipc", "polaris:hostIPCSet", "trivy:KSV-0008", "checkov:CKV_K8S_18",
            "kubescape:C-0038", "kubescape:C-0276", "kubesec:HostIPC", "kyverno:disallow-host-namespaces",
            "gatekeeper:k8spsphostnamespace", "kubewarden:host-namespaces-psp", "kubeaudit:NamespaceHostIPCTrue",
            "cis-1.12:5.2.4", "cwe:653",
        ],
        keys: ["hostIPC"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(shared) = pod.get("hostIPC").filter(|it| it.is_true()) else { return };
    cx.report(shared, "the pod shares the shared memory of the node")
        .help("delete the line unless the pod is an agent of the node itself")
        .fix(Safety::Unsafe, "give the pod a namespace of its own", Edit::remove_entry(shared));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_is_read_in_the_pod_and_as_yaml_1_1() {
        let rule = tester::of(&super::HOST_IPC);
        rule.fails(&tester::pod("{hostIPC: on, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{hostIPC: false, containers: [{name: a}]}"));
        rule.passes(
            "apiVersion: apps/v1\nkind: Deployment\nspec: {hostIPC: true, template: {spec: {containers: []}}}\n",
        );
        rule.fails(
            "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {hostIPC: true}}}}}\n",
        );
    }
}
