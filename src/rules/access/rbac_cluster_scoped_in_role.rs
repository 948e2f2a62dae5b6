//! `rbac-cluster-scoped-in-role`

use super::grant::is_aggregated;
use super::permission::ROLES;
use crate::index::Reach;
use crate::manifest::ApiResource;
use crate::rule::prelude::*;

declare_rule! {
    /// Rules that grant nothing, since their resources live in no namespace and the role does.
    ///
    /// ## Why is this bad?
    /// A Role, and a ClusterRole that RoleBindings refer to, holds in one namespace. Nodes, volumes, definitions of custom
    /// resources and paths of the API server are in none, so a rule for them grants nothing there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [nodes]
    ///     verbs: [get, list]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [nodes]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_CLUSTER_SCOPED_IN_ROLE = "rbac-cluster-scoped-in-role" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1164"],
        check: Related(ROLES, check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for rule in PolicyRule::all(role) {
        let Some(place) = out_of_namespace(rule) else { continue };
        let bindings = index.bindings_to(role);
        if index.reach(role, &bindings) != Reach::Namespace {
            return;
        }
        // Labels may sum it up in a role that is bound elsewhere.
        if role.kind() == Kind::ClusterRole && is_aggregated(role) {
            return;
        }
        let what = place.text().unwrap_or_default();
        let finding = cx
            .report(place, format!("`{what}` is in no namespace, so {} grants nothing on it", role.title()))
            .help("use a ClusterRole with a ClusterRoleBinding, or drop the rule");
        if role.kind() == Kind::ClusterRole
            && let Some(kind) = bindings.first().and_then(|it| it.root().get("kind"))
        {
            finding.label(kind, "this holds in one namespace");
        }
    }
}

/// The first item of a rule that names nothing else than what lives in no namespace.
fn out_of_namespace(rule: PolicyRule<'_>) -> Option<Value<'_>> {
    let wide = |it: Value<'_>| {
        let name = it.text().and_then(|it| it.split('/').next()).unwrap_or_default();
        let mut groups = rule.groups().filter_map(Value::text).peekable();
        let cluster = |group: &str| ApiResource::find(group, name).is_some_and(|it| !it.namespaced);
        // A namespace is an object of itself, as far as authorization goes.
        name != "namespaces" && groups.peek().is_some() && groups.all(cluster)
    };
    // Which ClusterRoles may be bound is asked in the namespace of the binding.
    if rule.verb("bind").is_some() {
        return None;
    }
    match rule.resources().next() {
        Some(first) => rule.resources().all(wide).then_some(first),
        None => rule.urls().next(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::{binding, role};

    #[test]
    fn the_binding_decides_for_cluster_roles() {
        let rule = tester::of(&super::RBAC_CLUSTER_SCOPED_IN_ROLE);
        let nodes = role("ClusterRole", "apiGroups: [''], resources: [nodes, nodes/metrics], verbs: [get]");
        rule.fails(&(nodes.clone() + &binding("RoleBinding", "r")));
        rule.passes(&(nodes.clone() + &binding("ClusterRoleBinding", "r")));
        rule.passes(&nodes);
        rule.fails(&role("Role", "nonResourceURLs: ['/metrics'], verbs: [get]"));
    }

    #[test]
    fn namespaces_bind_and_what_else_is_in_the_rule_pass() {
        let rule = tester::of(&super::RBAC_CLUSTER_SCOPED_IN_ROLE);
        for rules in [
            "apiGroups: [''], resources: [namespaces], verbs: [get]",
            "apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]",
            "apiGroups: [''], resources: [nodes, pods], verbs: [get]",
            "apiGroups: ['', metrics.k8s.io], resources: [nodes], verbs: [get]",
        ] {
            rule.passes(&role("Role", rules));
        }
    }

    #[test]
    fn volumes_definitions_and_nodes_live_in_no_namespace() {
        let rule = tester::of(&super::RBAC_CLUSTER_SCOPED_IN_ROLE);
        rule.fails(&role("Role", "apiGroups: [''], resources: [persistentvolumes], verbs: [get]"));
        rule.fails(&role(
            "Role",
            "apiGroups: [apiextensions.k8s.io], resources: [customresourcedefinitions], verbs: [get]",
        ));
        rule.fails(&role("Role", "apiGroups: [''], resources: [nodes/proxy], verbs: [get]"));
        rule.passes(&role("Role", "apiGroups: [''], resources: ['*'], verbs: [get]"));
        rule.passes(&role("Role", "apiGroups: [example.com], resources: [nodes], verbs: [get]"));
        // Both kinds of bindings: it grants something somewhere.
        let both = role("ClusterRole", "apiGroups: [''], resources: [nodes], verbs: [get]")
            + &binding("RoleBinding", "r")
            + &binding("ClusterRoleBinding", "r").replace("{name: b}", "{name: c}");
        rule.passes(&both);
    }
}
