//! `rbac-pod-status-write`

use super::permission::{CHANGE, Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write the status of pods.
    ///
    /// ## Why is this bad?
    /// The status says whether a pod is ready and under which address: whoever writes it sends the traffic of a Service
    /// elsewhere, or takes pods out of it. Only the kubelet has to.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/status]
    ///     verbs: [patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/status]
    ///     verbs: [get]
    /// ```
    pub RBAC_POD_STATUS_WRITE = "rbac-pod-status-write" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: CHANGE, group: "", resources: &["pods/status"] }],
    does: "may write the status of pods",
    help: "drop `pods/status`",
    weight: Weight::both(Severity::Low, Severity::Low),
    beneath: &[&super::rbac_pod_create::PERMISSION, &super::rbac_pod_mutate::PERMISSION],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check(role, index, cx);
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_POD_STATUS_WRITE);
        assert_eq!(
            rule.fails(&granted("cluster", "apiGroups: [''], resources: [pods/status], verbs: [update]")).severity,
            Severity::Low
        );
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [pods, pods/status], verbs: [patch]"),
            ("cluster", "apiGroups: ['apps'], resources: [deployments/status], verbs: [patch]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
