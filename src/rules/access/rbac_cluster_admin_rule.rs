//! `rbac-cluster-admin-rule`

use super::grant::{Grant, is_admin};
use super::permission::weigh;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles with a rule that grants every verb on every resource.
    ///
    /// ## Why is this bad?
    /// Such a rule is `cluster-admin` under another name: it reads all Secrets, changes roles, runs anything anywhere, and it
    /// grows with every API that is installed later. In a Role it is the same for one namespace. Anyone who gets hold of one
    /// token that it is bound to owns the cluster or the namespace.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: deployer}
    /// rules:
    ///   - apiGroups: ["*"]
    ///     resources: ["*"]
    ///     verbs: ["*"]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: deployer}
    /// rules:
    ///   - apiGroups: [apps]
    ///     resources: [deployments]
    ///     verbs: [get, list, watch, patch]
    /// ```
    pub RBAC_CLUSTER_ADMIN_RULE = "rbac-cluster-admin-rule" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0044", "trivy:KSV-0046", "trivy:KSV-0112", "trivy:KSV-0111", "kubescape:C-0035", "kubescape:C-0187",
            "kube-linter:wildcard-in-rules", "kics:RBAC_wildcard", "cis-1.12:5.1.1", "cis-1.12:5.1.3", "cwe:250", "cwe:269",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if role.kind() == Kind::ClusterRole && role.name() == "cluster-admin" {
        return;
    }
    for rule in PolicyRule::all(role).filter(|it| is_admin(*it)) {
        let Some(verb) = rule.any_verb() else { continue };
        let grant = Grant::of(role, index);
        let finding = cx
            .report(verb, format!("{} grants every verb on every resource {}", role.title(), grant.scope()))
            .severity(weigh(grant.severity(Severity::Critical, Severity::High), &grant, index))
            .help("list the API groups, resources and verbs that are used");
        grant.show(finding, index);
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::binding;
    use crate::rules::tester;

    const ALL: &str = "- {apiGroups: ['*'], resources: ['*'], verbs: ['*']}";

    fn role(kind: &str, name: &str, rules: &str) -> String {
        format!("apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nrules:\n{rules}\n")
    }

    #[test]
    fn severity_follows_the_reach() {
        let rule = tester::of(&super::RBAC_CLUSTER_ADMIN_RULE);
        assert_eq!(rule.fails(&role("ClusterRole", "x", ALL)).severity, Severity::High, "nothing binds it");
        assert_eq!(rule.fails(&role("Role", "x", ALL)).severity, Severity::High);
        let local = rule.fails(&(role("ClusterRole", "x", ALL) + &binding("RoleBinding", "x")));
        assert_eq!(local.severity, Severity::High);
        let wide = rule.fails(&(role("ClusterRole", "x", ALL) + &binding("ClusterRoleBinding", "x")));
        assert_eq!((wide.severity, wide.labels.len()), (Severity::Critical, 2));
    }

    #[test]
    fn every_rule_of_the_role_is_read_and_any_order_of_fields() {
        let rule = tester::of(&super::RBAC_CLUSTER_ADMIN_RULE);
        let second = format!("- {{apiGroups: [''], resources: [pods], verbs: [get]}}\n{ALL}");
        rule.fails(&role("ClusterRole", "x", &second));
        rule.fails(&role("ClusterRole", "x", "- verbs: ['get', '*']\n  resources:\n  - '*'\n  apiGroups: ['', apps]"));
    }

    #[test]
    fn groups_that_are_listed_names_and_the_built_in_role_pass() {
        let rule = tester::of(&super::RBAC_CLUSTER_ADMIN_RULE);
        rule.passes(&role("ClusterRole", "x", "- {apiGroups: [apps, batch], resources: ['*'], verbs: ['*']}"));
        rule.passes(&role(
            "ClusterRole",
            "x",
            "- {apiGroups: ['*'], resources: ['*'], verbs: ['*'], resourceNames: [a]}",
        ));
        rule.passes(&role("ClusterRole", "x", "- {nonResourceURLs: ['*'], verbs: ['*']}"));
        rule.passes(&role("ClusterRole", "cluster-admin", ALL));
    }

    #[test]
    fn a_pod_that_runs_with_it_raises_it_when_it_is_open() {
        let rule = tester::of(&super::RBAC_CLUSTER_ADMIN_RULE);
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ns, labels: {app: p}}\nspec: {serviceAccountName: s}\n---\n\
                   apiVersion: v1\nkind: Service\nmetadata: {name: p, namespace: ns}\nspec: {type: NodePort, selector: {app: p}}\n";
        let local = role("Role", "x", ALL).replace("name: x}", "name: x, namespace: ns}");
        let bound = binding("RoleBinding", "x")
            .replace("kind: ClusterRole", "kind: Role")
            .replace("name: b}", "name: b, namespace: ns}");
        assert_eq!(rule.fails(&(local.clone() + &bound)).severity, Severity::High);
        assert_eq!(rule.fails(&(local.clone() + &bound + pod)).severity, Severity::Critical);
        assert_eq!(rule.fails(&local.replace("namespace: ns", "namespace: kube-system")).severity, Severity::Critical);
    }

    #[test]
    fn rules_without_a_group_and_lists_of_every_verb_are_not_everything() {
        let rule = tester::of(&super::RBAC_CLUSTER_ADMIN_RULE);
        rule.passes(&role("ClusterRole", "x", "- {resources: ['*'], verbs: ['*']}"));
        rule.passes(&role(
            "ClusterRole",
            "x",
            "- {apiGroups: ['*'], resources: ['*'], verbs: [get, list, watch, create, update, patch, delete]}",
        ));
        rule.passes(&role("ClusterRole", "x", "- {apiGroups: ['*'], resources: ['*/*'], verbs: ['*']}"));
        rule.passes(&role(
            "ClusterRole",
            "x",
            "- {apiGroups: ['', apps, batch, extensions, networking.k8s.io], resources: [pods], verbs: ['*']}",
        ));
        // Rules of one role do not add up to one.
        rule.passes(&role("ClusterRole", "x", "- {apiGroups: ['*'], resources: ['*'], verbs: [get]}\n- {apiGroups: ['*'], resources: [pods], verbs: ['*']}"));
    }
}
