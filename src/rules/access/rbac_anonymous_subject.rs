//! `rbac-anonymous-subject`

use super::class::holds_nothing_of_weight;
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings to requests without credentials.
    ///
    /// ## Why is this bad?
    /// `system:anonymous` and `system:unauthenticated` are everyone who reaches the API server, from the internet where
    /// it is public. What is bound to them needs no stolen token.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:unauthenticated"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:public-info-viewer}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:unauthenticated"}
    /// ```
    pub RBAC_ANONYMOUS_SUBJECT = "rbac-anonymous-subject" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0122", "kubescape:C-0262", "gatekeeper:disallowanonymous",
            "kyverno:restrict-binding-system-groups", "cwe:306", "cwe:284",
        ],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let role = binding.path("roleRef.name").and_then(Value::as_str).unwrap_or_default();
    // Both exist in every cluster that kubeadm made: version and health, and the public part of the cluster's configuration.
    if matches!(role, "system:public-info-viewer" | "kubeadm:bootstrap-signer-clusterinfo") {
        return;
    }
    for subject in binding.root().list("subjects") {
        let name = match Subject::of(subject) {
            Some(Subject::User(name @ "system:anonymous") | Subject::Group(name @ "system:unauthenticated")) => name,
            _ => continue,
        };
        let finding = cx
            .report(subject, format!("{} gives `{role}` to everyone without credentials", binding.title()))
            .help(format!("bind the users or groups that need it instead of `{name}`"));
        if holds_nothing_of_weight(binding, index) {
            finding.severity(Severity::High);
        }
        if let Some(reference) = binding.path("roleRef.name") {
            finding.label(reference, "this role");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::{bound, role};
    use crate::rules::tester;

    #[test]
    fn the_user_and_the_group_count_and_the_role_weighs() {
        let rule = tester::of(&super::RBAC_ANONYMOUS_SUBJECT);
        let user = "{kind: User, name: 'system:anonymous'}";
        let reference = "kind: ClusterRole, name: r";
        assert_eq!(rule.fails(&bound("RoleBinding", reference, user)).severity, Severity::Critical);
        let reads = role("ClusterRole", "apiGroups: [''], resources: [pods], verbs: [get]")
            + &bound("ClusterRoleBinding", reference, user);
        assert_eq!(rule.fails(&reads).severity, Severity::High);
        let secrets = reads.replace("[pods]", "[secrets]");
        assert_eq!(rule.fails(&secrets).severity, Severity::Critical);
        rule.finds(
            2,
            &bound(
                "ClusterRoleBinding",
                reference,
                &format!("{user}, {{kind: Group, name: 'system:unauthenticated'}}"),
            ),
        );
    }

    #[test]
    fn the_kind_of_the_subject_matters() {
        let rule = tester::of(&super::RBAC_ANONYMOUS_SUBJECT);
        rule.passes(&bound("RoleBinding", "kind: Role, name: r", "{kind: Group, name: 'system:anonymous'}"));
        rule.passes(&bound(
            "RoleBinding",
            "kind: Role, name: kubeadm:bootstrap-signer-clusterinfo",
            "{kind: User, name: 'system:anonymous'}",
        ));
    }

    #[test]
    fn what_every_cluster_gives_to_strangers_passes() {
        let rule = tester::of(&super::RBAC_ANONYMOUS_SUBJECT);
        let group = "{kind: Group, name: 'system:unauthenticated'}";
        rule.passes(&bound("ClusterRoleBinding", "kind: ClusterRole, name: 'system:public-info-viewer'", group));
        assert_eq!(
            rule.fails(&bound("ClusterRoleBinding", "kind: ClusterRole, name: cluster-admin", group)).severity,
            Severity::Critical
        );
        assert_eq!(
            rule.fails(&bound("ClusterRoleBinding", "kind: ClusterRole, name: 'system:discovery'", group)).severity,
            Severity::High
        );
        rule.passes(&bound("ClusterRoleBinding", "kind: ClusterRole, name: view", "{kind: User, name: anonymous}"));
    }
}
