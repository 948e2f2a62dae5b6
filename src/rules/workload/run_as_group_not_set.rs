//! `run-as-group-not-set`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers whose group is left to the image.
    ///
    /// ## Why is this bad?
    /// An image that names no group, or only a user by number, runs with group 0, and so with everything that the
    /// group of root may read or write.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsUser: 10001}
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsUser: 10001, runAsGroup: 10001}
    ///   containers:
    ///     - name: app
    /// ```
    pub RUN_AS_GROUP_NOT_SET = "run-as-group-not-set" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0013", "kube-score:container-security-context-user-group-id", "cwe:250"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if pod.security("runAsGroup").is_some() || pod.is_windows() {
        return;
    }
    let open: Vec<_> = pod.containers().filter(|it| it.security("runAsGroup").is_none()).collect();
    if open.is_empty() {
        return;
    }
    let finding = cx.report(pod, format!("the image chooses the group of {}", super::naming::containers(&open)));
    finding.help("set `runAsGroup` in the `securityContext` of the pod to a group other than 0");
    for container in open {
        finding.label(container, "often group 0");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_finding_for_all_containers_that_leave_it_open() {
        let rule = tester::of(&super::RUN_AS_GROUP_NOT_SET);
        let found = rule.fails(&tester::pod(
            "{containers: [{name: a}, {name: b, securityContext: {runAsGroup: 5}}], initContainers: [{name: c}]}",
        ));
        assert_eq!(found.labels.len(), 3);
        rule.passes(&tester::container("securityContext: {runAsGroup: 0}"));
        rule.passes(&tester::pod("{os: {name: windows}, containers: [{name: a}]}"));
        rule.fails(&tester::container("securityContext: {runAsGroup: null}"));
    }
}
