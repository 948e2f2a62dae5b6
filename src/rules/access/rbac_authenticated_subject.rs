//! `rbac-authenticated-subject`

use super::class::holds_nothing_of_weight;
use crate::index::{BoundRole, Subject};
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings to everyone who has any credential.
    ///
    /// ## Why is this bad?
    /// `system:authenticated` is every user and every service account, so every pod that mounts a token; on some clouds
    /// it is everyone with an account at the provider. What is bound to it is public to whoever is inside.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:discovery}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}
    /// ```
    pub RBAC_AUTHENTICATED_SUBJECT = "rbac-authenticated-subject" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-01011", "kubescape:C-0265", "gatekeeper:disallowanonymous",
            "kyverno:restrict-binding-system-groups", "cwe:284",
        ],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let role = binding.path("roleRef.name").and_then(Value::as_str).unwrap_or_default();
    if matches!(role, "system:basic-user" | "system:discovery" | "system:public-info-viewer") {
        return;
    }
    if matches!(index.bound_role(binding), BoundRole::Found(role) if index.rules_of(role).into_iter().all(is_public)) {
        return;
    }
    for subject in binding.root().list("subjects") {
        if Subject::of(subject) != Some(Subject::Group("system:authenticated")) {
            continue;
        }
        let finding = cx
            .report(subject, format!("{} gives `{role}` to every user and every service account", binding.title()))
            .help("bind the users, groups or service accounts that need it");
        if holds_nothing_of_weight(binding, index) {
            finding.severity(Severity::High);
        }
        if let Some(reference) = binding.path("roleRef.name") {
            finding.label(reference, "this role");
        }
    }
}

/// Discovery of the API, or questions about oneself: what everyone has anyway.
fn is_public(rule: PolicyRule<'_>) -> bool {
    let own = |it: Value<'_>| it.text().is_some_and(|it| it.starts_with("selfsubject"));
    let reads = |it: Value<'_>| matches!(it.text(), Some("get" | "head" | "options"));
    match rule.resources().next() {
        Some(_) => rule.resources().all(own),
        None => rule.verbs().all(reads),
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::{bound, role};
    use crate::rules::tester;

    #[test]
    fn the_content_of_the_role_decides() {
        let rule = tester::of(&super::RBAC_AUTHENTICATED_SUBJECT);
        let it = |rules: &str| {
            role("ClusterRole", rules)
                + &bound(
                    "ClusterRoleBinding",
                    "kind: ClusterRole, name: r",
                    "{kind: Group, name: 'system:authenticated'}",
                )
        };
        assert_eq!(rule.fails(&it("apiGroups: [''], resources: [secrets], verbs: [get]")).severity, Severity::Critical);
        assert_eq!(rule.fails(&it("apiGroups: [''], resources: [pods], verbs: [get]")).severity, Severity::High);
        rule.passes(&it("nonResourceURLs: ['/healthz', '/version'], verbs: [get]"));
        rule.passes(&it("apiGroups: [authorization.k8s.io], resources: [selfsubjectaccessreviews], verbs: [create]"));
    }

    fn to(kind: &str, role: &str) -> String {
        bound(kind, &format!("kind: ClusterRole, name: {role}"), "{kind: Group, name: 'system:authenticated'}")
    }

    #[test]
    fn what_every_cluster_binds_passes_and_built_in_roles_weigh() {
        let rule = tester::of(&super::RBAC_AUTHENTICATED_SUBJECT);
        for role in ["'system:basic-user'", "'system:discovery'", "'system:public-info-viewer'"] {
            rule.passes(&to("ClusterRoleBinding", role));
        }
        assert_eq!(rule.fails(&to("ClusterRoleBinding", "cluster-admin")).severity, Severity::Critical);
        assert_eq!(rule.fails(&to("RoleBinding", "edit")).severity, Severity::Critical);
        assert_eq!(rule.fails(&to("ClusterRoleBinding", "view")).severity, Severity::High);
    }

    #[test]
    fn sums_count_and_users_and_accounts_of_that_name_do_not() {
        let rule = tester::of(&super::RBAC_AUTHENTICATED_SUBJECT);
        let part = role("ClusterRole", "apiGroups: [''], resources: [secrets], verbs: [get]")
            .replace("{name: r}", "{name: part, labels: {sum: 'yes'}}");
        let sum = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: sum}\n\
                   aggregationRule: {clusterRoleSelectors: [{matchLabels: {sum: 'yes'}}]}\nrules: []\n---\n";
        rule.fails(&(part + sum + &to("ClusterRoleBinding", "sum")));
        rule.passes(&to("ClusterRoleBinding", "edit").replace("kind: Group", "kind: User"));
        rule.passes(&to("ClusterRoleBinding", "edit").replace("system:authenticated", "authenticated"));
    }
}
