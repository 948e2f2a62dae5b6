//! `rbac-node-proxy`

use super::grant::{Grant, precise};
use super::permission::{feeds_built_in, weigh};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may talk to the kubelet through `nodes/proxy`.
    ///
    /// ## Why is this bad?
    /// `nodes/proxy` reaches the whole API of the kubelet, which runs commands in every pod of the node; no admission
    /// and no audit log sees it. `get` is enough: it is not a permission to read. Monitoring needs `nodes/metrics`,
    /// `nodes/stats` or `nodes/log`, and from Kubernetes 1.33 on `nodes/pods`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [nodes/proxy, nodes/metrics]
    ///     verbs: [get]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [nodes/stats, nodes/metrics]
    ///     verbs: [get]
    /// ```
    pub RBAC_NODE_PROXY = "rbac-node-proxy" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0047", "kubescape:C-0279", "checkov:CKV2_K8S_2", "kyverno:restrict-clusterrole-nodesproxy",
            "cis-1.12:5.1.10", "cwe:269",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

const VERBS: &[&str] = &["get", "create", "update", "patch", "delete"];

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if feeds_built_in(role) {
        return;
    }
    let grant = Grant::of(role, index);
    // Nodes live in no namespace: there a role grants nothing on them.
    if !grant.is_cluster_wide() {
        return;
    }
    let fine = cx.kubernetes_version() >= Version::new(1, 33);
    for granted in PolicyRule::all(role).filter_map(|it| precise(it, VERBS, "", &["nodes/proxy"])) {
        let finding = cx
            .report(granted.resource, format!("{} may run commands in every pod through the kubelet", role.title()))
            .help(if fine {
                "grant `nodes/metrics`, `nodes/stats`, `nodes/log` or `nodes/pods` instead"
            } else {
                "grant `nodes/metrics` or `nodes/stats` instead"
            });
        let severity = if granted.narrowed { Severity::High } else { Severity::Critical };
        finding.severity(weigh(severity, &grant, index));
        grant.show(finding, index);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    fn proxy(resource: &str, verb: &str) -> String {
        role("ClusterRole", &format!("apiGroups: [''], resources: ['{resource}'], verbs: [{verb}]"))
    }

    #[test]
    fn any_verb_that_the_kubelet_maps_counts() {
        let rule = tester::of(&super::RBAC_NODE_PROXY);
        for verb in ["get", "create", "update", "patch", "delete"] {
            rule.fails(&proxy("nodes/proxy", verb));
        }
        rule.fails(&proxy("*/proxy", "get"));
        rule.passes(&proxy("nodes/proxy", "list"));
    }

    #[test]
    fn permissions_do_not_mix_across_rules_and_a_namespace_has_no_nodes() {
        let rule = tester::of(&super::RBAC_NODE_PROXY);
        let mixed = "apiGroups: [''], resources: [nodes], verbs: [get] & apiGroups: [apps], resources: [nodes/proxy], verbs: [get]";
        rule.passes(&role("ClusterRole", mixed));
        rule.passes(&proxy("nodes/*", "get"));
        rule.passes(&role("Role", "apiGroups: [''], resources: [nodes/proxy], verbs: [get]"));
        rule.passes(&(proxy("nodes/proxy", "get") + &binding("RoleBinding", "r")));
        rule.fails(&(proxy("nodes/proxy", "get") + &binding("ClusterRoleBinding", "r")));
    }

    #[test]
    fn reach_and_names_decide_how_bad_it_is() {
        use crate::finding::Severity;
        let rule = tester::of(&super::RBAC_NODE_PROXY);
        let wide = binding("ClusterRoleBinding", "r");
        assert_eq!(rule.fails(&(proxy("nodes/proxy", "get") + &wide)).severity, Severity::Critical);
        assert_eq!(rule.fails(&proxy("nodes/proxy", "get")).severity, Severity::High);
        let named = proxy("nodes/proxy", "get").replace("verbs:", "resourceNames: [node-1], verbs:");
        assert_eq!(rule.fails(&(named + &wide)).severity, Severity::High);
        rule.passes(&proxy("nodes/metrics", "get"));
        rule.passes(&proxy("*", "get"));
    }

    #[test]
    fn what_to_grant_instead_depends_on_the_release() {
        let help = |version| {
            let found = tester::of(&super::RBAC_NODE_PROXY).kubernetes(version).fails(&proxy("nodes/proxy", "get"));
            found.help.unwrap()
        };
        assert!(help("1.33").contains("nodes/log"));
        assert!(!help("1.32").contains("nodes/log"));
    }
}
