//! `rbac-system-masters-subject`

use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that name the group `system:masters`.
    ///
    /// ## Why is this bad?
    /// Members of `system:masters` skip authorization: a binding gives them nothing, and taking it away takes nothing
    /// from them. That somebody wrote it says that certificates or mappings with this group are in use, which cannot be
    /// revoked one by one.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:masters"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: platform-admins}
    /// ```
    pub RBAC_SYSTEM_MASTERS_SUBJECT = "rbac-system-masters-subject" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0123", "kyverno:restrict-binding-system-groups", "cis-1.12:5.1.7", "cwe:250",
        ],
        check: Resource(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check(binding: Resource<'_>, cx: &mut Context<'_>) {
    // The one that every API server creates.
    if binding.kind() == Kind::ClusterRoleBinding && binding.name() == "cluster-admin" {
        return;
    }
    for subject in binding.root().list("subjects") {
        if Subject::of(subject) == Some(Subject::Group("system:masters")) {
            cx.report(
                subject,
                format!("{} names `system:masters`, which may do everything without any binding", binding.title()),
            )
            .help("name a group of your own, and keep `system:masters` for breaking glass");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::bound;
    use crate::rules::tester;

    #[test]
    fn only_the_group_of_that_name_counts() {
        let rule = tester::of(&super::RBAC_SYSTEM_MASTERS_SUBJECT);
        rule.fails(&bound(
            "RoleBinding",
            "kind: Role, name: r",
            "{kind: Group, name: 'system:masters'}, {kind: Group, name: x}",
        ));
        rule.passes(&bound("RoleBinding", "kind: Role, name: r", "{kind: User, name: 'system:masters'}"));
        rule.passes(
            &bound(
                "ClusterRoleBinding",
                "kind: ClusterRole, name: cluster-admin",
                "{kind: Group, name: 'system:masters'}",
            )
            .replace("name: b}", "name: cluster-admin}"),
        );
    }

    #[test]
    fn every_subject_is_read_and_a_binding_of_another_kind_is_no_default() {
        let rule = tester::of(&super::RBAC_SYSTEM_MASTERS_SUBJECT);
        let masters = "{kind: Group, name: 'system:masters'}";
        rule.fails(&bound(
            "ClusterRoleBinding",
            "kind: ClusterRole, name: view",
            &format!("{{kind: User, name: a}}, {masters}"),
        ));
        let named = bound("RoleBinding", "kind: ClusterRole, name: cluster-admin", masters)
            .replace("name: b}", "name: cluster-admin}");
        rule.fails(&named);
        rule.passes(&bound(
            "ClusterRoleBinding",
            "kind: ClusterRole, name: view",
            "{kind: Group, name: 'system:masters:x'}",
        ));
        rule.passes(&bound(
            "ClusterRoleBinding",
            "kind: ClusterRole, name: view",
            "{kind: ServiceAccount, name: 'system:masters', namespace: a}",
        ));
    }
}
