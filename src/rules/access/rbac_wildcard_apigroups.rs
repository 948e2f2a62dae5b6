//! `rbac-wildcard-apigroups`

use super::permission::ROLES;
use super::vocabulary::owner;
use crate::rule::prelude::*;

declare_rule! {
    /// Rules that grant named resources in every API group.
    ///
    /// ## Why is this bad?
    /// The name of a resource is unique in its group only: `services` are also those of Knative, `clusters` those of a
    /// dozen operators. With `*` as the group, the rule covers all that are installed now or later.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: ["*"]
    ///     resources: [services]
    ///     verbs: [get, list]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [services]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_WILDCARD_APIGROUPS = "rbac-wildcard-apigroups" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["checkov:CKV_K8S_49", "cwe:250"],
        check: Related(ROLES, check)
    }
}

fn check<'a>(role: Resource<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    for rule in PolicyRule::all(role).filter(|it| it.any_resource().is_none()) {
        let Some(star) = rule.groups().find(|it| it.text() == Some("*")) else { continue };
        let Some(first) = rule.resources().next().and_then(Value::text) else { continue };
        let owner = owner(rule);
        let help = match owner {
            Some("") => "name the group of the resources: the core group, `\"\"`".to_owned(),
            Some(owner) => format!("name the group of the resources: `{owner}`"),
            None => "name the groups of the resources".to_owned(),
        };
        let message = format!("{} covers `{first}` in every API group", role.title());
        let finding = cx.report(star, message).help(help);
        if let Some(owner) = owner.filter(|_| rule.groups().count() == 1) {
            let text = if owner.is_empty() { "\"\"" } else { owner };
            finding.fix(Safety::Unsafe, "name the group", [Edit::replace(star, text)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::role;

    #[test]
    fn the_fix_knows_the_group_where_there_is_one() {
        let rule = tester::of(&super::RBAC_WILDCARD_APIGROUPS);
        for (resources, group) in [
            ("pods, pods/log", Some("\"\"")),
            ("deployments", Some("apps")),
            ("events", None),
            ("pods, deployments", None),
            ("widgets", None),
        ] {
            let found =
                rule.fails(&role("ClusterRole", &format!("apiGroups: ['*'], resources: [{resources}], verbs: [get]")));
            assert_eq!(found.fix.as_ref().map(|it| it.edits[0].text.as_str()), group, "{resources}");
        }
        rule.passes(&role("ClusterRole", "apiGroups: ['*'], resources: ['*'], verbs: [get]"));
        rule.passes(&role("ClusterRole", "nonResourceURLs: ['*'], verbs: [get]"));
    }
}
