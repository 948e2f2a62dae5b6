//! `rbac-unbound-role`

use super::grant::is_aggregated;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that no binding refers to.
    ///
    /// ## Why is this bad?
    /// The role grants nothing, until somebody binds it because it was there, without reading what it holds.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: spare, namespace: shop}
    /// rules: []
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: used, namespace: shop}
    /// rules: []
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: used, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: used}
    /// subjects: []
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: used, namespace: shop}
    /// rules: []
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: used, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: used}
    /// subjects: []
    /// ```
    pub RBAC_UNBOUND_ROLE = "rbac-unbound-role" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "popeye:POP-400", "krane:unbound-role", "cwe:1164",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if is_aggregated(role) || !index.bindings_to(role).is_empty() {
        return;
    }
    // Only where the bindings stand next to the roles does the absence of one say something.
    let beside = |kind| index.of_kind(kind).any(|it| it.source() == role.source());
    if index.is_closed()
        || beside(Kind::RoleBinding)
        || role.kind() == Kind::ClusterRole && beside(Kind::ClusterRoleBinding)
    {
        cx.report(role, format!("no binding refers to {}", role.title())).help("delete the role, or bind it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    #[test]
    fn without_bindings_beside_it_nothing_is_known() {
        let rule = tester::of(&super::RBAC_UNBOUND_ROLE);
        let it = role("ClusterRole", "verbs: [get]");
        rule.passes(&it);
        rule.fails(&(it.clone() + &binding("ClusterRoleBinding", "other")));
        let aggregated =
            it.replace("{name: r}", "{name: r, labels: {rbac.example.com/aggregate-to-monitoring: 'true'}}");
        rule.passes(&(aggregated + &binding("ClusterRoleBinding", "other")));
        tester::of(&super::RBAC_UNBOUND_ROLE).closed().fails(&it);
    }

    #[test]
    fn a_role_that_others_sum_up_is_bound_by_them() {
        let part = role("ClusterRole", "verbs: [get]").replace("{name: r}", "{name: part, labels: {sum: 'yes'}}");
        let sum = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: sum}\n\
                   aggregationRule: {clusterRoleSelectors: [{matchLabels: {sum: 'yes'}}]}\n---\n";
        let rule = tester::of(&super::RBAC_UNBOUND_ROLE);
        rule.passes(&(part + sum + &binding("ClusterRoleBinding", "sum")));
    }
}
