//! `rbac-missing-api-groups`

use super::permission::ROLES;
use super::vocabulary::owner;
use crate::rule::prelude::*;

declare_rule! {
    /// Rules with resources but without API groups.
    ///
    /// ## Why is this bad?
    /// The API server refuses a role with such a rule. The core group has to be written, too: as an empty string.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - resources: [pods]
    ///     verbs: [get]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods]
    ///     verbs: [get]
    /// ```
    pub RBAC_MISSING_API_GROUPS = "rbac-missing-api-groups" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1164"],
        check: Resource(ROLES, check)
    }
}

fn check(role: Resource<'_>, cx: &mut Context<'_>) {
    for rule in PolicyRule::all(role).filter(|it| it.groups().next().is_none()) {
        let Some(resource) = rule.resources().next() else { continue };
        let groups = rule.value().get_raw("apiGroups");
        let owner = owner(rule);
        let finding = match groups {
            Some(groups) => cx.report(groups, "a rule with resources needs an API group"),
            None => cx.report(resource, "a rule with resources needs `apiGroups`"),
        };
        let Some(owner) = owner else {
            finding.help("name the groups of the resources in `apiGroups`; the core group is `\"\"`");
            continue;
        };
        let list = if owner.is_empty() { "[\"\"]".to_owned() } else { format!("[{owner}]") };
        finding.help(format!("add `apiGroups: {list}`"));
        match groups {
            Some(groups) if groups.is_alias() => {}
            Some(groups) if groups.is_sequence() => {
                let edits = [Edit { span: groups.span(), text: list.clone() }];
                finding.fix(Safety::Safe, format!("name the group: `{list}`"), edits);
            }
            _ => {
                let edits = Edit::insert_entry(rule.value(), "apiGroups", &list);
                finding.fix(Safety::Safe, format!("name the group: `{list}`"), edits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::role;

    #[test]
    fn the_group_of_all_resources_is_offered() {
        let rule = tester::of(&super::RBAC_MISSING_API_GROUPS);
        let fix = |rules: &str| rule.fails(&role("Role", rules)).fix.map(|it| it.edits[0].text.clone());
        assert_eq!(fix("apiGroups: [], resources: [deployments], verbs: [get]").as_deref(), Some("[apps]"));
        assert!(fix("resources: [pods, services], verbs: [get]").unwrap().contains("apiGroups: [\"\"]"));
        assert_eq!(fix("resources: [pods, deployments], verbs: [get]"), None);
        assert_eq!(fix("resources: [widgets], verbs: [get]"), None);
        rule.passes(&role("ClusterRole", "nonResourceURLs: ['/metrics'], verbs: [get]"));
    }

    #[test]
    fn a_null_is_none_and_every_rule_is_read() {
        let rule = tester::of(&super::RBAC_MISSING_API_GROUPS);
        rule.fails(&role("Role", "apiGroups: null, resources: [pods], verbs: [get]"));
        rule.fails(&role("Role", "apiGroups: [''], resources: [pods], verbs: [get] & resources: [jobs], verbs: [get]"));
        rule.passes(&role("Role", "apiGroups: [''], resources: [pods], verbs: [get]"));
    }
}
