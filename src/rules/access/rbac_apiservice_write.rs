//! `rbac-apiservice-write`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may register API servers.
    ///
    /// ## Why is this bad?
    /// An APIService hands a whole group of the API to a server of its author: that server answers the requests of every
    /// user and controller for it, sees who they are and what they send, and answers what it likes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [apiregistration.k8s.io]
    ///     resources: [apiservices]
    ///     verbs: [update]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [apiregistration.k8s.io]
    ///     resources: [apiservices]
    ///     verbs: [get]
    /// ```
    pub RBAC_APISERVICE_WRITE = "rbac-apiservice-write" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: WRITE, group: "apiregistration.k8s.io", resources: &["apiservices"] }],
    does: "may take over groups of the API",
    help: "name its own APIService in `resourceNames`, and let it be created with the manifests",
    weight: Weight::cluster(Severity::High),
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
        let rule = tester::of(&super::RBAC_APISERVICE_WRITE);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['apiregistration.k8s.io'], resources: [apiservices], verbs: [patch]",
                Severity::High,
            ),
            (
                "cluster",
                "apiGroups: ['apiregistration.k8s.io'], resources: [apiservices], verbs: [patch], resourceNames: [own]",
                Severity::Medium,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("namespace", "apiGroups: ['apiregistration.k8s.io'], resources: [apiservices], verbs: [patch]"),
            ("cluster", "apiGroups: ['apiregistration.k8s.io'], resources: [apiservices/status], verbs: [patch]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
