//! `rbac-dangling-role-ref`

use crate::index::BoundRole;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings to roles that do not exist.
    ///
    /// ## Why is this bad?
    /// The binding grants nothing today. Whoever may later create a role of that name decides what its subjects get,
    /// and a `roleRef` cannot be changed, so the binding is likely to stay.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: readers}
    /// rules: []
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules: []
    /// ```
    pub RBAC_DANGLING_ROLE_REF = "rbac-dangling-role-ref" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "krane:subjects-with-non-existing-roles", "popeye:POP-1300", "cwe:1164",
        ],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(name) = binding.path("roleRef.name") else { return };
    // A reference that no role can answer is another finding.
    if binding.kind() == Kind::ClusterRoleBinding
        && binding.path("roleRef.kind").and_then(Value::as_str) == Some("Role")
    {
        return;
    }
    if matches!(index.bound_role(binding), BoundRole::Missing) {
        let kind = binding.path("roleRef.kind").and_then(Value::as_str).unwrap_or_default();
        cx.report(name, format!("no {kind} is called `{}`", name.text().unwrap_or_default()))
            .help("correct the name, or delete the binding");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::{binding, bound, role};
    use crate::rules::tester;

    #[test]
    fn unknown_is_not_missing() {
        let rule = tester::of(&super::RBAC_DANGLING_ROLE_REF);
        rule.passes(&binding("ClusterRoleBinding", "elsewhere"));
        tester::of(&super::RBAC_DANGLING_ROLE_REF).closed().fails(&binding("ClusterRoleBinding", "elsewhere"));
        rule.passes(&(role("ClusterRole", "verbs: []") + &binding("RoleBinding", "system:auth-delegator")));
        rule.passes(&(role("ClusterRole", "verbs: []") + &binding("RoleBinding", "edit")));
        let reader = bound("RoleBinding", "kind: Role, name: extension-apiserver-authentication-reader", "");
        rule.passes(&(role("Role", "verbs: []") + &reader));
    }

    #[test]
    fn a_role_is_looked_up_where_the_binding_is() {
        let rule = tester::of(&super::RBAC_DANGLING_ROLE_REF);
        let it = |namespace: &str| {
            let roles = role("Role", "verbs: []").replace("name: r", "name: r, namespace: a")
                + &role("Role", "verbs: []").replace("name: r", "name: other, namespace: b");
            roles
                + &bound("RoleBinding", "kind: Role, name: r", "")
                    .replace("name: b}", &format!("name: b, namespace: {namespace}}}"))
        };
        rule.passes(&it("a"));
        rule.fails(&it("b"));
        rule.passes(&it("c"));
    }
}
