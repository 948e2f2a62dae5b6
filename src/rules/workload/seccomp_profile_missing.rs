//! `seccomp-profile-missing`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers without a seccomp profile.
    ///
    /// ## Why is this bad?
    /// Unless the kubelet is configured otherwise, a container without a profile runs unconfined: every system call
    /// of the kernel is open to it. The old annotations have no effect since Kubernetes 1.27.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///     - name: helper
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     seccompProfile: {type: RuntimeDefault}
    ///   containers:
    ///     - name: app
    ///     - name: helper
    /// ```
    pub SECCOMP_PROFILE_MISSING = "seccomp-profile-missing" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:restricted", "kube-score:container-seccomp-profile", "polaris:linuxHardening", "trivy:KSV-0030",
            "checkov:CKV_K8S_31", "kubescape:C-0210", "kubescape:C-0055", "kubesec:SeccompAny",
            "kyverno:restrict-seccomp-strict", "kubewarden:seccomp-psp", "kics:seccomp_profile_is_not_configured",
            "cis-1.12:5.7.2", "cwe:693",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if pss::exempts_windows(pod, cx.kubernetes_version()) {
        return;
    }
    let open: Vec<_> =
        pod.containers().filter(|it| !it.is_privileged() && it.effective("seccompProfile").is_none()).collect();
    if open.is_empty() {
        return;
    }
    let message = format!("no seccomp profile for {}", super::naming::containers(&open));
    let finding = cx
        .report(pod, message)
        .help("set `seccompProfile: {type: RuntimeDefault}` in the `securityContext` of the pod");
    // What some containers have of their own was not meant for the pod.
    let (path, profile) = (["securityContext", "seccompProfile"], "{type: RuntimeDefault}");
    let each = || open.iter().flat_map(|it| Edit::insert_into(it.value(), &path, profile)).collect();
    let whole = open.len() == pod.containers().count();
    let edits = if whole { Edit::insert_into(pod.spec(), &path, profile) } else { each() };
    finding.fix(Safety::Unsafe, "use the runtime's default profile", edits);
    for container in open {
        finding.label(container, "unconfined");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_profile_of_the_container_or_of_the_pod_is_enough() {
        let rule = tester::of(&super::SECCOMP_PROFILE_MISSING);
        rule.fails(&tester::container(""));
        rule.passes(&tester::container("securityContext: {seccompProfile: {type: Localhost, localhostProfile: a}}"));
        rule.fails(&tester::pod("{containers: [{name: a, securityContext: {seccompProfile: {type: RuntimeDefault}}}], initContainers: [{name: b}]}"));
        rule.passes(&tester::container("securityContext: {privileged: true}"));
        rule.passes(&tester::pod("{os: {name: windows}, containers: [{name: a}]}"));
    }

    #[test]
    fn the_fix_leaves_other_containers_alone() {
        let rule = tester::of(&super::SECCOMP_PROFILE_MISSING);
        let count = |text: &str| rule.fails(&tester::pod(text)).fix.map(|it| it.edits.len());
        assert_eq!(count("{containers: [{name: a}, {name: b}]}"), Some(1));
        assert_eq!(
            count("{containers: [{name: a}, {name: b}, {name: c, securityContext: {privileged: true}}]}"),
            Some(2)
        );
    }

    #[test]
    fn annotations_are_dead() {
        tester::of(&super::SECCOMP_PROFILE_MISSING).fails(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations: {seccomp.security.alpha.kubernetes.io/pod: runtime/default}\nspec: {containers: [{name: a}]}\n",
        );
    }
}
