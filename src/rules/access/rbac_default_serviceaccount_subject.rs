//! `rbac-default-serviceaccount-subject`

use super::grant::show_workloads;
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that name the service account `default`.
    ///
    /// ## Why is this bad?
    /// Every pod that names no service account runs as `default`. Permissions of that account go to all of them, those
    /// that are added later and those nobody thought of included.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects:
    ///   - {kind: ServiceAccount, name: default, namespace: shop}
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
    pub RBAC_DEFAULT_SERVICEACCOUNT_SUBJECT = "rbac-default-serviceaccount-subject" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "checkov:CKV_K8S_42", "kubescape:C-0189", "terrascan:AC_K8S_0113", "popeye:POP-308", "cis-1.12:5.1.5",
            "cwe:250",
        ],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for subject in binding.root().list("subjects") {
        if matches!(Subject::of(subject), Some(Subject::ServiceAccount(_, "default"))) {
            let finding = cx
                .report(
                    subject,
                    format!("{} gives permissions to every pod without a service account", binding.title()),
                )
                .help("create a service account for the workload that needs them and bind that");
            if let Some(reference) = binding.path("roleRef.name") {
                finding.label(reference, "the permissions of this role");
            }
            show_workloads(binding, finding, index);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::bound;
    use crate::rules::tester;

    #[test]
    fn the_user_of_a_service_account_is_that_account() {
        let rule = tester::of(&super::RBAC_DEFAULT_SERVICEACCOUNT_SUBJECT);
        let it = |subject: &str| bound("RoleBinding", "kind: Role, name: r", subject);
        rule.fails(&it("{kind: ServiceAccount, name: default}"));
        rule.fails(&it("{kind: User, name: 'system:serviceaccount:kube-system:default'}"));
        rule.passes(&it("{kind: User, name: default}"));
        rule.passes(&it("{kind: ServiceAccount, name: default-app, namespace: default}"));
    }

    #[test]
    fn every_namespace_has_one_and_all_subjects_are_read() {
        let rule = tester::of(&super::RBAC_DEFAULT_SERVICEACCOUNT_SUBJECT);
        let it = |subjects: &str| bound("ClusterRoleBinding", "kind: ClusterRole, name: r", subjects);
        rule.fails(&it("{kind: ServiceAccount, name: default, namespace: kube-system}"));
        rule.fails(&it(
            "{kind: ServiceAccount, name: a, namespace: b}, {kind: ServiceAccount, name: default, namespace: b}",
        ));
        rule.finds(2, &it("{kind: ServiceAccount, name: default, namespace: a}, {kind: ServiceAccount, name: default, namespace: b}"));
        rule.passes(&it("{kind: Group, name: default}"));
    }
}
