//! `rbac-duplicate-rule`

use super::covering::covered;
use super::permission::ROLES;
use crate::rule::prelude::*;

declare_rule! {
    /// Rules that stand in a role twice.
    ///
    /// ## Why is this bad?
    /// The second one grants nothing. Whoever takes a permission away at one of the places believes it is gone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods, services]
    ///     verbs: [get, list]
    ///   - apiGroups: [""]
    ///     resources: [services, pods]
    ///     verbs: [list, get]
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
    ///   - apiGroups: [""]
    ///     resources: [services]
    ///     verbs: [get]
    /// ```
    pub RBAC_DUPLICATE_RULE = "rbac-duplicate-rule" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1164"],
        check: Resource(ROLES, check)
    }
}

fn check(role: Resource<'_>, cx: &mut Context<'_>) {
    for (rule, other) in covered(role, true) {
        let Some(first) = rule.resources().next().or_else(|| rule.urls().next()) else { continue };
        let what = first.text().unwrap_or_default();
        cx.report(first, format!("{} has this rule for `{what}` twice", role.title()))
            .label(other.value(), "the same")
            .help("delete the rule")
            .fix(Safety::Safe, "delete the rule", Edit::remove_entry(rule.value()));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::role;

    #[test]
    fn the_order_of_items_does_not_matter_and_a_part_is_no_copy() {
        let rule = tester::of(&super::RBAC_DUPLICATE_RULE);
        let two = |one: &str, other: &str| role("Role", &format!("{one} & {other}"));
        let pods = "apiGroups: [''], resources: [pods], verbs: [get]";
        rule.fails(&two(pods, pods));
        rule.passes(&two(pods, "apiGroups: [''], resources: [pods], verbs: [get, list]"));
        rule.passes(&two(pods, "apiGroups: [''], resources: [pods], verbs: [get], resourceNames: [a]"));
        rule.passes(&two(pods, "apiGroups: [apps], resources: [pods], verbs: [get]"));
        assert_eq!(rule.run(&crate::rule::Example::new(&role("Role", &[pods, pods, pods].join(" & ")))).len(), 2);
    }

    #[test]
    fn order_and_doubled_items_make_no_other_rule() {
        let rule = tester::of(&super::RBAC_DUPLICATE_RULE);
        rule.fails(&role("Role", "apiGroups: ['', apps], resources: [pods, jobs], verbs: [get, list] & apiGroups: [apps, ''], resources: [jobs, pods], verbs: [list, get, get]"));
        rule.passes(&role(
            "ClusterRole",
            "nonResourceURLs: ['/a'], verbs: [get] & nonResourceURLs: ['/b'], verbs: [get]",
        ));
    }

    #[test]
    fn the_later_of_two_is_told() {
        let rule = tester::of(&super::RBAC_DUPLICATE_RULE);
        let pods = "apiGroups: [''], resources: [pods], verbs: [get]";
        assert!(rule.fails(&role("Role", &format!("{pods} & {pods}"))).path.starts_with("rules[1]"));
    }
}
