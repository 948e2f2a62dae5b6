//! `rbac-pod-portforward`

use super::permission::{Needed, Permission, ROLES, Weight};
use crate::manifest::streaming_verbs;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may forward ports into pods.
    ///
    /// ## Why is this bad?
    /// A forwarded port arrives from the kubelet and opens inside the pod: no network policy stops it, and it reaches what
    /// listens on localhost only, such as debug and administration ports. Before Kubernetes 1.35 `get` is enough.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/portforward]
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
    ///     verbs: [get, list]
    /// ```
    pub RBAC_POD_PORTFORWARD = "rbac-pod-portforward" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0063", "cwe:653"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["create", "get"], group: "", resources: &["pods/portforward"] }],
    does: "may reach any port of pods past network policies",
    help: "drop `pods/portforward`; people can be given it for the time they need it",
    weight: Weight::both(Severity::Medium, Severity::Low),
    beneath: &[&super::rbac_pod_exec::PERMISSION],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let verbs = streaming_verbs(cx.kubernetes_version());
    PERMISSION.check_if(role, index, cx, |_, granted| {
        granted.rule.verbs().any(|it| it.text().is_some_and(|it| verbs.contains(&it)))
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_POD_PORTFORWARD);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [pods/portforward], verbs: [create]", Severity::Medium),
            ("namespace", "apiGroups: [''], resources: [pods/portforward], verbs: [create]", Severity::Low),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [pods/exec, pods/portforward], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: ['pods/*'], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn get_is_enough_before_1_35() {
        let it = granted("cluster", "apiGroups: [''], resources: [pods/portforward], verbs: [get]");
        tester::of(&super::RBAC_POD_PORTFORWARD).kubernetes("1.34").fails(&it);
        tester::of(&super::RBAC_POD_PORTFORWARD).kubernetes("1.35").passes(&it);
    }
}
