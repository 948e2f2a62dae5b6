//! `rbac-builtin-admin-cluster-wide`

use super::grant::show_workloads;
use crate::index::BoundRole;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings to `admin` or `edit` in the whole cluster.
    ///
    /// ## Why is this bad?
    /// The built-in roles `admin` and `edit` are made for one namespace. They read its Secrets, run pods and act as its
    /// service accounts; in the whole cluster that includes those of the control plane, so it is `cluster-admin` by a
    /// detour.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "edit"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "edit"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    pub RBAC_BUILTIN_ADMIN_CLUSTER_WIDE = "rbac-builtin-admin-cluster-wide" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0111", "cis-1.12:5.1.1", "cwe:250", "cwe:269"],
        check: Related(&[Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(reference) = binding.path("roleRef.name") else { return };
    // A role of the input that has taken the name is what it says it is.
    let BoundRole::BuiltIn(name @ ("admin" | "edit")) = index.bound_role(binding) else { return };
    let finding = cx
        .report(
            reference,
            format!(
                "{} hands out the Secrets and service accounts of every namespace through `{name}`",
                binding.title()
            ),
        )
        .help(format!("bind `{name}` by a RoleBinding in the namespaces where it is needed"));
    for subject in binding.root().list("subjects").take(3) {
        finding.label(subject, "to this subject");
    }
    show_workloads(binding, finding, index);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::{binding, bound};

    #[test]
    fn only_those_two_and_only_cluster_wide() {
        let rule = tester::of(&super::RBAC_BUILTIN_ADMIN_CLUSTER_WIDE);
        rule.fails(&binding("ClusterRoleBinding", "admin"));
        rule.passes(&binding("RoleBinding", "admin"));
        rule.passes(&binding("ClusterRoleBinding", "view"));
        rule.passes(&binding("ClusterRoleBinding", "cluster-admin"));
        rule.passes(&bound("ClusterRoleBinding", "kind: Role, name: admin", "{kind: User, name: ann}"));
    }
}
