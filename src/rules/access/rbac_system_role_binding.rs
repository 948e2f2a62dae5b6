//! `rbac-system-role-binding`

use super::class;
use super::grant::show_workloads;
use crate::index::BoundRole;
use crate::manifest::{BuiltInBinding, BuiltInRole};
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings to roles that are made for the components of Kubernetes.
    ///
    /// ## Why is this bad?
    /// The roles `system:controller:*`, `system:node` and `system:kube-controller-manager` hold what one component needs:
    /// Secrets of every namespace, pods on every node. They change with every release, and nobody reviews them for the
    /// subject that borrows them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:controller:deployment-controller"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:auth-delegator"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    pub RBAC_SYSTEM_ROLE_BINDING = "rbac-system-role-binding" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250", "cwe:269"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

/// Made for components that one installs oneself.
const MEANT: [&str; 4] = [
    "system:persistent-volume-provisioner",
    "system:kube-scheduler",
    "system:volume-scheduler",
    "system:node-bootstrapper",
];

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(reference) = binding.path("roleRef.name") else { return };
    let Some(name) = reference.as_str().filter(|it| it.starts_with("system:")) else { return };
    // Those that every cluster has are another finding when a manifest holds them.
    let is_default = BuiltInBinding::all().iter().any(|it| it.name() == binding.name());
    if is_default || MEANT.contains(&name) || !matches!(index.bound_role(binding), BoundRole::BuiltIn(_)) {
        return;
    }
    let component = name.starts_with("system:controller:") || name == "system:node-proxier";
    let power =
        index.rules_bound_by(binding).into_iter().filter_map(|it| class::of_rule(it, true)).max_by_key(|it| it.0);
    let Some(role) = BuiltInRole::find(Kind::ClusterRole, name, None).filter(|_| component || power.is_some()) else {
        return;
    };
    let message = format!("{} borrows `{}`, which is made for a component of Kubernetes", binding.title(), role.name());
    let finding = cx.report(reference, message).help("write a role with the permissions that the subject uses");
    if let Some((_, _, gain)) = power {
        finding.caption(format!("whoever has it {gain}"));
    }
    show_workloads(binding, finding, index);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::binding;

    #[test]
    fn what_is_meant_for_others_passes() {
        let rule = tester::of(&super::RBAC_SYSTEM_ROLE_BINDING);
        for role in [
            "'system:node'",
            "'system:kube-controller-manager'",
            "'system:node-proxier'",
            "'system:controller:job-controller'",
        ] {
            rule.fails(&binding("ClusterRoleBinding", role));
        }
        for role in [
            "'system:discovery'",
            "'system:metrics-server'",
            "'system:kube-dns'",
            "'system:kube-scheduler'",
            "'system:openshift:x'",
            "edit",
        ] {
            rule.passes(&binding("ClusterRoleBinding", role));
        }
    }
}
