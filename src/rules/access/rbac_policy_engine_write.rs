//! `rbac-policy-engine-write`

use super::permission::{Needed, Permission, ROLES, Weight, owns_group};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write the policies of a policy engine.
    ///
    /// ## Why is this bad?
    /// What Kyverno, Gatekeeper and Kubewarden enforce are custom resources: whoever changes a policy or adds an exception
    /// switches it off, and a mutating or generating policy writes objects as the engine.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [kyverno.io]
    ///     resources: [policyexceptions]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [kyverno.io]
    ///     resources: [clusterpolicies]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_POLICY_ENGINE_WRITE = "rbac-policy-engine-write" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed {
            verbs: &["create", "update", "patch", "delete", "deletecollection"],
            group: "kyverno.io",
            resources: &[
                "clusterpolicies",
                "policies",
                "policyexceptions",
                "clustercleanuppolicies",
                "cleanuppolicies",
            ],
        },
        Needed {
            verbs: &["create", "update", "patch", "delete", "deletecollection"],
            group: "policies.kyverno.io",
            resources: &[
                "validatingpolicies",
                "mutatingpolicies",
                "generatingpolicies",
                "deletingpolicies",
                "imagevalidatingpolicies",
                "policyexceptions",
            ],
        },
        Needed {
            verbs: &["create", "update", "patch", "delete", "deletecollection"],
            group: "templates.gatekeeper.sh",
            resources: &["constrainttemplates"],
        },
        Needed {
            verbs: &["create", "update", "patch", "delete", "deletecollection"],
            group: "mutations.gatekeeper.sh",
            resources: &["assign", "assignmetadata", "assignimage", "modifyset"],
        },
        Needed {
            verbs: &["create", "update", "patch", "delete", "deletecollection"],
            group: "config.gatekeeper.sh",
            resources: &["configs"],
        },
        Needed {
            verbs: &["create", "update", "patch", "delete", "deletecollection"],
            group: "policies.kubewarden.io",
            resources: &["clusteradmissionpolicies", "admissionpolicies", "policyservers"],
        },
    ],
    does: "may change what the policy engine enforces",
    help: "drop the verbs that write; policies belong in the repository",
    weight: Weight::both(Severity::High, Severity::Medium),
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
        let rule = tester::of(&super::RBAC_POLICY_ENGINE_WRITE);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['templates.gatekeeper.sh'], resources: [constrainttemplates], verbs: [delete]",
                Severity::High,
            ),
            (
                "namespace",
                "apiGroups: ['kyverno.io'], resources: [policyexceptions], verbs: [create]",
                Severity::Medium,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: ['kyverno.io'], resources: [clusterpolicies], verbs: [get]"),
            ("cluster", "apiGroups: ['example.com'], resources: [policies], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn the_engine_itself_may() {
        let own = granted("cluster", "apiGroups: [kyverno.io], resources: [clusterpolicies], verbs: [update]");
        tester::of(&super::RBAC_POLICY_ENGINE_WRITE).passes(&own.replace("name: r", "name: kyverno-admission"));
    }
}
