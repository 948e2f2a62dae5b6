//! `rbac-unknown-resource`

use super::permission::ROLES;
use super::vocabulary::{revival, spelt, texts};
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
        if rule.groups().next().is_none() || !rule.groups().all(known) {
            continue;
        }
        for resource in rule.resources() {
            check_one(rule, resource, cx);
        }
    }
}

fn check_one<'a>(rule: PolicyRule<'a>, resource: Value<'a>, cx: &mut Context<'_>) {
    let Some(text) = resource.text() else { return };
    let (name, sub) = text.split_once('/').map_or((text, None), |(name, sub)| (name, Some(sub)));
    if name == "*" || name.is_empty() {
        return;
    }
    let version = cx.kubernetes_version();
    let groups = || rule.groups().filter_map(Value::text);
    let found: Vec<_> = groups().filter_map(|it| ApiResource::find(it, name)).collect();
    if found.iter().any(|it| !it.is_removed(version)) {
        return;
    }
    let list = groups().map(|it| if it.is_empty() { "the core group".to_owned() } else { format!("`{it}`") });
    let list = list.collect::<Vec<_>>().join(" and ");
    if let Some(old) = found.first() {
        let since = old.removed.map_or_else(String::new, |it| it.to_string());
        cx.report(resource, format!("Kubernetes {since} took `{name}` out of {list}"))
            .severity(Severity::Low)
            .help("drop it, or name the group that has it now");
        return;
    }
    let message = format!("{list} has no resource `{name}`");
    if let Some(right) = groups().find_map(|it| spelt(it, name)) {
        let whole = sub.map_or_else(|| right.name.to_owned(), |sub| format!("{}/{sub}", right.name));
        let safety = revival(texts(rule.verbs()).into_iter(), [right.group].into_iter(), [whole.as_str()].into_iter());
        let help = format!("write `{whole}`");
        cx.report(resource, message).help(help.clone()).fix(safety, help, Edit::set_scalar(resource, &whole));
        return;
    }
    let mut others = ApiResource::named(name).iter().filter(|it| !it.is_removed(version));
    let finding = cx.report(resource, message);
    match (others.next(), others.next()) {
        (Some(other), None) => {
            let group = if other.group.is_empty() { "\"\"" } else { other.group };
            finding.help(format!("`{name}` is in the group `{group}`"));
            let mut groups = rule.groups();
            if let (Some(first), None, 1) = (groups.next(), groups.next(), rule.resources().count()) {
                let safety = revival(texts(rule.verbs()).into_iter(), [other.group].into_iter(), [text].into_iter());
                finding.fix(safety, format!("name the group `{group}`"), [Edit::replace(first, group)]);
            }
        }
        _ => {
            finding.help("write the plural name and its API group, as `kubectl api-resources` lists them");
        }
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
            ("'', events.k8s.io", "events"),
            ("''", "'*', '*/status', 'nodes/metrics', users"),
            ("'*'", "pod"),
            ("policy", "poddisruptionbudgets"),
        ] {
            rule.passes(&role(
                "ClusterRole",
                &format!("apiGroups: [{groups}], resources: [{resources}], verbs: [get]"),
            ));
        }
    }

    #[test]
    fn what_was_removed_weighs_less_and_depends_on_the_version() {
        let psp = role("ClusterRole", "apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use]");
        assert_eq!(tester::of(&super::RBAC_UNKNOWN_RESOURCE).fails(&psp).severity, Severity::Low);
        tester::of(&super::RBAC_UNKNOWN_RESOURCE).kubernetes("1.24").passes(&psp);
    }
}
