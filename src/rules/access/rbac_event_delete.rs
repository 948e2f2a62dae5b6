//! `rbac-event-delete`

use super::permission::{DELETE, Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may delete events.
    ///
    /// ## Why is this bad?
    /// Events are what remains of a pod that ran and is gone. Nothing but an attacker has a reason to delete them: they
    /// vanish by themselves after an hour.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [events]
    ///     verbs: [delete]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [events]
    ///     verbs: [create, patch]
    /// ```
    pub RBAC_EVENT_DELETE = "rbac-event-delete" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0031", "cwe:778"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed { verbs: DELETE, group: "", resources: &["events"] },
        Needed { verbs: DELETE, group: "events.k8s.io", resources: &["events"] },
    ],
    does: "may delete the traces of what ran",
    help: "drop `delete`; events go by themselves",
    weight: Weight::both(Severity::Low, Severity::Low),
    beneath: &[],
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
        let rule = tester::of(&super::RBAC_EVENT_DELETE);
        assert_eq!(
            rule.fails(&granted(
                "cluster",
                "apiGroups: ['events.k8s.io'], resources: [events], verbs: [deletecollection]"
            ))
            .severity,
            Severity::Low
        );
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [events], verbs: [create]"),
            ("cluster", "apiGroups: ['apps'], resources: [events], verbs: [delete]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
