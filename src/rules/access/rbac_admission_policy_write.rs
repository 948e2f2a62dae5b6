//! `rbac-admission-policy-write`

use super::permission::{Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write admission policies or their bindings.
    ///
    /// ## Why is this bad?
    /// Admission policies decide what the cluster accepts, and mutating ones change it on the way in. Whoever writes them
    /// or their bindings lifts the guards, or has every new pod run a container of theirs.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [admissionregistration.k8s.io]
    ///     resources: [validatingadmissionpolicybindings]
    ///     verbs: [delete]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [admissionregistration.k8s.io]
    ///     resources: [validatingadmissionpolicies]
    ///     verbs: [get]
    /// ```
    pub RBAC_ADMISSION_POLICY_WRITE = "rbac-admission-policy-write" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed {
        verbs: &["create", "update", "patch", "delete", "deletecollection"],
        group: "admissionregistration.k8s.io",
        resources: &[
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
        ],
    }],
    does: "may write the admission policies of the cluster",
    help: "let policies be applied with the manifests, or name its own in `resourceNames`",
    weight: Weight::cluster(Severity::High),
    beneath: &[&super::rbac_webhook_config_write::PERMISSION],
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
        let rule = tester::of(&super::RBAC_ADMISSION_POLICY_WRITE);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [mutatingadmissionpolicies], verbs: [create]",
                Severity::High,
            ),
            (
                "cluster",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [validatingadmissionpolicies], verbs: [patch], resourceNames: [own]",
                Severity::Medium,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            (
                "namespace",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [validatingadmissionpolicies], verbs: [create]",
            ),
            (
                "cluster",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [validatingadmissionpolicies/status], verbs: [patch]",
            ),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
