//! `rbac-cluster-admin-binding`

use super::grant::{is_admin, show_workloads};
use crate::index::{BoundRole, Subject};
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings to `cluster-admin`, or to a role that grants the same.
    ///
    /// ## Why is this bad?
    /// Whoever holds a token of the subject owns the cluster; through a RoleBinding, the namespace with every Secret
    /// and service account in it. Almost no workload needs more than a few resources and verbs.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    pub RBAC_CLUSTER_ADMIN_BINDING = "rbac-cluster-admin-binding" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0111", "kubescape:C-0035", "kubescape:C-0185", "kube-linter:cluster-admin-role-binding",
            "polaris:clusterrolebindingClusterAdmin", "polaris:rolebindingClusterAdminClusterRole",
            "kyverno:restrict-binding-clusteradmin", "cis-1.12:5.1.1", "cwe:250", "cwe:269",
        ],
        options: Options,
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Names of the users, groups and service accounts that are meant to be administrators, such as those for emergencies.
    pub allowed_subjects: Vec<String>,
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(reference) = binding.path("roleRef.name") else { return };
    if binding.path("roleRef.kind").and_then(Value::as_str) != Some("ClusterRole") || is_built_in(binding) {
        return;
    }
    let name = reference.as_str().unwrap_or_default();
    let rule = match index.bound_role(binding) {
        BoundRole::Found(role) => index.rules_of(role).into_iter().find(|it| is_admin(*it)),
        _ => None,
    };
    if name != "cluster-admin" && rule.is_none() {
        return;
    }
    let known = cx.options::<Options>().allowed_subjects;
    let is_known = |it: Value<'_>| it.str("name").is_some_and(|name| known.iter().any(|it| it == name));
    if !known.is_empty() && binding.root().list("subjects").all(is_known) {
        return;
    }
    let wide = binding.kind() == Kind::ClusterRoleBinding;
    let severe = wide || binding.namespace() == Some("kube-system");
    let what = if wide { "the whole cluster" } else { "everything in its namespace" };
    let finding = cx
        .report(reference, format!("{} hands out {what} through `{name}`", binding.title()))
        .severity(if severe { Severity::Critical } else { Severity::High })
        .help("bind a role that lists what the subject uses");
    if let Some(rule) = rule.filter(|it| it.is_of_input()).and_then(|it| it.any_verb()) {
        finding.label(rule, "every verb on every resource");
    }
    for subject in binding.root().list("subjects") {
        finding.label(subject, "to this subject");
    }
    show_workloads(binding, finding, index);
}

/// The binding that every API server creates.
fn is_built_in(binding: Resource<'_>) -> bool {
    let mut subjects = binding.root().list("subjects");
    binding.name() == "cluster-admin" && subjects.all(|it| Subject::of(it) == Some(Subject::Group("system:masters")))
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rule::Example;
    use crate::rules::access::fixtures::{binding, bound, role};
    use crate::rules::tester;

    #[test]
    fn the_scope_is_that_of_the_binding() {
        let rule = tester::of(&super::RBAC_CLUSTER_ADMIN_BINDING);
        assert_eq!(rule.fails(&binding("ClusterRoleBinding", "cluster-admin")).severity, Severity::Critical);
        assert_eq!(rule.fails(&binding("RoleBinding", "cluster-admin")).severity, Severity::High);
        let system = binding("RoleBinding", "cluster-admin").replace("name: b}", "name: b, namespace: kube-system}");
        assert_eq!(rule.fails(&system).severity, Severity::Critical);
    }

    #[test]
    fn a_role_of_the_same_content_counts_and_the_built_in_binding_does_not() {
        let rule = tester::of(&super::RBAC_CLUSTER_ADMIN_BINDING);
        let same = role("ClusterRole", "apiGroups: ['*'], resources: ['*'], verbs: ['*']");
        rule.fails(&(same + &binding("ClusterRoleBinding", "r")));
        rule.passes(
            &(role("ClusterRole", "apiGroups: [apps], resources: ['*'], verbs: ['*']")
                + &binding("ClusterRoleBinding", "r")),
        );
        let built_in = bound(
            "ClusterRoleBinding",
            "kind: ClusterRole, name: cluster-admin",
            "{kind: Group, name: 'system:masters'}",
        );
        rule.passes(&built_in.replace("name: b", "name: cluster-admin"));
        rule.passes(&bound("RoleBinding", "kind: Role, name: cluster-admin", "{kind: User, name: ann}"));
    }

    #[test]
    fn the_workload_is_labelled_in_whatever_file_it_stands() {
        let example = Example::new(&format!(
            "# file: a/rbac.yaml\n{}# file: a/app.yaml\napiVersion: apps/v1\nkind: Deployment\n\
             metadata: {{name: web, namespace: ns}}\nspec:\n  template:\n    spec:\n      serviceAccountName: s\n      containers: []\n",
            binding("ClusterRoleBinding", "cluster-admin")
        ));
        let found = tester::of(&super::RBAC_CLUSTER_ADMIN_BINDING).run(&example);
        let last = found[0].labels.last().unwrap();
        assert_ne!(last.span.source, found[0].span().source);
        assert_eq!(last.text, "Deployment `web` runs with it");
    }

    #[test]
    fn those_who_are_meant_to_may_and_only_if_all_are() {
        let rule = || {
            tester::of(&super::RBAC_CLUSTER_ADMIN_BINDING)
                .options(serde_json::json!({"allowed-subjects": ["break-glass"]}))
        };
        let to = |subjects: &str| bound("ClusterRoleBinding", "kind: ClusterRole, name: cluster-admin", subjects);
        rule().passes(&to("{kind: Group, name: break-glass}"));
        rule().fails(&to("{kind: Group, name: break-glass}, {kind: User, name: ann}"));
    }

    #[test]
    fn every_rule_and_every_sum_is_read() {
        let rule = tester::of(&super::RBAC_CLUSTER_ADMIN_BINDING);
        let second =
            "apiGroups: [''], resources: [pods], verbs: [get] & apiGroups: ['*'], resources: ['*'], verbs: ['*']";
        rule.fails(&(role("ClusterRole", second) + &binding("ClusterRoleBinding", "r")));
        let part = role("ClusterRole", "apiGroups: ['*'], resources: ['*'], verbs: ['*']")
            .replace("{name: r}", "{name: part, labels: {sum: 'yes'}}");
        let sum = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: sum}\n\
                   aggregationRule: {clusterRoleSelectors: [{matchLabels: {sum: 'yes'}}]}\n";
        rule.fails(&(part + sum + &binding("ClusterRoleBinding", "sum")));
    }

    #[test]
    fn groups_and_users_are_told_as_accounts_are() {
        let rule = tester::of(&super::RBAC_CLUSTER_ADMIN_BINDING);
        for subject in
            ["{kind: User, name: ann}", "{kind: Group, name: ops}", "{kind: ServiceAccount, name: a, namespace: b}"]
        {
            rule.fails(&bound("ClusterRoleBinding", "kind: ClusterRole, name: cluster-admin", subject));
        }
        let renamed = bound(
            "ClusterRoleBinding",
            "kind: ClusterRole, name: cluster-admin",
            "{kind: Group, name: 'system:masters'}",
        );
        rule.fails(&renamed);
    }
}
