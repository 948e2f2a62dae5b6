//! `run-as-root-user`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that run as user 0 because the manifest says so.
    ///
    /// ## Why is this bad?
    /// Root in a container needs one more flaw (in the runtime, the kernel or a mounted volume) to be root on the
    /// node, and inside the container nothing is protected from it. Where `runAsNonRoot: true` stands beside the 0,
    /// nothing runs at all, which `run-as-non-root-contradiction` reports.
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
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 1000}
    /// ```
    pub RUN_AS_ROOT_USER = "run-as-root-user" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:restricted", "kube-linter:run-as-non-root", "trivy:KSV-0105", "kubescape:C-0013",
            "kyverno:require-run-as-non-root-user", "gatekeeper:k8spspallowedusers", "kubewarden:user-group-psp",
            "kubeaudit:RunAsUserCSCRoot", "kubeaudit:RunAsUserPSCRoot", "kics:containers_running_as_root",
            "cis-1.12:5.2.7", "cwe:250",
        ],
        keys: ["runAsUser"],
        check: Pod(check)
    }
}

const HELP: &str = "delete the line if the image names a user of its own, or name a user other than 0";

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if pss::allows_root(pod, cx.kubernetes_version()) {
        return;
    }
    let mut inheriting = Vec::new();
    // What must not be root and says 0 never starts: the cause of `run-as-non-root-contradiction`.
    let starts = |it: &Container<'_>| !it.effective("runAsNonRoot").is_some_and(Value::is_true);
    for container in pod.containers().filter(starts) {
        match container.security("runAsUser") {
            Some(user) if user.as_int() == Some(0) => {
                cx.report(user, format!("container `{}` runs as root", container.name()))
                    .label(container, "this container")
                    .help(HELP)
                    .fix(Safety::Unsafe, "let the image name the user", Edit::remove_entry(user));
            }
            Some(_) => {}
            None => inheriting.push(container),
        }
    }
    // A pod-level 0 that every container overrides runs nothing as root.
    let of_pod = pod.security("runAsUser").filter(|it| it.as_int() == Some(0));
    let Some(user) = of_pod.filter(|_| !inheriting.is_empty()) else { return };
    let verb = if inheriting.len() == 1 { "runs" } else { "run" };
    let message = format!("{} {verb} as root", super::naming::containers(&inheriting));
    let finding = cx.report(user, message).help(HELP);
    finding.fix(Safety::Unsafe, "let the images name the user", Edit::remove_entry(user));
    for container in inheriting {
        finding.label(container, "inherits it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_effective_user_of_each_container_counts() {
        let rule = tester::of(&super::RUN_AS_ROOT_USER);
        rule.fails(&tester::pod("{securityContext: {runAsUser: 0}, containers: [{name: a}, {name: b}]}"));
        rule.passes(&tester::pod(
            "{securityContext: {runAsUser: 0}, containers: [{name: a, securityContext: {runAsUser: 7}}]}",
        ));
        rule.fails(&tester::pod("{initContainers: [{name: a, securityContext: {runAsUser: 0x0}}]}"));
        rule.passes(&tester::pod(
            "{securityContext: {runAsNonRoot: true}, initContainers: [{name: a, securityContext: {runAsUser: 0}}]}",
        ));
        rule.passes(&tester::container("securityContext: {runAsUser: null}"));
        rule.passes(&tester::container("securityContext: {runAsGroup: 0}"));
    }

    #[test]
    fn a_user_namespace_relaxes_it_from_1_35_on() {
        let text = tester::pod("{hostUsers: false, containers: [{name: a, securityContext: {runAsUser: 0}}]}");
        tester::of(&super::RUN_AS_ROOT_USER).kubernetes("1.35").passes(&text);
        tester::of(&super::RUN_AS_ROOT_USER).kubernetes("1.34").fails(&text);
    }
}
