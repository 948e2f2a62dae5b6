//! `rbac-aggregated-role-own-rules`

use crate::rule::prelude::*;

declare_rule! {
    /// Aggregated ClusterRoles with rules of their own.
    ///
    /// ## Why is this bad?
    /// A controller overwrites the rules of an aggregated ClusterRole with those it sums up. What is written there grants
    /// nothing, misleads the reader, and keeps a tool that compares files with the cluster busy for ever.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// aggregationRule:
    ///   clusterRoleSelectors:
    ///     - {matchLabels: {rbac.example.com/aggregate-to-app: "true"}}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods], verbs: [get]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// aggregationRule:
    ///   clusterRoleSelectors:
    ///     - {matchLabels: {rbac.example.com/aggregate-to-app: "true"}}
    /// rules: []
    /// ```
    pub RBAC_AGGREGATED_ROLE_OWN_RULES = "rbac-aggregated-role-own-rules" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1164"],
        check: Resource(&[Kind::ClusterRole], check)
    }
}

fn check(role: Resource<'_>, cx: &mut Context<'_>) {
    let (Some(sum), Some(rules)) = (role.root().get("aggregationRule"), role.root().get("rules")) else { return };
    if rules.is_empty() {
        return;
    }
    cx.report(rules, format!("the rules of {} are overwritten by those it sums up", role.title()))
        .label(sum, "because of this")
        .help("move the rules to a ClusterRole with a label that is selected")
        .fix(Safety::Safe, "delete the rules", Edit::remove_entry(rules));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn empty_and_missing_rules_are_what_the_controller_fills() {
        let rule = tester::of(&super::RBAC_AGGREGATED_ROLE_OWN_RULES);
        let of = |more: &str| {
            format!("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\n{more}")
        };
        let sum = "aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}\n";
        let rules = "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]\n";
        rule.fails(&of(&format!("{sum}{rules}")));
        rule.passes(&of(&format!("{sum}rules: []\n")));
        rule.passes(&of(&format!("{sum}rules: null\n")));
        rule.passes(&of(sum));
        rule.passes(&of(rules));
        rule.passes(&of(&format!("aggregationRule: null\n{rules}")));
    }
}
