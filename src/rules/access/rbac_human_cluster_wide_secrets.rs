//! `rbac-human-cluster-wide-secrets`

use super::grant::{any, is_admin};
use super::permission::READ;
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Users and groups of people who read the Secrets of every namespace.
    ///
    /// ## Why is this bad?
    /// Among all Secrets are the tokens and keys of every component: a person who reads them can become any of them, from
    /// anywhere, and so can whoever steals the password or the laptop.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "app"}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets]
    ///     verbs: [get, list]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "app"}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_HUMAN_CLUSTER_WIDE_SECRETS = "rbac-human-cluster-wide-secrets" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0186", "cis-1.12:5.1.2", "cwe:200", "cwe:522"],
        check: Related(&[Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Those roles are findings of their own.
    let role = binding.path("roleRef.name").and_then(Value::as_str).unwrap_or_default();
    if matches!(role, "cluster-admin" | "admin" | "edit") || role.starts_with("system:") {
        return;
    }
    let is_person = |it: &Value<'_>| match Subject::of(*it) {
        Some(Subject::User(name) | Subject::Group(name)) => !name.starts_with("system:"),
        _ => false,
    };
    let Some(subject) = binding.root().list("subjects").find(is_person) else { return };
    let rules = index.rules_bound_by(binding);
    if rules.iter().any(|it| is_admin(*it)) {
        return;
    }
    let reads = |it: &PolicyRule<'a>| any(*it, READ, "", &["secrets"]).filter(|it| !it.narrowed);
    let Some(granted) = rules.iter().find_map(reads) else { return };
    let name = subject.str("name").unwrap_or_default();
    let finding = cx
        .report(subject, format!("`{name}` reads the Secrets of every namespace through `{role}`"))
        .help("bind a role without Secrets, or one in the namespaces that are theirs");
    if granted.rule.is_of_input() {
        finding.label(granted.resource, "by this");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::{bound, role};

    #[test]
    fn any_rule_of_any_part_counts_and_services_do_not() {
        let rule = tester::of(&super::RBAC_HUMAN_CLUSTER_WIDE_SECRETS);
        let to = |subject: &str| bound("ClusterRoleBinding", "kind: ClusterRole, name: r", subject);
        let reads = role(
            "ClusterRole",
            "apiGroups: [''], resources: [pods], verbs: [get] & apiGroups: ['*'], resources: ['*'], verbs: [watch]",
        );
        rule.fails(&(reads.clone() + &to("{kind: User, name: ann}")));
        rule.passes(&(reads.clone() + &to("{kind: ServiceAccount, name: a, namespace: b}")));
        rule.passes(&(reads + &to("{kind: Group, name: 'system:masters'}")));
        let named = role("ClusterRole", "apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [a]");
        rule.passes(&(named + &to("{kind: User, name: ann}")));
    }

    #[test]
    fn what_labels_add_to_a_built_in_role_counts() {
        let rule = tester::of(&super::RBAC_HUMAN_CLUSTER_WIDE_SECRETS);
        let part = role("ClusterRole", "apiGroups: [''], resources: [secrets], verbs: [get]")
            .replace("{name: r}", "{name: r, labels: {rbac.authorization.k8s.io/aggregate-to-view: 'true'}}");
        let bound = bound("ClusterRoleBinding", "kind: ClusterRole, name: view", "{kind: User, name: ann}");
        rule.passes(&bound);
        rule.fails(&(part + &bound));
    }

    #[test]
    fn a_namespace_is_not_the_cluster_and_metadata_is_not_the_secret() {
        let rule = tester::of(&super::RBAC_HUMAN_CLUSTER_WIDE_SECRETS);
        let reads = role("ClusterRole", "apiGroups: [''], resources: [secrets], verbs: [list]");
        let to = |kind: &str| bound(kind, "kind: ClusterRole, name: r", "{kind: Group, name: developers}");
        rule.fails(&(reads.clone() + &to("ClusterRoleBinding")));
        rule.passes(&(reads.clone() + &to("RoleBinding")));
        rule.passes(&(reads.replace("[list]", "[create]") + &to("ClusterRoleBinding")));
        rule.passes(&(reads.replace("secrets", "secrets/status") + &to("ClusterRoleBinding")));
        rule.passes(&(reads.replace("['']", "[apps]") + &to("ClusterRoleBinding")));
    }
}
