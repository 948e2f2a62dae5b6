//! `rbac-node-write`

use super::grant::Grant;
use super::permission::{CHANGE, Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may change nodes.
    ///
    /// ## Why is this bad?
    /// Labels and taints of nodes decide where pods run. Whoever writes them draws pods with valuable tokens to a node they
    /// hold, or drives all pods off the others; whoever deletes nodes evicts everything on them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [nodes]
    ///     verbs: [get, patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [nodes]
    ///     verbs: [get, list, watch]
    /// ```
    pub RBAC_NODE_WRITE = "rbac-node-write" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed { verbs: &["create", "update", "patch", "delete"], group: "", resources: &["nodes"] },
        Needed { verbs: CHANGE, group: "", resources: &["nodes/status"] },
    ],
    does: "may change nodes and so where pods run",
    help: "drop the verbs that write",
    weight: Weight::cluster(Severity::Medium),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)) {
        let grant = Grant::of(role, index);
        let Some(finding) = PERMISSION.report(granted, &grant, index, cx) else { return };
        if granted.resource.text() == Some("nodes/status") {
            finding.severity(Severity::Low);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_NODE_WRITE);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [nodes], verbs: [delete]", Severity::Medium),
            ("cluster", "apiGroups: [''], resources: [nodes/status], verbs: [patch]", Severity::Low),
            ("unbound", "apiGroups: [''], resources: [nodes], verbs: [patch]", Severity::Low),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [nodes], verbs: [get]"),
            ("namespace", "apiGroups: [''], resources: [nodes], verbs: [patch]"),
            ("cluster", "apiGroups: ['metrics.k8s.io'], resources: [nodes], verbs: [patch]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
