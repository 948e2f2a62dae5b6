//! `rbac-bootstrap-token-create`

use super::permission::{Needed, Permission, ROLES, Weight, is_in_system};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may create Secrets in `kube-system`.
    ///
    /// ## Why is this bad?
    /// A Secret of type `bootstrap.kubernetes.io/token` in `kube-system` is a credential by which a machine joins the
    /// cluster as a node, and so gets the Secrets of the pods that are scheduled to it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: kube-system}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: kube-system}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets]
    ///     verbs: [get]
    /// ```
    pub RBAC_BOOTSTRAP_TOKEN_CREATE = "rbac-bootstrap-token-create" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["create"], group: "", resources: &["secrets"] }],
    does: "may make credentials by which nodes join",
    help: "drop `create`, or keep the Secrets in another namespace",
    weight: Weight::both(Severity::Medium, Severity::Medium),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // In the whole cluster, tokens of service accounts are more, which another rule says.
    PERMISSION.check_if(role, index, cx, |grant, _| is_in_system(grant));
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_BOOTSTRAP_TOKEN_CREATE);
        assert_eq!(
            rule.fails(&granted("system", "apiGroups: [''], resources: [secrets], verbs: [create]")).severity,
            Severity::Medium
        );
        for (reach, rules) in [
            ("namespace", "apiGroups: [''], resources: [secrets], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [secrets], verbs: [create]"),
            ("system", "apiGroups: [''], resources: [secrets], verbs: [create], resourceNames: [a]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
