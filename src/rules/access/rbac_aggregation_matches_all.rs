//! `rbac-aggregation-matches-all`

use super::class::{self, Class};
use crate::manifest::BuiltInRole;
use crate::rule::prelude::*;

declare_rule! {
    /// Aggregated ClusterRoles that sum up every ClusterRole, or one that holds all permissions.
    ///
    /// ## Why is this bad?
    /// An empty selector picks all ClusterRoles, and so does one that only says what labels must not be: `cluster-admin` is
    /// among them. Whoever is bound to the sum holds every permission there is, though the file shows no rule at all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// aggregationRule:
    ///   clusterRoleSelectors:
    ///     - {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// aggregationRule:
    ///   clusterRoleSelectors:
    ///     - {matchLabels: {rbac.example.com/aggregate-to-app: "true"}}
    /// ```
    pub RBAC_AGGREGATION_MATCHES_ALL = "rbac-aggregation-matches-all" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250", "cwe:269"],
        check: Related(&[Kind::ClusterRole], check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(sum) = role.root().get("aggregationRule") else { return };
    for value in sum.list("clusterRoleSelectors") {
        let selector = Selector::of_label_selector(value);
        let all = |it: &BuiltInRole| it.name() == "cluster-admin" && selector.matches(it.labels());
        let built_in = BuiltInRole::all().iter().any(all);
        let is_root = |it: &Resource<'a>| class::of_role(*it, true).is_some_and(|it| it.0 == Class::Root);
        let written = index.picked(&selector, role).into_iter().find(|it| it.root() != role.root() && is_root(it));
        if !built_in && written.is_none() {
            continue;
        }
        let message = match written.filter(|_| !built_in) {
            Some(part) => format!("{} sums up {}, which leads to every permission", role.title(), part.title()),
            None => format!("{} sums up `cluster-admin`", role.title()),
        };
        let finding = cx.report(value, message).help("select a label of your own that only the parts have");
        if let Some(part) = written {
            finding.label(part, "this one is picked");
        }
        for binding in index.bindings_to(role).into_iter().take(3) {
            finding.label(binding, "this binding hands it out");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::role;

    fn sum(selector: &str) -> String {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: s}}\n\
             aggregationRule: {{clusterRoleSelectors: [{selector}]}}\n---\n"
        )
    }

    #[test]
    fn what_the_selector_picks_decides() {
        let rule = tester::of(&super::RBAC_AGGREGATION_MATCHES_ALL);
        rule.fails(&sum("{matchExpressions: [{key: x, operator: DoesNotExist}]}"));
        rule.fails(&sum("{matchLabels: {kubernetes.io/bootstrapping: rbac-defaults}}"));
        let part = |rules: &str| role("ClusterRole", rules).replace("{name: r}", "{name: r, labels: {part: 'yes'}}");
        let picks = sum("{matchLabels: {part: 'yes'}}");
        rule.fails(&(picks.clone() + &part("apiGroups: ['*'], resources: ['*'], verbs: ['*']")));
        rule.passes(&(picks.clone() + &part("apiGroups: [''], resources: [pods], verbs: [get]")));
        rule.passes(&picks);
    }
}
