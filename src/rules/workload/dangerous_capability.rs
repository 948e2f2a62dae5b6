//! `dangerous-capability`

use super::danger::danger;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that add a capability with which they can leave the container or rule the node.
    ///
    /// ## Why is this bad?
    /// Some capabilities are as good as root on the node: `SYS_ADMIN` mounts and reconfigures, `SYS_MODULE` loads
    /// code into the kernel, `DAC_READ_SEARCH` opens any file of the host, `ALL` does all of it.
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
    ///         capabilities: {add: [SYS_ADMIN]}
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
    pub DANGEROUS_CAPABILITY = "dangerous-capability" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "kube-linter:privilege-escalation-container", "polaris:dangerousCapabilities",
            "trivy:KSV-0005", "trivy:KSV-0120", "checkov:CKV_K8S_39", "kubescape:C-0046", "kubescape:C-0057",
            "kubesec:CapSysAdmin", "trivy:KSV-0119", "kics:containers_with_sys_admin_capabilities", "cis-1.12:5.2.9",
            "cwe:250",
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
        let Some((name, (severity, grants))) = entry.text().and_then(|it| Some((it, danger(it)?))) else { continue };
        cx.report(entry, format!("container `{}` adds the capability `{name}`", container.name()))
            .severity(severity)
            .caption(grants)
            .help("delete the entry; if the program needs it, look for a narrower capability or a device plugin")
            .fix(Safety::Unsafe, "do not add the capability", Edit::remove_entry(entry));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_spelling_counts() {
        let rule = tester::of(&super::DANGEROUS_CAPABILITY);
        let adding = |names: &str| tester::container(&format!("securityContext: {{capabilities: {{add: {names}}}}}"));
        rule.finds(4, &adding("[CAP_SYS_ADMIN, all, sys_module, ALL]"));
        rule.passes(&adding("[NET_RAW, CHOWN, NOT_SYS_ADMIN]"));
        rule.passes(&tester::container("securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}"));
        rule.passes(&tester::container("securityContext: {capabilities: {drop: [ALL]}}"));
    }
}
