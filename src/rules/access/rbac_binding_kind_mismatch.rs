//! `rbac-binding-kind-mismatch`

use crate::rule::prelude::*;

declare_rule! {
    /// Bindings whose kinds or groups do not fit each other.
    ///
    /// ## Why is this bad?
    /// A ClusterRoleBinding refers to ClusterRoles only, a `roleRef` to kinds of the group `rbac.authorization.k8s.io`,
    /// and service accounts live in the core group. The API server refuses anything else, so the permissions that the
    /// file promises are not there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    pub RBAC_BINDING_KIND_MISMATCH = "rbac-binding-kind-mismatch" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "cwe:1164",
        ],
        check: Resource(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

const RBAC: &str = "rbac.authorization.k8s.io";

fn check(binding: Resource<'_>, cx: &mut Context<'_>) {
    if let Some(reference) = binding.root().get("roleRef") {
        check_reference(binding, reference, cx);
    }
    for subject in binding.root().list("subjects") {
        let (Some(kind), group) = (subject.str("kind"), subject.get("apiGroup")) else { continue };
        let written = group.and_then(Value::text).unwrap_or_default();
        // An empty group is filled in by the API server.
        match (kind, group) {
            ("ServiceAccount", Some(group)) if !written.is_empty() => {
                cx.report(
                    group,
                    "service accounts are in the core group, not in `rbac.authorization.k8s.io`".replace(RBAC, written),
                )
                .help("leave `apiGroup` out")
                .fix(Safety::Safe, "leave `apiGroup` out", Edit::remove_entry(group));
            }
            ("User" | "Group", Some(group)) if !written.is_empty() && written != RBAC => {
                cx.report(group, format!("a {} is in `{RBAC}`, not in `{written}`", kind.to_lowercase()))
                    .help(format!("write `{RBAC}`"))
                    .fix(Safety::Safe, "name the group", Edit::set_scalar(group, RBAC));
            }
            _ => {}
        }
    }
}

fn check_reference(binding: Resource<'_>, reference: Value<'_>, cx: &mut Context<'_>) {
    if let Some(kind) = reference.get("kind") {
        match (binding.kind(), kind.text()) {
            (_, Some("ClusterRole")) | (Kind::RoleBinding, Some("Role")) => {}
            (Kind::ClusterRoleBinding, Some("Role")) => {
                cx.report(kind, "a ClusterRoleBinding cannot refer to a Role")
                    .help("make it a RoleBinding in the namespace of the Role, or refer to a ClusterRole");
            }
            (_, other) => {
                cx.report(kind, format!("`{}` is no kind of role", other.unwrap_or_default()))
                    .help("write `ClusterRole` or `Role`");
            }
        }
    }
    if let Some(group) = reference.get("apiGroup").filter(|it| !matches!(it.text(), Some(RBAC | ""))) {
        cx.report(group, format!("roles are in `{RBAC}`, not in `{}`", group.text().unwrap_or_default()))
            .help(format!("write `{RBAC}`"))
            .fix(Safety::Safe, "name the group", Edit::set_scalar(group, RBAC));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::bound;
    use crate::rules::tester;

    #[test]
    fn each_mismatch_is_found_and_what_is_filled_in_is_none() {
        let rule = tester::of(&super::RBAC_BINDING_KIND_MISMATCH);
        let group = "apiGroup: rbac.authorization.k8s.io";
        for (kind, reference, subject) in [
            ("RoleBinding", "kind: clusterrole, name: r", "{kind: User, name: a}"),
            ("RoleBinding", "apiGroup: v1, kind: Role, name: r", "{kind: User, name: a}"),
            (
                "RoleBinding",
                "kind: Role, name: r",
                "{apiGroup: rbac.authorization.k8s.io, kind: ServiceAccount, name: a}",
            ),
            ("RoleBinding", "kind: Role, name: r", "{apiGroup: authorization.k8s.io, kind: User, name: a}"),
        ] {
            rule.fails(&bound(kind, reference, subject));
        }
        rule.passes(&bound("RoleBinding", &format!("{group}, kind: Role, name: r"), "{kind: User, name: a}"));
        rule.passes(&bound("ClusterRoleBinding", "kind: ClusterRole, name: r", "{apiGroup: '', kind: Group, name: a}"));
        rule.passes(&bound(
            "RoleBinding",
            "apiGroup: '', kind: ClusterRole, name: r",
            "{kind: ServiceAccount, name: a, apiGroup: ''}",
        ));
    }
}
