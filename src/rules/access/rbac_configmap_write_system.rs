//! `rbac-configmap-write-system`

use super::grant::Grant;
use super::permission::{CHANGE, Needed, Permission, ROLES, Weight, feeds_built_in, is_in_system};
use crate::manifest::Granted;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may change ConfigMaps of `kube-system`.
    ///
    /// ## Why is this bad?
    /// The ConfigMaps of `kube-system` steer the cluster: `coredns` decides where every name leads, `extension-apiserver-
    /// authentication` whom API servers believe, and `aws-auth` who is an administrator.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: kube-system}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [configmaps]
    ///     verbs: [get, patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: kube-system}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [configmaps]
    ///     verbs: [get, patch]
    ///     resourceNames: [leader]
    /// ```
    pub RBAC_CONFIGMAP_WRITE_SYSTEM = "rbac-configmap-write-system" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0037", "trivy:KSV-0049", "trivy:KSV-0115", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: CHANGE, group: "", resources: &["configmaps"] }],
    does: "may change the configuration of the cluster",
    help: "name its own ConfigMaps in `resourceNames`, or keep them in another namespace",
    weight: Weight::both(Severity::High, Severity::High),
    beneath: &[],
};

/// ConfigMaps that components of the cluster believe.
const VITAL: [&str; 8] = [
    "coredns",
    "coredns-custom",
    "kube-proxy",
    "kubelet-config",
    "kubeadm-config",
    "extension-apiserver-authentication",
    "aws-auth",
    "cluster-info",
];

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)).filter(|_| !feeds_built_in(role)) {
        let grant = Grant::of(role, index);
        let public = !grant.is_cluster_wide() && is_in(&grant, "kube-public");
        let vital = |it: &str| if public { it == "cluster-info" } else { VITAL.contains(&it) };
        let vital = granted.rule.names().find(|it| it.text().is_some_and(vital));
        let system = is_in_system(&grant) || public;
        if granted.narrowed && vital.is_none() || !system && !grant.is_cluster_wide() {
            continue;
        }
        // The name is that of the object which matters.
        let granted = Granted { narrowed: false, ..granted };
        let Some(finding) = PERMISSION.report(granted, &grant, index, cx) else { return };
        match vital {
            Some(vital) => {
                finding.label(vital, "this one is believed by the cluster");
            }
            // Many a controller keeps a ConfigMap of its own somewhere.
            None if !system => {
                finding.severity(finding.severity.min(Severity::Medium));
            }
            None => {}
        }
    }
}

/// Whether a role holds in a namespace, by its own or by that of a binding.
fn is_in(grant: &Grant<'_>, namespace: &str) -> bool {
    let there = |it: &Resource<'_>| it.namespace() == Some(namespace);
    there(&grant.role) || grant.bindings().iter().any(there)
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_CONFIGMAP_WRITE_SYSTEM);
        for (reach, rules, severity) in [
            ("system", "apiGroups: [''], resources: [configmaps], verbs: [update]", Severity::High),
            (
                "system",
                "apiGroups: [''], resources: [configmaps], verbs: [update], resourceNames: [aws-auth]",
                Severity::High,
            ),
            ("cluster", "apiGroups: [''], resources: [configmaps], verbs: [patch]", Severity::Medium),
            (
                "cluster",
                "apiGroups: [''], resources: [configmaps], verbs: [patch], resourceNames: [coredns]",
                Severity::High,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("namespace", "apiGroups: [''], resources: [configmaps], verbs: [update]"),
            ("system", "apiGroups: [''], resources: [configmaps], verbs: [update], resourceNames: [leader]"),
            ("system", "apiGroups: [''], resources: [configmaps], verbs: [create, get]"),
            ("cluster", "apiGroups: [''], resources: [configmaps], verbs: [update], resourceNames: [own]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn the_cluster_info_of_everybody_counts_in_its_namespace() {
        let rule = tester::of(&super::RBAC_CONFIGMAP_WRITE_SYSTEM);
        let of = |namespace: &str, name: &str| {
            let rules = format!("apiGroups: [''], resources: [configmaps], verbs: [patch], resourceNames: [{name}]");
            granted("namespace", &rules).replace("{name: r}", &format!("{{name: r, namespace: {namespace}}}"))
        };
        rule.fails(&of("kube-public", "cluster-info"));
        rule.passes(&of("kube-public", "coredns"));
        rule.passes(&of("shop", "cluster-info"));
        for name in ["coredns", "aws-auth", "kube-proxy", "extension-apiserver-authentication"] {
            rule.fails(&of("kube-system", name));
        }
        rule.passes(&of("kube-system", "mine"));
    }
}
