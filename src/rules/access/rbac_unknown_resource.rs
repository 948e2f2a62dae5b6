//! `rbac-unknown-resource`

use super::permission::ROLES;
use super::vocabulary::{listed, regroup, respell, spelt, texts};
use crate::manifest::ApiResource;
use crate::rule::prelude::*;

declare_rule! {
    /// Rules for resources that the API group does not have.
    ///
    /// ## Why is this bad?
    /// RBAC compares words and accepts any: a resource in the singular, with a capital letter or in the wrong group grants
    /// nothing, and says nothing. The application fails in the cluster, and the usual answer is a wildcard.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pod]
    ///     verbs: [get, list]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_UNKNOWN_RESOURCE = "rbac-unknown-resource" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1164"],
        check: Related(ROLES, check)
    }
}

fn check<'a>(role: Resource<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    for rule in PolicyRule::all(role) {
        // Only where all groups are Kubernetes' own is every resource known.
        let known = |it: Value<'_>| it.text().is_some_and(ApiResource::is_built_in_group);
        if rule.groups().next().is_some() && rule.groups().all(known) {
            rule.resources().for_each(|it| check_one(role, rule, it, cx));
        }
    }
}

fn check_one<'a>(role: Resource<'a>, rule: PolicyRule<'a>, resource: Value<'a>, cx: &mut Context<'_>) {
    let Some(text) = resource.text() else { return };
    let name = text.split('/').next().unwrap_or_default();
    let version = cx.kubernetes_version();
    let groups = texts(rule.groups());
    let found: Vec<_> = groups.iter().filter_map(|it| ApiResource::find(it, name)).collect();
    if matches!(name, "" | "*") || found.iter().any(|it| !it.is_removed(version)) {
        return;
    }
    let list = listed(&groups);
    if let Some(since) = found.first().and_then(|it| it.removed) {
        cx.report(resource, format!("Kubernetes {since} took `{name}` out of {list}"))
            .severity(Severity::Low)
            .help("drop it, or name the group that has it now");
        return;
    }
    let finding = cx.report(resource, format!("{list} has no resource `{name}`"));
    if let Some(right) = groups.iter().find_map(|it| spelt(it, name)) {
        respell(finding, rule, resource, right);
        return;
    }
    let others: Vec<_> = ApiResource::named(name).iter().filter(|it| !it.is_removed(version)).collect();
    // Where another rule has it right, nothing is missing.
    if PolicyRule::all(role).any(|it| it.resource(text).is_some() && others.iter().any(|other| it.covers(other.group)))
    {
        finding.severity(Severity::Low).help("drop it: another rule of the role names it in its group");
    } else if let [other] = others.as_slice() {
        regroup(finding, rule, resource, **other);
    } else {
        finding.help("write the plural name and its API group, as `kubectl api-resources` lists them");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::{Safety, Severity};
    use crate::rules::access::fixtures::role;

    fn fixed(groups: &str, resource: &str, verbs: &str) -> Option<(String, Safety)> {
        let text = role("ClusterRole", &format!("apiGroups: [{groups}], resources: [{resource}], verbs: [{verbs}]"));
        let fix = tester::of(&super::RBAC_UNKNOWN_RESOURCE).fails(&text).fix?;
        Some((fix.edits[0].text.clone(), fix.safety))
    }

    #[test]
    fn the_right_word_is_known_where_there_is_one() {
        let safe = |it: &str| Some((it.to_owned(), Safety::Safe));
        assert_eq!(fixed("apps", "deployment", "get"), safe("deployments"));
        assert_eq!(fixed("''", "Endpoint", "get"), safe("endpoints"));
        assert_eq!(fixed("networking.k8s.io", "ingress", "get"), safe("ingresses"));
        assert_eq!(fixed("''", "deployments", "get"), safe("apps"));
        assert_eq!(fixed("''", "pod/log", "get"), safe("pods/log"));
        assert_eq!(fixed("''", "secret", "get"), Some(("secrets".to_owned(), Safety::Unsafe)), "it would grant a lot");
        assert_eq!(fixed("''", "widgets", "get"), None);
        let two = role("Role", "apiGroups: [''], resources: [deployments, jobs], verbs: [get]");
        let found = tester::of(&super::RBAC_UNKNOWN_RESOURCE).finds(2, &two);
        assert!(found.iter().all(|it| it.fix.is_none()), "the group is that of both");
    }

    #[test]
    fn groups_that_are_not_known_and_groups_side_by_side_pass() {
        let rule = tester::of(&super::RBAC_UNKNOWN_RESOURCE);
        for (groups, resources) in [
            ("example.com", "widget"),
            ("'', apps.openshift.io", "deploymentconfigs"),
            ("extensions, networking.k8s.io", "ingresses, ingresses/status"),
            ("''", "'*', '*/status', 'nodes/metrics', users"),
            ("'*'", "pod"),
        ] {
            rule.passes(&role(
                "ClusterRole",
                &format!("apiGroups: [{groups}], resources: [{resources}], verbs: [get]"),
            ));
        }
    }

    #[test]
    fn a_copy_in_the_right_group_weighs_less() {
        let copy = role(
            "Role",
            "apiGroups: [''], resources: [ingresses], verbs: [get] & apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get]",
        );
        assert_eq!(tester::of(&super::RBAC_UNKNOWN_RESOURCE).fails(&copy).severity, Severity::Low);
    }

    #[test]
    fn what_was_removed_weighs_less_and_depends_on_the_version() {
        let psp = role("Role", "apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use]");
        assert_eq!(tester::of(&super::RBAC_UNKNOWN_RESOURCE).fails(&psp).severity, Severity::Low);
        tester::of(&super::RBAC_UNKNOWN_RESOURCE).kubernetes("1.24").passes(&psp);
    }
}
