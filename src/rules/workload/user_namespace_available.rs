//! `user-namespace-available`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that may run as root and could have a user namespace of their own.
    ///
    /// ## Why is this bad?
    /// In a user namespace root of the container is nobody on the node: most ways out of a container end there. From
    /// Kubernetes 1.33 on it takes one line, and from 1.35 on the *restricted* Pod Security Standard lets such a pod
    /// run as root.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 0}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostUsers: false
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 0}
    /// ```
    pub USER_NAMESPACE_AVAILABLE = "user-namespace-available" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubesec:HostUsers", "checkov:CKV_K8S_40", "pss:restricted", "cwe:250"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if pod.get("hostUsers").is_some() || cx.kubernetes_version() < Version::new(1, 33) || pod.is_windows() {
        return;
    }
    let Some(root) = pod.containers().find(|&it| may_be_root(it)) else { return };
    if needs_the_node(pod) {
        return;
    }
    cx.report(root, format!("container `{}` may run as root of the node", root.name()))
        .label(pod.grip(), "has no user namespace of its own")
        .covers(&["host-user-namespace"])
        .help("set `hostUsers: false`, so that root of the container is nobody on the node")
        .fix(Safety::Unsafe, "give the pod a user namespace", Edit::insert_entry(pod.spec(), "hostUsers", "false"));
}

fn may_be_root(container: Container<'_>) -> bool {
    let user = container.effective("runAsUser").and_then(Value::as_int);
    match user {
        Some(user) => user == 0,
        None => !container.effective("runAsNonRoot").is_some_and(Value::is_true),
    }
}

/// What a user namespace excludes, or would leave without effect.
fn needs_the_node(pod: Pod<'_>) -> bool {
    ["hostNetwork", "hostPID", "hostIPC"].iter().any(|it| pod.spec().flag(it))
        || pod.volumes().any(|it| it.get("hostPath").is_some() || it.get("nfs").is_some())
        || pod.containers().any(|it| {
            let devices = it.get("volumeDevices").is_some_and(|it| !it.is_empty());
            let added = it.security("capabilities").is_some_and(|it| it.list("add").next().is_some());
            let ports = it.value().list("ports").any(|it| it.get("hostPort").is_some());
            devices || added || ports || it.is_privileged()
        })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_the_namespace_would_mend_counts() {
        let rule = tester::of(&super::USER_NAMESPACE_AVAILABLE);
        rule.fails(&tester::container("image: a"));
        rule.fails(&tester::container("securityContext: {runAsNonRoot: false, procMount: Unmasked}"));
        rule.passes(&tester::container("securityContext: {runAsNonRoot: true}"));
        rule.passes(&tester::container("securityContext: {runAsUser: 1000}"));
        rule.passes(&tester::container("securityContext: {privileged: true}"));
        rule.passes(&tester::pod("{hostNetwork: true, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{hostUsers: true, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{volumes: [{name: v, hostPath: {path: /x}}], containers: [{name: a}]}"));
        rule.kubernetes("1.32").passes(&tester::container("image: a"));
    }
}
