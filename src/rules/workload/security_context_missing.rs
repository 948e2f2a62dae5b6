//! `security-context-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers for which no security setting is written at all.
    ///
    /// ## Why is this bad?
    /// Kubernetes hardens nothing by itself: without a security context the container runs as whom the image says,
    /// with the capabilities of the runtime, a writable root and no seccomp profile. This is the short form of
    /// several findings about one container.
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
    ///   securityContext: {runAsNonRoot: true}
    ///   containers:
    ///     - name: app
    /// ```
    pub SECURITY_CONTEXT_MISSING = "security-context-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "checkov:CKV_K8S_29", "checkov:CKV_K8S_30", "trivy:KSV-0118", "kubescape:C-0211",
            "kics:pod_or_container_without_security_context", "cwe:1188",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let is_set = |it: Option<Value<'_>>| it.is_some_and(|it| !it.is_empty());
    // Nearly nothing of it is asked of Windows.
    if is_set(pod.get("securityContext")) || pod.is_windows() {
        return;
    }
    let bare: Vec<_> = pod.containers().filter(|it| !is_set(it.get("securityContext"))).collect();
    if bare.is_empty() {
        return;
    }
    let finding = cx.report(pod, format!("{} without a security context", super::naming::containers(&bare)));
    finding.help("write a `securityContext` for the pod and one for each container");
    for container in bare {
        finding.label(container, "all defaults");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn nothing_in_the_braces_is_nothing() {
        let rule = tester::of(&super::SECURITY_CONTEXT_MISSING);
        rule.fails(&tester::pod("{securityContext: {}, containers: [{name: a, securityContext: {}}, {name: b}]}"));
        rule.fails(&tester::pod(
            "{containers: [{name: a}], initContainers: [{name: b, securityContext: {privileged: true}}]}",
        ));
        rule.passes(&tester::container("securityContext: {privileged: true}"));
        rule.passes(&tester::pod("{os: {name: windows}, containers: [{name: a}]}"));
    }
}
