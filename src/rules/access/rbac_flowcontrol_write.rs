//! `rbac-flowcontrol-write`

use super::permission::{Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write the priorities of the API server.
    ///
    /// ## Why is this bad?
    /// Flow schemas and priority levels decide whose requests wait. Whoever writes them starves the controllers of the
    /// cluster, or everyone but themselves.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [flowcontrol.apiserver.k8s.io]
    ///     resources: [flowschemas]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [flowcontrol.apiserver.k8s.io]
    ///     resources: [flowschemas]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_FLOWCONTROL_WRITE = "rbac-flowcontrol-write" {
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
        group: "flowcontrol.apiserver.k8s.io",
        resources: &["flowschemas", "prioritylevelconfigurations"],
    }],
    does: "may make the requests of others wait",
    help: "drop the verbs that write",
    weight: Weight::cluster(Severity::Low),
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
        let rule = tester::of(&super::RBAC_FLOWCONTROL_WRITE);
        assert_eq!(
            rule.fails(&granted(
                "cluster",
                "apiGroups: ['flowcontrol.apiserver.k8s.io'], resources: [prioritylevelconfigurations], verbs: [patch]"
            ))
            .severity,
            Severity::Low
        );
        for (reach, rules) in [
            ("namespace", "apiGroups: ['flowcontrol.apiserver.k8s.io'], resources: [flowschemas], verbs: [create]"),
            ("cluster", "apiGroups: ['flowcontrol.apiserver.k8s.io'], resources: [flowschemas/status], verbs: [patch]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
