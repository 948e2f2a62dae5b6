//! `rbac-crd-write`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write CustomResourceDefinitions.
    ///
    /// ## Why is this bad?
    /// A definition can name a conversion webhook, which then sees and rewrites every object of the kind, and can change
    /// what the objects of others mean. Deleting one deletes them all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [apiextensions.k8s.io]
    ///     resources: [customresourcedefinitions]
    ///     verbs: [create, patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [apiextensions.k8s.io]
    ///     resources: [customresourcedefinitions]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_CRD_WRITE = "rbac-crd-write" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: WRITE, group: "apiextensions.k8s.io", resources: &["customresourcedefinitions"] }],
    does: "may redefine custom resources",
    help: "ship the definitions with the manifests, and drop the verbs that write",
    weight: Weight::cluster(Severity::Medium),
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
        let rule = tester::of(&super::RBAC_CRD_WRITE);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['apiextensions.k8s.io'], resources: [customresourcedefinitions], verbs: [update]",
                Severity::Medium,
            ),
            (
                "cluster",
                "apiGroups: ['apiextensions.k8s.io'], resources: [customresourcedefinitions], verbs: [update], resourceNames: [a.example.com]",
                Severity::Low,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            (
                "namespace",
                "apiGroups: ['apiextensions.k8s.io'], resources: [customresourcedefinitions], verbs: [create]",
            ),
            (
                "cluster",
                "apiGroups: ['apiextensions.k8s.io'], resources: [customresourcedefinitions/status], verbs: [update]",
            ),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
