//! `unsafe-sysctl`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Kernel parameters that the *baseline* standard does not allow a pod to set.
    ///
    /// ## Why is this bad?
    /// Few sysctls are known to be namespaced and harmless. Any other can affect the node and its other pods, and the
    /// kubelet refuses the pod unless the node was opened for it. The list grows with the version of Kubernetes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     sysctls: [{name: kernel.msgmax, value: "65536"}]
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}]
    ///   containers:
    ///     - name: app
    /// ```
    pub UNSAFE_SYSCTL = "unsafe-sysctl" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "kube-linter:unsafe-sysctls", "trivy:KSV-0026", "kyverno:restrict-sysctls",
            "gatekeeper:k8spspforbiddensysctls", "kubewarden:sysctl-psp", "cwe:693",
        ],
        keys: ["sysctls"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let version = cx.kubernetes_version();
    for entry in pod.security("sysctls").into_iter().flat_map(Value::items) {
        let Some((at, name)) = entry.get("name").and_then(|it| Some((it, it.text()?))) else { continue };
        if pss::is_safe_sysctl(name, version) {
            continue;
        }
        let finding = cx.report(at, format!("sysctl `{name}` is not among the safe ones of Kubernetes {version}"));
        let dotted = name.replace('/', ".");
        if dotted != name && pss::is_safe_sysctl(&dotted, version) {
            finding.help(format!("write `{dotted}`: Pod Security compares the name as written"));
        } else {
            finding.help("delete the entry, or set the parameter on the nodes that need it");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_list_is_that_of_the_version() {
        let setting =
            |name: &str| tester::pod(&format!("{{securityContext: {{sysctls: [{{name: {name}, value: '1'}}]}}}}"));
        let rule = tester::of(&super::UNSAFE_SYSCTL);
        rule.passes(&setting("kernel.shm_rmid_forced"));
        rule.fails(&setting("net.core.somaxconn"));
        rule.passes(&setting("net.ipv4.tcp_rmem"));
        tester::of(&super::UNSAFE_SYSCTL).kubernetes("1.31").fails(&setting("net.ipv4.tcp_rmem"));
        let found = rule.fails(&setting("net/ipv4/tcp_syncookies"));
        assert!(found.help.unwrap().contains("`net.ipv4.tcp_syncookies`"));
    }
}
