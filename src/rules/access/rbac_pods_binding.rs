//! `rbac-pods-binding`

use super::permission::{Needed, Permission, ROLES, Weight, is_called};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may bind pods to nodes without being a scheduler.
    ///
    /// ## Why is this bad?
    /// A binding puts a pod on a node past the scheduler: taints, affinities and spread do not count. Only schedulers have
    /// to.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/binding]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods]
    ///     verbs: [get]
    /// ```
    pub RBAC_PODS_BINDING = "rbac-pods-binding" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["create"], group: "", resources: &["pods/binding", "bindings"] }],
    does: "may put pods on nodes past the scheduler",
    help: "drop `pods/binding`, or name the role for the scheduler it belongs to",
    weight: Weight::both(Severity::Low, Severity::Low),
    beneath: &[&super::rbac_pod_create::PERMISSION],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check_if(role, index, cx, |grant, _| !is_called(grant, &["sched"]));
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_PODS_BINDING);
        assert_eq!(
            rule.fails(&granted("cluster", "apiGroups: [''], resources: [bindings], verbs: [create]")).severity,
            Severity::Low
        );
        rule.passes(&granted("cluster", "apiGroups: [''], resources: [pods/binding], verbs: [get]"));
    }

    #[test]
    fn schedulers_may() {
        let own = granted("cluster", "apiGroups: [''], resources: [pods/binding], verbs: [create]");
        tester::of(&super::RBAC_PODS_BINDING).passes(&own.replace("name: r", "name: gpu-scheduler"));
    }
}
