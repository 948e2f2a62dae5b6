//! `rbac-istiod-namespace-access`

use super::permission::{Needed, Permission, READ, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that open the namespace of the control plane.
    ///
    /// ## Why is this bad?
    /// In the root namespace lie the keys that the mesh trusts (`istio-ca-secret`, `cacerts`). Who reads Secrets there,
    /// or gets into the pods of istiod, can make an identity for any workload.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: debug, namespace: istio-system}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods/exec], verbs: [create]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: debug, namespace: shop}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods/exec], verbs: [create]}
    /// ```
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: debug, namespace: istio-system}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods], verbs: [get]}
    /// ```
    pub RBAC_ISTIOD_NAMESPACE_ACCESS = "rbac-istiod-namespace-access" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(&[Kind::Role], check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed { verbs: &["create", "get"], group: "", resources: &["pods/exec", "pods/attach", "pods/portforward"] },
        Needed { verbs: READ, group: "", resources: &["secrets"] },
    ],
    does: "may get at the keys of the mesh",
    help: "leave the namespace of the control plane to those who run the mesh",
    weight: Weight::both(Severity::Medium, Severity::Medium),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Istio comes with roles of its own.
    if index.is_in_root_namespace(role) && !role.name().starts_with("istio") {
        PERMISSION.check(role, index, cx);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_roles_of_istio_are_its_own() {
        let rule = tester::of(&super::RBAC_ISTIOD_NAMESPACE_ACCESS);
        let of = |name: &str| {
            format!(
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: {name}, namespace: istio-system}}\nrules: [{{apiGroups: [''], resources: [secrets], verbs: [get, list]}}]\n"
            )
        };
        rule.fails(&of("reader"));
        rule.passes(&of("istiod"));
    }
}
