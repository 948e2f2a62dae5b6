//! `capability-beyond-restricted`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that add capabilities which hardened namespaces do not allow.
    ///
    /// ## Why is this bad?
    /// Beside `NET_BIND_SERVICE` every capability gives more than a program that serves requests needs: `SETUID` and
    /// `SETGID` become other users, `CHOWN` and `DAC_OVERRIDE` reach files of others, `MKNOD` makes devices.
    /// Namespaces that enforce the *restricted* standard refuse the pod.
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
    ///         capabilities: {drop: [ALL], add: [CHOWN]}
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
    ///         capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
    /// ```
    pub CAPABILITY_BEYOND_RESTRICTED = "capability-beyond-restricted" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:restricted", "kyverno:disallow-capabilities-strict", "trivy:KSV-0106", "kubewarden:capabilities-psp",
            "gatekeeper:k8spspcapabilities", "cis-1.12:5.2.9", "cwe:250",
        ],
        keys: ["add"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(added) = container.security("capabilities").and_then(|it| it.get("add")) else { return };
    if container.is_privileged() || pss::exempts_windows(container.pod(), cx.kubernetes_version()) {
        return;
    }
    for entry in added.items() {
        // What is beyond the baseline has rules of its own.
        let Some(name) = entry.text().filter(|it| pss::is_baseline_capability(it)) else { continue };
        if name != pss::RESTRICTED_CAPABILITY {
            cx.report(entry, format!("container `{}` adds the capability `{name}`", container.name()))
                .help("delete the entry; namespaces that enforce the restricted standard refuse the pod")
                .fix(Safety::Unsafe, "do not add the capability", Edit::remove_entry(entry));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_baseline_list_without_one_name() {
        let rule = tester::of(&super::CAPABILITY_BEYOND_RESTRICTED);
        let adding = |names: &str| tester::container(&format!("securityContext: {{capabilities: {{add: {names}}}}}"));
        rule.finds(2, &adding("[SETUID, NET_BIND_SERVICE, SETGID]"));
        rule.passes(&adding("[SYS_ADMIN, NET_RAW, cap_chown]"));
        rule.passes(&adding("null"));
        rule.passes(&tester::container("securityContext: {privileged: true, capabilities: {add: [CHOWN]}}"));
    }

    #[test]
    fn windows_is_exempt_from_1_25_on() {
        let text = tester::pod(
            "{os: {name: windows}, containers: [{name: a, securityContext: {capabilities: {add: [CHOWN]}}}]}",
        );
        tester::of(&super::CAPABILITY_BEYOND_RESTRICTED).passes(&text);
        tester::of(&super::CAPABILITY_BEYOND_RESTRICTED).kubernetes("1.24").fails(&text);
    }
}
