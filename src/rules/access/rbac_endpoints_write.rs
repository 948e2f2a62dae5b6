//! `rbac-endpoints-write`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write Endpoints or EndpointSlices.
    ///
    /// ## Why is this bad?
    /// Endpoints say where the traffic of a Service goes, whatever its selector says. Whoever writes them points a Service
    /// or an Ingress at pods of other namespaces, past the network policies there that trust the ingress controller.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [discovery.k8s.io]
    ///     resources: [endpointslices]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [discovery.k8s.io]
    ///     resources: [endpointslices]
    ///     verbs: [get, list, watch]
    /// ```
    pub RBAC_ENDPOINTS_WRITE = "rbac-endpoints-write" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0056", "gatekeeper:block-endpoint-edit-default-role", "kyverno:restrict-edit-for-endpoints", "cve:CVE-2021-25740", "cwe:441"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed { verbs: WRITE, group: "", resources: &["endpoints"] },
        Needed { verbs: WRITE, group: "discovery.k8s.io", resources: &["endpointslices"] },
    ],
    does: "may send the traffic of Services anywhere",
    help: "drop the verbs that write, or name the objects in `resourceNames`; leader election uses leases",
    weight: Weight::both(Severity::Medium, Severity::Low),
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
        let rule = tester::of(&super::RBAC_ENDPOINTS_WRITE);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [endpoints], verbs: [update]", Severity::Medium),
            (
                "namespace",
                "apiGroups: ['discovery.k8s.io'], resources: [endpointslices], verbs: [patch]",
                Severity::Low,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [endpoints], verbs: [edit]"),
            ("cluster", "apiGroups: [''], resources: [endpointslices], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [endpoints], verbs: [delete]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
