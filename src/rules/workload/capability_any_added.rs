//! `capability-any-added`

use super::danger::danger;
use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that add any capability at all.
    ///
    /// ## Why is this bad?
    /// Each capability is a part of the power of root. Where programs listen on ports above 1023, or
    /// `net.ipv4.ip_unprivileged_port_start` is lowered, not even `NET_BIND_SERVICE` is needed. Capabilities that
    /// other rules speak about are left to them.
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
    ///         capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
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
    ///         capabilities: {drop: [ALL]}
    /// ```
    pub CAPABILITY_ANY_ADDED = "capability-any-added" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0022", "checkov:CKV_K8S_25", "kics:containers_with_added_capabilities", "cwe:250"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(added) = container.security("capabilities").and_then(|it| it.get("add")) else { return };
    if container.is_privileged() {
        return;
    }
    for entry in added.items() {
        let Some(name) = entry.text().filter(|it| !it.is_empty()) else { continue };
        let better = match name {
            pss::RESTRICTED_CAPABILITY => None,
            name if danger(name).is_some() => Some("dangerous-capability"),
            name if pss::is_baseline_capability(name) => Some("capability-beyond-restricted"),
            _ => Some("capability-beyond-baseline"),
        };
        if !better.is_some_and(|it| cx.is_left_to(it)) {
            cx.report(entry, format!("container `{}` adds the capability `{name}`", container.name()))
                .help("delete the entry if the program can do without, such as with a port above 1023");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;
    use crate::rules::workload::{capability_beyond_baseline, dangerous_capability};

    #[test]
    fn what_another_rule_says_is_left_to_it() {
        let text = tester::container("securityContext: {capabilities: {add: [SYS_ADMIN, NET_RAW, NET_BIND_SERVICE]}}");
        tester::of(&super::CAPABILITY_ANY_ADDED).finds(3, &text);
        let rule = tester::of(&super::CAPABILITY_ANY_ADDED).beside(&dangerous_capability::DANGEROUS_CAPABILITY);
        rule.finds(2, &text);
        rule.beside(&capability_beyond_baseline::CAPABILITY_BEYOND_BASELINE).fails(&text);
    }

    #[test]
    fn an_empty_list_adds_nothing() {
        let rule = tester::of(&super::CAPABILITY_ANY_ADDED);
        rule.passes(&tester::container("securityContext: {capabilities: {add: []}}"));
        rule.passes(&tester::container("securityContext: {privileged: true, capabilities: {add: [CHOWN]}}"));
    }
}
