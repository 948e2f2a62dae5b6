//! `privileged-container`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that run in privileged mode.
    ///
    /// ## Why is this bad?
    /// A privileged container has every capability and every device of the host, and seccomp, AppArmor and the masked parts of
    /// `/proc` no longer hold it: whoever controls it controls the node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {privileged: true}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {privileged: false}
    /// ```
    pub PRIVILEGED_CONTAINER = "privileged-container" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "kube-linter:privileged-container", "kube-score:container-security-context-privileged",
            "polaris:runAsPrivileged", "trivy:KSV-0017", "checkov:CKV_K8S_16", "kubescape:C-0057",
            "kyverno:disallow-privileged-containers", "kubesec:Privileged", "gatekeeper:k8spspprivilegedcontainer",
            "kubewarden:pod-privileged", "kubeaudit:PrivilegedTrue", "kics:container_is_privileged", "cis-1.12:5.2.2",
            "cwe:250",
        ],
        keys: ["privileged"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(privileged) = container.security("privileged").filter(|it| it.is_true()) else { return };
    cx.report(privileged, format!("container `{}` is privileged", container.name()))
        .label(container, "this container")
        .help("delete the line; if the container needs one privilege, add just that capability or device")
        .fix(Safety::Unsafe, "run unprivileged", Edit::remove_entry(privileged));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn unset_is_unprivileged() {
        let rule = tester::of(&super::PRIVILEGED_CONTAINER);
        rule.passes(&tester::container("image: a"));
        rule.passes(&tester::container("securityContext: {privileged: null}"));
        rule.passes(&tester::container("securityContext: {privileged: false}"));
    }

    #[test]
    fn every_class_of_container_counts_and_so_does_yes() {
        let rule = tester::of(&super::PRIVILEGED_CONTAINER);
        rule.fails("apiVersion: v1\nkind: Pod\nspec:\n  initContainers:\n  - name: a\n    securityContext: {privileged: yes}\n");
        rule.fails("apiVersion: v1\nkind: Pod\nspec:\n  ephemeralContainers:\n  - name: a\n    securityContext: {privileged: on}\n");
        rule.passes(
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    securityContext: {privileged: 'true'}\n",
        );
        rule.passes(
            "apiVersion: v1\nkind: Pod\nspec:\n  securityContext: {privileged: true}\n  containers:\n  - name: a\n",
        );
    }
}
