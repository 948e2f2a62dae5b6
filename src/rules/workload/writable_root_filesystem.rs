//! `writable-root-filesystem`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that can change their own file system.
    ///
    /// ## Why is this bad?
    /// Who breaks into a container with a writable root can replace its programs and drop tools. Programs rarely
    /// write anywhere but to `/tmp` and their data, which volumes can provide.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
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
    ///       securityContext: {readOnlyRootFilesystem: true}
    /// ```
    pub WRITABLE_ROOT_FILESYSTEM = "writable-root-filesystem" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:no-read-only-root-fs", "kube-score:container-security-context-readonlyrootfilesystem",
            "polaris:notReadOnlyRootFilesystem", "trivy:KSV-0014", "checkov:CKV_K8S_22", "kubescape:C-0017",
            "kubesec:ReadOnlyRootFilesystem", "kyverno:require-ro-rootfs", "gatekeeper:k8spspreadonlyrootfilesystem",
            "kubewarden:readonly-root-filesystem-psp", "kubeaudit:ReadOnlyRootFilesystemFalse", "cwe:732",
        ],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if container.pod().is_windows() {
        return;
    }
    let message = format!("container `{}` can write to its root file system", container.name());
    let help = "set `readOnlyRootFilesystem: true` in its `securityContext`, and mount an `emptyDir` where it writes";
    match container.security("readOnlyRootFilesystem") {
        Some(it) if it.is_true() => {}
        Some(it) => {
            cx.report(it, message).help(help).fix(
                Safety::Unsafe,
                "make the root read-only",
                [Edit::replace(it, "true")],
            );
        }
        None => {
            cx.report(container, message).help(help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_pod_has_no_such_field_and_windows_is_not_asked() {
        let rule = tester::of(&super::WRITABLE_ROOT_FILESYSTEM);
        rule.fails(&tester::pod("{securityContext: {readOnlyRootFilesystem: true}, containers: [{name: a}]}"));
        rule.fails(&tester::container("securityContext: {readOnlyRootFilesystem: false}"));
        rule.fails(&tester::pod("{initContainers: [{name: a}]}"));
        rule.passes(&tester::pod("{os: {name: windows}, containers: [{name: a}]}"));
    }
}
