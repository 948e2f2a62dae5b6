//! `rbac-pod-mutate`

use super::permission::{CHANGE, Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may change pods.
    ///
    /// ## Why is this bad?
    /// The image of a running pod can be changed. Whoever may update or patch pods puts code of their own into one that
    /// exists, and gets its service account, its Secrets and its privileges.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods]
    ///     verbs: [get, patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods]
    ///     verbs: [get, delete]
    /// ```
    pub RBAC_POD_MUTATE = "rbac-pod-mutate" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: CHANGE, group: "", resources: &["pods"] }],
    does: "may change the images of running pods",
    help: "drop `update` and `patch`; labels of pods are better set in their templates",
    weight: Weight::both(Severity::High, Severity::Medium),
    beneath: &[&super::rbac_pod_create::PERMISSION, &super::rbac_workload_create::PERMISSION],
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
        let rule = tester::of(&super::RBAC_POD_MUTATE);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [patch]", Severity::High),
            ("namespace", "apiGroups: [''], resources: [pods], verbs: [update]", Severity::Medium),
            ("namespace", "apiGroups: [''], resources: [pods], verbs: [update], resourceNames: [web-0]", Severity::Low),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [create, patch]"),
            ("cluster", "apiGroups: [''], resources: [pods/status], verbs: [patch]"),
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [delete]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
