//! `capability-beyond-baseline`

use super::danger::danger;
use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that add a capability which the *baseline* standard does not allow.
    ///
    /// ## Why is this bad?
    /// Beyond the thirteen capabilities of the baseline list, each one opens a part of the kernel to the container.
    /// Names are compared exactly: `chown` and `CAP_CHOWN` are refused as well. `NET_RAW` is not on the list,
    /// although runtimes grant it by default.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {add: [NET_RAW]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {add: [NET_BIND_SERVICE]}
    /// ```
    pub CAPABILITY_BEYOND_BASELINE = "capability-beyond-baseline" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "trivy:KSV-0022", "checkov:CKV_K8S_25", "kubescape:C-0046",
            "kyverno:disallow-capabilities", "gatekeeper:k8spspcapabilities", "kubewarden:capabilities-psp",
            "kubeaudit:CapabilityAdded", "kics:containers_with_added_capabilities", "cis-1.12:5.2.9", "cwe:250",
        ],
        keys: ["add"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if container.is_privileged() {
        return;
    }
    for entry in container.security("capabilities").into_iter().flat_map(|it| it.list("add")) {
        let Some(name) = entry.text().filter(|it| !it.is_empty()) else { continue };
        // `dangerous-capability` speaks about the worst.
        if pss::is_baseline_capability(name) || danger(name).is_some() {
            continue;
        }
        cx.report(entry, format!("container `{}` adds the capability `{name}`", container.name()))
            .help("delete the entry; namespaces that enforce the baseline standard refuse the pod")
            .fix(Safety::Unsafe, "do not add the capability", Edit::remove_entry(entry));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_compare_exactly() {
        let rule = tester::of(&super::CAPABILITY_BEYOND_BASELINE);
        let adding = |names: &str| tester::container(&format!("securityContext: {{capabilities: {{add: {names}}}}}"));
        rule.finds(3, &adding("[CAP_CHOWN, chown, NET_RAW, CHOWN, SETUID]"));
        rule.passes(&adding("[SYS_ADMIN, ALL, cap_bpf]"));
        rule.passes(&adding("null"));
        rule.passes(&tester::container("securityContext: {privileged: true, capabilities: {add: [NET_RAW]}}"));
        rule.fails(&tester::pod(
            "{ephemeralContainers: [{name: a, securityContext: {capabilities: {add: [IPC_LOCK]}}}]}",
        ));
    }
}
