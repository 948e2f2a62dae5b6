//! `rbac-excessive-delete`

use super::permission::{Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may delete collections of what applications live on.
    ///
    /// ## Why is this bad?
    /// One request with `deletecollection` deletes every object of a kind in a namespace: Secrets, volumes, workloads.
    /// Controllers delete what they own one by one and need no more than `delete`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets, pods]
    ///     verbs: [get, deletecollection]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets, pods]
    ///     verbs: [get, delete]
    /// ```
    pub RBAC_EXCESSIVE_DELETE = "rbac-excessive-delete" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0007", "cwe:250"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed {
            verbs: &["deletecollection"],
            group: "",
            resources: &["secrets", "pods", "services", "persistentvolumeclaims", "configmaps", "serviceaccounts"],
        },
        Needed {
            verbs: &["deletecollection"],
            group: "apps",
            resources: &["deployments", "statefulsets", "daemonsets", "replicasets"],
        },
        Needed { verbs: &["deletecollection"], group: "batch", resources: &["jobs", "cronjobs"] },
    ],
    does: "may delete everything of a kind at once",
    help: "drop `deletecollection`; `delete` is enough for single objects",
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
        let rule = tester::of(&super::RBAC_EXCESSIVE_DELETE);
        assert_eq!(
            rule.fails(&granted("cluster", "apiGroups: ['apps'], resources: [deployments], verbs: [deletecollection]"))
                .severity,
            Severity::Low
        );
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [delete]"),
            ("cluster", "apiGroups: ['example.com'], resources: [widgets], verbs: [deletecollection]"),
            ("cluster", "apiGroups: [''], resources: [secrets], verbs: [deletecollection], resourceNames: [a]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
