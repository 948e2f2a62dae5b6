//! `rbac-wildcard-verbs`

use super::class::{self, Class};
use super::grant::{Grant, is_custom};
use super::permission::weigh;
use crate::rule::prelude::*;

declare_rule! {
    /// Rules that grant every verb on named resources.
    ///
    /// ## Why is this bad?
    /// `*` is more than create, read, update and delete: it holds `escalate`, `bind`, `impersonate`, `approve` and `sign`, and
    /// every verb that Kubernetes adds later. Nobody who reads the role sees what it is meant for.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: deployer}
    /// rules:
    ///   - apiGroups: [apps]
    ///     resources: [deployments]
    ///     verbs: ["*"]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: deployer}
    /// rules:
    ///   - apiGroups: [apps]
    ///     resources: [deployments]
    ///     verbs: [get, list, watch, create, update, patch, delete]
    /// ```
    pub RBAC_WILDCARD_VERBS = "rbac-wildcard-verbs" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0045", "checkov:CKV_K8S_49", "kube-linter:wildcard-in-rules", "kubescape:C-0187",
            "kyverno:restrict-wildcard-verbs", "cis-1.12:5.1.3", "cwe:250",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for rule in PolicyRule::all(role).filter(|it| it.any_resource().is_none()) {
        let (Some(verb), Some(first)) = (rule.any_verb(), rule.resources().next()) else { continue };
        let grant = Grant::of(role, index);
        let class = class::of_rule(rule, grant.is_cluster_wide());
        let severity = match class.map(|it| it.0) {
            Some(Class::Root) => grant.severity(Severity::Critical, Severity::High),
            Some(Class::Takeover) => grant.severity(Severity::High, Severity::Medium),
            Some(Class::Plane) => grant.severity(Severity::High, Severity::Medium),
            None if is_custom(rule) => Severity::Low,
            None => Severity::Medium,
        };
        let what = class.map_or(first, |it| it.1.resource).text().unwrap_or_default();
        let more = rule.resources().count() - 1;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("{} grants every verb on `{what}`{more} {}", role.title(), grant.scope());
        let finding =
            cx.report(verb, message).severity(weigh(severity, &grant, index)).help("list the verbs that are used");
        if let Some((_, granted, gain)) = class {
            finding.label(granted.resource, format!("whoever has this {gain}"));
        }
        grant.show(finding, index);
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    #[test]
    fn what_the_verbs_reach_decides() {
        let rule = tester::of(&super::RBAC_WILDCARD_VERBS);
        let wide = binding("ClusterRoleBinding", "r");
        for (kind, text, severity) in [
            ("ClusterRole", "apiGroups: [''], resources: [secrets], verbs: ['*']", Severity::High),
            ("ClusterRole", "apiGroups: [''], resources: [groups], verbs: ['*']", Severity::Critical),
            (
                "ClusterRole",
                "apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: ['*']",
                Severity::Critical,
            ),
            ("ClusterRole", "apiGroups: [certificates.k8s.io], resources: [signers], verbs: ['*']", Severity::High),
            (
                "ClusterRole",
                "apiGroups: [security.openshift.io], resources: [securitycontextconstraints], verbs: ['*']",
                Severity::High,
            ),
            ("Role", "apiGroups: [apps], resources: [deployments], verbs: ['*']", Severity::Medium),
            ("Role", "apiGroups: [''], resources: [secrets], verbs: ['*']", Severity::Medium),
            ("Role", "apiGroups: [''], resources: [serviceaccounts], verbs: ['*']", Severity::High),
            ("ClusterRole", "apiGroups: [''], resources: [endpoints], verbs: [get, '*']", Severity::Medium),
            ("ClusterRole", "apiGroups: [acme.example.com], resources: [widgets], verbs: ['*']", Severity::Low),
        ] {
            let all = role(kind, text) + if kind == "Role" { "" } else { &wide };
            assert_eq!(rule.fails(&all).severity, severity, "{text}");
        }
    }

    #[test]
    fn wildcard_resources_and_urls_belong_to_other_rules() {
        let rule = tester::of(&super::RBAC_WILDCARD_VERBS);
        rule.passes(&role("ClusterRole", "apiGroups: ['*'], resources: ['*'], verbs: ['*']"));
        rule.passes(&role("ClusterRole", "nonResourceURLs: ['/metrics'], verbs: ['*']"));
    }

    #[test]
    fn every_rule_is_read_and_each_is_told() {
        let rule = tester::of(&super::RBAC_WILDCARD_VERBS);
        let second =
            "apiGroups: [''], resources: [pods], verbs: [get] & apiGroups: [''], resources: [secrets], verbs: ['*']";
        rule.fails(&role("ClusterRole", second));
        rule.finds(2, &role("ClusterRole", "apiGroups: [''], resources: [pods], verbs: ['*'] & apiGroups: [''], resources: [secrets], verbs: ['*']"));
        rule.passes(&role("ClusterRole", "apiGroups: [''], resources: [pods], verbs: ['get*']"));
    }
}
