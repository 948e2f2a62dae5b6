//! `rbac-pod-service-proxy`

use super::permission::{Needed, Permission, ROLES, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may send requests to pods and Services through the API server.
    ///
    /// ## Why is this bad?
    /// Requests through `pods/proxy` and `services/proxy` come from the API server, which network policies rarely keep out,
    /// and the verb of RBAC is all that limits them. What a Service guards by being unreachable, this role reaches.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [services/proxy]
    ///     verbs: [get]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [services]
    ///     verbs: [get]
    /// ```
    pub RBAC_POD_SERVICE_PROXY = "rbac-pod-service-proxy" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0063", "cwe:653"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed {
        verbs: &["get", "create", "update", "patch", "delete"],
        group: "",
        resources: &["services/proxy", "pods/proxy"],
    }],
    does: "may send requests to pods past network policies",
    help: "drop the proxy, or name the Services in `resourceNames`",
    weight: Weight::both(Severity::Medium, Severity::Low),
    beneath: &[&super::rbac_pod_exec::PERMISSION],
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
        let rule = tester::of(&super::RBAC_POD_SERVICE_PROXY);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [pods/proxy], verbs: [create]", Severity::Medium),
            ("cluster", "apiGroups: [''], resources: ['*/proxy'], verbs: [get]", Severity::Medium),
            (
                "namespace",
                "apiGroups: [''], resources: [services/proxy], verbs: [get], resourceNames: [prometheus]",
                Severity::Low,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [nodes/proxy], verbs: [get]"),
            ("cluster", "apiGroups: [''], resources: [services], verbs: [get]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
