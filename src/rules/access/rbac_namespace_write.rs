//! `rbac-namespace-write`

use super::grant::Grant;
use super::permission::{CHANGE, Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may change or delete namespaces.
    ///
    /// ## Why is this bad?
    /// Labels of a namespace set its pod security level, and network policies, gateways and webhooks select namespaces by
    /// them. Whoever changes the labels lifts all of that. A RoleBinding grants it for its own namespace.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [namespaces]
    ///     verbs: [get, patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [namespaces]
    ///     verbs: [get, list, create]
    /// ```
    pub RBAC_NAMESPACE_WRITE = "rbac-namespace-write" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed { verbs: CHANGE, group: "", resources: &["namespaces"] },
        Needed { verbs: &["delete"], group: "", resources: &["namespaces"] },
    ],
    does: "may change what namespaces admit",
    help: "drop `update` and `patch`, or name the namespaces in `resourceNames`",
    weight: Weight::both(Severity::High, Severity::Medium),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)) {
        let Some(finding) = PERMISSION.report(granted, &Grant::of(role, index), index, cx) else { return };
        if granted.verb.text() == Some("delete") {
            finding.severity(finding.severity.min(Severity::Medium));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_NAMESPACE_WRITE);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [namespaces], verbs: [patch]", Severity::High),
            ("cluster", "apiGroups: [''], resources: [namespaces], verbs: [delete]", Severity::Medium),
            ("namespace", "apiGroups: [''], resources: [namespaces], verbs: [update]", Severity::Medium),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [namespaces], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [namespaces/status], verbs: [update]"),
            ("cluster", "apiGroups: [''], resources: [namespaces/finalize], verbs: [update]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
