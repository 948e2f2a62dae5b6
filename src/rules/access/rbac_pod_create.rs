//! `rbac-pod-create`

use super::permission::{Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may create pods.
    ///
    /// ## Why is this bad?
    /// A pod runs as any service account of its namespace and mounts any of its Secrets and volumes; where no policy
    /// forbids it, it is privileged and owns the node. Creating pods is therefore as good as holding everything that the
    /// namespace holds.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods]
    ///     verbs: [get, list, delete]
    /// ```
    pub RBAC_POD_CREATE = "rbac-pod-create" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0048", "kubescape:C-0188", "kube-linter:access-to-create-pods", "cis-1.12:5.1.4", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["create"], group: "", resources: &["pods"] }],
    does: "may run pods as any service account",
    help: "drop `create`, or let a controller with narrower templates create the pods",
    weight: Weight::both(Severity::High, Severity::Medium),
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
        let rule = tester::of(&super::RBAC_POD_CREATE);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [create]", Severity::High),
            ("namespace", "apiGroups: [''], resources: [pods], verbs: [create]", Severity::Medium),
            ("unbound", "apiGroups: [''], resources: [pods], verbs: [create]", Severity::Medium),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [get]"),
            ("cluster", "apiGroups: ['apps'], resources: [pods], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [create], resourceNames: [web]"),
            ("cluster", "apiGroups: [''], resources: [pods/exec], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [pods], verbs: ['*']"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
