//! `rbac-role-write`

use super::grant::RBAC;
use super::permission::{Needed, Permission, ROLES, WRITE, Weight, partner};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write roles or bindings.
    ///
    /// ## Why is this bad?
    /// The API server lets nobody hand out more than they hold, but whoever writes bindings hands on all they hold, to
    /// anyone and for good: the access survives the token it was made with.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [rbac.authorization.k8s.io]
    ///     resources: [rolebindings]
    ///     verbs: [create, patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [rbac.authorization.k8s.io]
    ///     resources: [rolebindings]
    ///     verbs: [get, list, watch]
    /// ```
    pub RBAC_ROLE_WRITE = "rbac-role-write" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["krane:subjects-with-rbac-management", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed {
        verbs: WRITE,
        group: "rbac.authorization.k8s.io",
        resources: &["clusterrolebindings", "rolebindings", "clusterroles", "roles"],
    }],
    does: "may hand on its own permissions",
    help: "let the roles be applied with the manifests, or limit the verbs to named roles",
    weight: Weight::both(Severity::Medium, Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // With `bind` or `escalate` it is more than handing on, which other rules say.
    let more = Needed { verbs: &["bind", "escalate"], group: RBAC, resources: &["clusterroles", "roles"] };
    PERMISSION.check_if(role, index, cx, |_, _| partner(role, &more).is_none());
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_ROLE_WRITE);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['rbac.authorization.k8s.io'], resources: [clusterrolebindings], verbs: [create]",
                Severity::Medium,
            ),
            (
                "namespace",
                "apiGroups: ['rbac.authorization.k8s.io'], resources: [roles], verbs: [patch]",
                Severity::Low,
            ),
            (
                "cluster",
                "apiGroups: ['rbac.authorization.k8s.io'], resources: [roles], verbs: [patch], resourceNames: [leader]",
                Severity::Low,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [rolebindings], verbs: [create]"),
            (
                "cluster",
                "apiGroups: ['rbac.authorization.k8s.io'], resources: [rolebindings], verbs: [create] & apiGroups: ['rbac.authorization.k8s.io'], resources: [clusterroles], verbs: [bind]",
            ),
            ("namespace", "apiGroups: ['rbac.authorization.k8s.io'], resources: [rolebindings], verbs: [delete]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
