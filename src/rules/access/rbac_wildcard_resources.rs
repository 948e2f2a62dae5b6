//! `rbac-wildcard-resources`

use super::grant::{Grant, is_admin, is_custom};
use super::permission::weigh;
use crate::rule::prelude::*;

declare_rule! {
    /// Rules that grant verbs on every resource.
    ///
    /// ## Why is this bad?
    /// `*` covers all resources, their subresources and whatever is installed later. Even where the verbs only read, all
    /// Secrets are among what is read.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: viewer}
    /// rules:
    ///   - apiGroups: ["*"]
    ///     resources: ["*"]
    ///     verbs: [get, list, watch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: viewer}
    /// rules:
    ///   - apiGroups: ["", apps]
    ///     resources: [pods, deployments]
    ///     verbs: [get, list, watch]
    /// ```
    pub RBAC_WILDCARD_RESOURCES = "rbac-wildcard-resources" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0046", "trivy:KSV-0112", "checkov:CKV_K8S_49", "kube-linter:wildcard-in-rules",
            "kyverno:restrict-wildcard-resources", "cis-1.12:5.1.3", "cwe:250",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if role.kind() == Kind::ClusterRole && role.name() == "cluster-admin" {
        return;
    }
    for rule in PolicyRule::all(role).filter(|it| !is_admin(*it)) {
        let (Some(resource), Some(group)) = (rule.any_resource(), rule.groups().next()) else { continue };
        let grant = Grant::of(role, index);
        let core = rule.covers("");
        let severity = match (core, rule.names().next().is_some()) {
            (true, false) => grant.severity(Severity::Critical, Severity::High),
            (false, false) if is_custom(rule) && rule.verbs().all(reads) => Severity::Low,
            (false, false) if is_custom(rule) => grant.severity(Severity::Medium, Severity::Low),
            (false, false) => grant.severity(Severity::High, Severity::Medium),
            (_, true) => Severity::Medium,
        };
        let of = if core { String::new() } else { format!(" of `{}`", group.text().unwrap_or_default()) };
        let message = format!("{} covers every resource{of} {}", role.title(), grant.scope());
        let finding = cx
            .report(resource, message)
            .severity(weigh(severity, &grant, index))
            .help("list the resources that are used");
        if core {
            finding.caption("Secrets are among them");
        }
        grant.show(finding, index);
    }
}

fn reads(verb: Value<'_>) -> bool {
    matches!(verb.text(), Some("get" | "list" | "watch"))
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    #[test]
    fn reading_everything_reads_all_secrets_and_one_group_weighs_less() {
        let rule = tester::of(&super::RBAC_WILDCARD_RESOURCES);
        let wide = binding("ClusterRoleBinding", "r");
        for (kind, text, severity) in [
            ("ClusterRole", "apiGroups: ['*'], resources: ['*'], verbs: [list]", Severity::Critical),
            ("ClusterRole", "apiGroups: [''], resources: [pods, '*'], verbs: [get]", Severity::Critical),
            ("Role", "apiGroups: ['*'], resources: ['*'], verbs: [get]", Severity::High),
            ("ClusterRole", "apiGroups: [apps], resources: ['*'], verbs: ['*']", Severity::High),
            ("Role", "apiGroups: [apps], resources: ['*'], verbs: [get]", Severity::Medium),
            ("ClusterRole", "apiGroups: [custom.metrics.k8s.io], resources: ['*'], verbs: [get]", Severity::Low),
            ("ClusterRole", "apiGroups: [acme.example.com], resources: ['*'], verbs: ['*']", Severity::Medium),
        ] {
            let all = role(kind, text) + if kind == "Role" { "" } else { &wide };
            assert_eq!(rule.fails(&all).severity, severity, "{text}");
        }
    }

    #[test]
    fn the_rule_that_grants_everything_and_a_wildcard_of_subresources_are_not_this() {
        let rule = tester::of(&super::RBAC_WILDCARD_RESOURCES);
        rule.passes(&role("ClusterRole", "apiGroups: ['*'], resources: ['*'], verbs: ['*']"));
        rule.passes(&role("ClusterRole", "apiGroups: ['*'], resources: ['*/scale'], verbs: [get]"));
        rule.passes(&role("ClusterRole", "apiGroups: [''], resources: ['pods/*'], verbs: [get]"));
    }

    #[test]
    fn every_rule_is_read_and_names_narrow() {
        let rule = tester::of(&super::RBAC_WILDCARD_RESOURCES);
        let second =
            "apiGroups: [''], resources: [pods], verbs: [get] & apiGroups: [''], resources: ['*'], verbs: [list]";
        rule.fails(&role("ClusterRole", second));
        let named = role("ClusterRole", "apiGroups: [''], resources: ['*'], verbs: [get], resourceNames: [a]");
        assert_eq!(rule.fails(&(named + &binding("ClusterRoleBinding", "r"))).severity, Severity::Medium);
        rule.passes(&role("ClusterRole", "resources: ['*'], verbs: [get]"));
        rule.passes(&role("ClusterRole", "nonResourceURLs: ['*'], verbs: [get]"));
    }
}
