//! `rbac-lease-write-system`

use super::permission::{CHANGE, Needed, Permission, ROLES, Weight, is_in_system};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may change any lease in `kube-system`.
    ///
    /// ## Why is this bad?
    /// Leases decide which copy of a controller leads, and in `kube-node-lease` which nodes are alive. Whoever changes them
    /// stops the controllers of the cluster. One lease, named, is enough to elect a leader.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: kube-system}
    /// rules:
    ///   - apiGroups: [coordination.k8s.io]
    ///     resources: [leases]
    ///     verbs: [get, update]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: kube-system}
    /// rules:
    ///   - apiGroups: [coordination.k8s.io]
    ///     resources: [leases]
    ///     verbs: [get, update]
    ///     resourceNames: [app]
    /// ```
    pub RBAC_LEASE_WRITE_SYSTEM = "rbac-lease-write-system" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: CHANGE, group: "coordination.k8s.io", resources: &["leases"] }],
    does: "may take over the leases of the cluster",
    help: "name its own lease in `resourceNames`",
    weight: Weight::both(Severity::Low, Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check_if(role, index, cx, |grant, granted| {
        let nodes = role.namespace() == Some("kube-node-lease");
        !granted.narrowed && (nodes || is_in_system(grant) || grant.is_cluster_wide())
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_LEASE_WRITE_SYSTEM);
        for (reach, rules, severity) in [
            ("system", "apiGroups: ['coordination.k8s.io'], resources: [leases], verbs: [patch]", Severity::Low),
            ("cluster", "apiGroups: ['coordination.k8s.io'], resources: [leases], verbs: [update]", Severity::Low),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("namespace", "apiGroups: ['coordination.k8s.io'], resources: [leases], verbs: [update]"),
            (
                "system",
                "apiGroups: ['coordination.k8s.io'], resources: [leases], verbs: [update], resourceNames: [app]",
            ),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
