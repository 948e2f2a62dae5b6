//! `rbac-scc-use`

use super::grant::{Grant, show_workloads};
use super::permission::{Needed, Permission, Weight, feeds_built_in};
use crate::manifest::Granted;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may use the permissive security contexts of OpenShift, or write any.
    ///
    /// ## Why is this bad?
    /// OpenShift admits a pod by the security context constraints that its service account may `use`. `privileged`,
    /// `anyuid`, `hostaccess` and their like give root, the paths or the network of the node to every pod that runs as the
    /// account.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [security.openshift.io]
    ///     resources: [securitycontextconstraints]
    ///     verbs: [use]
    ///     resourceNames: [privileged]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [security.openshift.io]
    ///     resources: [securitycontextconstraints]
    ///     verbs: [use]
    ///     resourceNames: [restricted-v2]
    /// ```
    pub RBAC_SCC_USE = "rbac-scc-use" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250", "cwe:269"],
        check: Related(&[Kind::Role, Kind::ClusterRole, Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed {
        verbs: &["use", "create", "update", "patch"],
        group: "security.openshift.io",
        resources: &["securitycontextconstraints"],
    }],
    does: "may run pods under permissive security context constraints",
    help: "use `restricted-v2`, or constraints of its own that allow what the pod needs and no more",
    weight: Weight::both(Severity::High, Severity::High),
    beneath: &[],
};

const PERMISSIVE: [&str; 8] = [
    "privileged",
    "anyuid",
    "hostaccess",
    "hostmount-anyuid",
    "hostmount-anyuid-v2",
    "hostnetwork",
    "hostnetwork-v2",
    "node-exporter",
];

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if matches!(role.kind(), Kind::RoleBinding | Kind::ClusterRoleBinding) {
        return check_binding(role, index, cx);
    }
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)).filter(|_| !feeds_built_in(role)) {
        let uses = granted.verb.text() == Some("use");
        let permissive = granted.rule.names().find(|it| it.text().is_some_and(|it| PERMISSIVE.contains(&it)));
        if uses && granted.narrowed && permissive.is_none() {
            continue;
        }
        // The name is that of the one which matters.
        let granted = Granted { narrowed: granted.narrowed && !uses, ..granted };
        let Some(finding) = PERMISSION.report(granted, &Grant::of(role, index), index, cx) else { return };
        if let Some(permissive) = permissive {
            finding.label(permissive, "this one gives pods the node");
        }
    }
}

/// Each of the constraints has a ClusterRole in OpenShift that may use it.
fn check_binding<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(reference) = binding.path("roleRef.name") else { return };
    let name = reference.as_str().and_then(|it| it.strip_prefix("system:openshift:scc:"));
    if let Some(name) = name.filter(|it| PERMISSIVE.contains(it)) {
        let message = format!("{} lets pods run under the constraints `{name}`", binding.title());
        let finding = cx.report(reference, message).help(PERMISSION.help);
        show_workloads(binding, finding, index);
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::binding;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_SCC_USE);
        for (reach, rules, severity) in [
            (
                "namespace",
                "apiGroups: ['security.openshift.io'], resources: [securitycontextconstraints], verbs: [use], resourceNames: [anyuid]",
                Severity::High,
            ),
            (
                "cluster",
                "apiGroups: ['security.openshift.io'], resources: [securitycontextconstraints], verbs: [use]",
                Severity::High,
            ),
            (
                "cluster",
                "apiGroups: ['security.openshift.io'], resources: [securitycontextconstraints], verbs: [patch]",
                Severity::High,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            (
                "namespace",
                "apiGroups: ['security.openshift.io'], resources: [securitycontextconstraints], verbs: [use], resourceNames: [nonroot-v2]",
            ),
            ("cluster", "apiGroups: [''], resources: [securitycontextconstraints], verbs: [use]"),
            ("cluster", "apiGroups: ['security.openshift.io'], resources: [securitycontextconstraints], verbs: [get]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn the_roles_of_openshift_are_known() {
        let rule = tester::of(&super::RBAC_SCC_USE);
        rule.fails(&binding("RoleBinding", "'system:openshift:scc:anyuid'"));
        rule.passes(&binding("RoleBinding", "'system:openshift:scc:restricted-v2'"));
    }
}
