//! `rbac-ephemeral-containers`

use super::permission::{CHANGE, Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may add containers to running pods.
    ///
    /// ## Why is this bad?
    /// An ephemeral container joins a pod that runs: it shares its network, can share its processes and brings an image of
    /// its own. Unless admission looks at ephemeral containers too, it may be privileged.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/ephemeralcontainers]
    ///     verbs: [patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/ephemeralcontainers]
    ///     verbs: [get]
    /// ```
    pub RBAC_EPHEMERAL_CONTAINERS = "rbac-ephemeral-containers" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: CHANGE, group: "", resources: &["pods/ephemeralcontainers"] }],
    does: "may add containers to running pods",
    help: "drop `pods/ephemeralcontainers`; people can be given it for the time they need it",
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
        let rule = tester::of(&super::RBAC_EPHEMERAL_CONTAINERS);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: ['*/ephemeralcontainers'], verbs: [update]", Severity::High),
            ("namespace", "apiGroups: [''], resources: [pods/ephemeralcontainers], verbs: [patch]", Severity::Medium),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [pods/ephemeralcontainers], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [patch]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
