//! `rbac-quota-write`

use super::permission::{Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write quotas or limit ranges.
    ///
    /// ## Why is this bad?
    /// Quotas and limit ranges keep one tenant from taking the nodes of all. A role of the tenant that writes them makes
    /// them a suggestion.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [resourcequotas]
    ///     verbs: [patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [resourcequotas]
    ///     verbs: [get]
    /// ```
    pub RBAC_QUOTA_WRITE = "rbac-quota-write" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:770"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed {
        verbs: &["create", "update", "patch", "delete"],
        group: "",
        resources: &["resourcequotas", "limitranges"],
    }],
    does: "may lift the limits it lives under",
    help: "drop the verbs that write; quotas belong to those who run the cluster",
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
        let rule = tester::of(&super::RBAC_QUOTA_WRITE);
        assert_eq!(
            rule.fails(&granted("cluster", "apiGroups: [''], resources: [limitranges], verbs: [delete]")).severity,
            Severity::Low
        );
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [resourcequotas/status], verbs: [patch]"),
            ("cluster", "apiGroups: [''], resources: [resourcequotas], verbs: [get]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
