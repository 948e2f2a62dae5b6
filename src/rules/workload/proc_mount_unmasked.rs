//! `proc-mount-unmasked`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that see all of `/proc`.
    ///
    /// ## Why is this bad?
    /// The runtime hides the parts of `/proc` that show or change the whole kernel, such as `/proc/kcore` and
    /// `/proc/sysrq-trigger`. Unmasked, a process that is root in the container reaches them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {procMount: Unmasked}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {procMount: Default}
    /// ```
    pub PROC_MOUNT_UNMASKED = "proc-mount-unmasked" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "pss:restricted", "kube-linter:unsafe-proc-mount", "polaris:procMount", "trivy:KSV-0027",
            "kyverno:disallow-proc-mount", "gatekeeper:k8spspprocmount", "kubewarden:allowed-proc-mount-types-psp",
            "kics:container_runs_unmasked", "cwe:653",
        ],
        keys: ["procMount"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(mount) = container.security("procMount") else { return };
    if mount.as_str() == Some("Default") || container.is_privileged() {
        return;
    }
    // In a user namespace of its own only the restricted standard minds.
    let relaxed = pss::allows_root(container.pod(), cx.kubernetes_version());
    let finding = cx.report(mount, format!("container `{}` sees all of `/proc`", container.name()));
    finding.label(container, "this container").help("delete the line").fix(
        Safety::Unsafe,
        "mask `/proc`",
        Edit::remove_entry(mount),
    );
    if relaxed {
        finding.severity(Severity::Medium);
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    #[test]
    fn default_passes_and_every_class_of_container_counts() {
        let rule = tester::of(&super::PROC_MOUNT_UNMASKED);
        rule.passes(&tester::container("securityContext: {procMount: Default}"));
        rule.passes(&tester::container("securityContext: {procMount: null}"));
        rule.fails(&tester::pod("{initContainers: [{name: a, securityContext: {procMount: Unmasked}}]}"));
        rule.passes(&tester::container("securityContext: {privileged: true, procMount: Unmasked}"));
    }

    #[test]
    fn a_user_namespace_relaxes_it_for_the_baseline_from_1_35_on() {
        let text = tester::pod("{hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}");
        let of = |version| tester::of(&super::PROC_MOUNT_UNMASKED).kubernetes(version).fails(&text).severity;
        assert_eq!(of("1.35"), Severity::Medium);
        assert_eq!(of("1.34"), Severity::High);
    }
}
