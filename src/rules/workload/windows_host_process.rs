//! `windows-host-process`

use super::host_process::of;
use crate::rule::prelude::*;

declare_rule! {
    /// Windows containers that run as processes of the node.
    ///
    /// ## Why is this bad?
    /// A HostProcess container is no container: it runs on the node, sees its files, devices and network, and may be
    /// its administrator. Whoever controls it controls the node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   os: {name: windows}
    ///   hostNetwork: true
    ///   securityContext:
    ///     windowsOptions: {hostProcess: true}
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   os: {name: windows}
    ///   containers:
    ///     - name: app
    /// ```
    pub WINDOWS_HOST_PROCESS = "windows-host-process" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "polaris:hostProcess", "trivy:KSV-0103", "kyverno:disallow-host-process",
            "gatekeeper:k8spsphostprocess", "cis-1.12:5.2.11", "cwe:250",
        ],
        keys: ["windowsOptions"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let of_pod = of(pod.security("windowsOptions"));
    let of_containers = || pod.containers().filter_map(|it| Some((of(it.security("windowsOptions"))?, it)));
    // The API server wants all containers of a pod to be of one sort: only the one place may be changed alone.
    let alone = of_pod.iter().count() + of_containers().count() == 1;
    let mut tell = |at: Value<'_>, whose: &str| {
        let finding = cx.report(at, format!("{whose} runs as processes of the node"));
        finding.help("delete the line unless the pod is an agent of the node itself");
        if alone {
            finding.fix(Safety::Unsafe, "run in a container", Edit::remove_entry(at));
        }
    };
    if let Some(at) = of_pod {
        tell(at, "the pod");
    }
    for (at, container) in of_containers() {
        tell(at, &format!("container `{}`", container.name()));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn pod_and_containers_count_each() {
        let rule = tester::of(&super::WINDOWS_HOST_PROCESS);
        let host = "securityContext: {windowsOptions: {hostProcess: true}}";
        assert!(rule.fails(&tester::container(host)).fix.is_some());
        rule.fails(&tester::pod(&format!("{{initContainers: [{{name: a, {host}}}]}}")));
        let both = rule.finds(2, &tester::pod(&format!("{{{host}, containers: [{{name: a, {host}}}]}}")));
        assert!(both.iter().all(|it| it.fix.is_none()));
        rule.passes(&tester::container("securityContext: {windowsOptions: {hostProcess: false}}"));
        rule.passes(&tester::container("securityContext: {windowsOptions: {runAsUserName: ContainerUser}}"));
    }
}
