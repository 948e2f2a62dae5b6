//! `rbac-subsumed-rule`

use super::covering::covered;
use super::permission::ROLES;
use crate::rule::prelude::*;

declare_rule! {
    /// Rules that grant nothing beyond another rule of the role.
    ///
    /// ## Why is this bad?
    /// The wider rule grants it all. Whoever narrows the role at the small rule changes nothing, and whoever reads the
    /// small rule believes the role to be narrow.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods]
    ///     verbs: [get]
    ///   - apiGroups: [""]
    ///     resources: [pods, services]
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
    ///     verbs: [get, watch]
    ///   - apiGroups: [""]
    ///     resources: [pods, services]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_SUBSUMED_RULE = "rbac-subsumed-rule" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1164"],
        check: Resource(ROLES, check)
    }
}

fn check(role: Resource<'_>, cx: &mut Context<'_>) {
    for (rule, other) in covered(role, false) {
        let Some(first) = rule.resources().next().or_else(|| rule.urls().next()) else { continue };
        let what = first.text().unwrap_or_default();
        cx.report(first, format!("another rule of {} grants all of this on `{what}`", role.title()))
            .label(other.value(), "this one")
            .help("delete the rule")
            .fix(Safety::Safe, "delete the rule", Edit::remove_entry(rule.value()));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::role;

    #[test]
    fn wildcards_names_and_subresources_are_read_as_the_authorizer_does() {
        let rule = tester::of(&super::RBAC_SUBSUMED_RULE);
        let two = |one: &str, other: &str| role("Role", &format!("{one} & {other}"));
        let exec = "apiGroups: [''], resources: [pods/exec], verbs: [create]";
        rule.fails(&two(exec, "apiGroups: ['*'], resources: ['*'], verbs: ['*']"));
        rule.fails(&two(exec, "apiGroups: [''], resources: ['*/exec'], verbs: [create]"));
        rule.passes(&two(exec, "apiGroups: [''], resources: [pods], verbs: [create]"));
        rule.passes(&two(exec, "apiGroups: [''], resources: ['pods/*'], verbs: [create]"));
        let named = "apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [a]";
        rule.fails(&two(named, "apiGroups: [''], resources: [secrets], verbs: [get]"));
        rule.fails(&two(named, "apiGroups: [''], resources: [secrets], verbs: [get, list], resourceNames: [a, b]"));
        rule.fails(&two("apiGroups: [''], resources: [secrets], verbs: [get]", named));
        rule.passes(&two(named, "apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [b]"));
        rule.passes(&two(exec, exec));
    }

    #[test]
    fn a_wildcard_is_covered_by_a_wildcard_only() {
        let rule = tester::of(&super::RBAC_SUBSUMED_RULE);
        rule.passes(&role(
            "Role",
            "apiGroups: [''], resources: ['*'], verbs: [get] & apiGroups: [''], resources: [pods], verbs: [get, list]",
        ));
        rule.fails(&role(
            "ClusterRole",
            "nonResourceURLs: ['/metrics'], verbs: [get] & nonResourceURLs: ['*'], verbs: [get]",
        ));
        rule.passes(&role(
            "ClusterRole",
            "nonResourceURLs: ['/metrics'], verbs: [get] & apiGroups: ['*'], resources: ['*'], verbs: ['*']",
        ));
    }
}
