//! `rbac-networkpolicy-write`

use super::permission::{Needed, Permission, ROLES, Weight, owns_group};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may change or delete network policies.
    ///
    /// ## Why is this bad?
    /// Network policies are what keeps a pod that was taken over from reaching the others. Whoever may change or delete
    /// them takes that wall down first.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [networking.k8s.io]
    ///     resources: [networkpolicies]
    ///     verbs: [delete]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [networking.k8s.io]
    ///     resources: [networkpolicies]
    ///     verbs: [get, create]
    /// ```
    pub RBAC_NETWORKPOLICY_WRITE = "rbac-networkpolicy-write" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0056", "cwe:284"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed {
            verbs: &["update", "patch", "delete", "deletecollection"],
            group: "networking.k8s.io",
            resources: &["networkpolicies"],
        },
        Needed {
            verbs: &["create", "update", "patch", "delete", "deletecollection"],
            group: "policy.networking.k8s.io",
            resources: &["adminnetworkpolicies", "baselineadminnetworkpolicies", "clusternetworkpolicies"],
        },
        Needed {
            verbs: &["update", "patch", "delete", "deletecollection"],
            group: "cilium.io",
            resources: &["ciliumnetworkpolicies", "ciliumclusterwidenetworkpolicies"],
        },
        Needed {
            verbs: &["update", "patch", "delete", "deletecollection"],
            group: "projectcalico.org",
            resources: &["networkpolicies", "globalnetworkpolicies"],
        },
        Needed {
            verbs: &["update", "patch", "delete", "deletecollection"],
            group: "crd.projectcalico.org",
            resources: &["networkpolicies", "globalnetworkpolicies"],
        },
    ],
    does: "may lift network policies",
    help: "drop the verbs that change; policies belong in the repository",
    weight: Weight::both(Severity::Medium, Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check_if(role, index, cx, |grant, granted| {
        // The project that defines the kinds writes them.
        !granted.rule.groups().filter_map(Value::text).any(|it| owns_group(grant, it))
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_NETWORKPOLICY_WRITE);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['networking.k8s.io'], resources: [networkpolicies], verbs: [patch]",
                Severity::Medium,
            ),
            (
                "namespace",
                "apiGroups: ['networking.k8s.io'], resources: [networkpolicies], verbs: [delete]",
                Severity::Low,
            ),
            (
                "cluster",
                "apiGroups: ['cilium.io'], resources: [ciliumnetworkpolicies], verbs: [update]",
                Severity::Medium,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: ['networking.k8s.io'], resources: [networkpolicies], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [networkpolicies], verbs: [delete]"),
            ("cluster", "apiGroups: ['networking.k8s.io'], resources: [ingresses], verbs: [delete]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
