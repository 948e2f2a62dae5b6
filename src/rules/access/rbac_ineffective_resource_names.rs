//! `rbac-ineffective-resource-names`

use crate::rule::prelude::*;

declare_rule! {
    /// Rules whose `resourceNames` make them grant nothing.
    ///
    /// ## Why is this bad?
    /// `create` of an object and `deletecollection` carry no name, so a rule with `resourceNames` never allows them.
    /// And names are compared literally: `*` means an object called `*`. Either way the rule looks like a grant and is
    /// none.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [configmaps]
    ///     resourceNames: [leader]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [configmaps]
    ///     resourceNames: [leader]
    ///     verbs: [get, update]
    /// ```
    pub RBAC_INEFFECTIVE_RESOURCE_NAMES = "rbac-ineffective-resource-names" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "cwe:1164",
        ],
        check: Resource(&[Kind::Role, Kind::ClusterRole], check)
    }
}

fn check(role: Resource<'_>, cx: &mut Context<'_>) {
    for rule in PolicyRule::all(role) {
        let Some(first) = rule.names().next() else { continue };
        if let Some(star) = rule.names().find(|it| it.text() == Some("*")) {
            cx.report(star, "`*` in `resourceNames` is an object called `*`, not a wildcard")
                .help("leave `resourceNames` out if every object is meant");
            continue;
        }
        let nameless = |it: Value<'_>| matches!(it.text(), Some("create" | "deletecollection"));
        let whole = |it: Value<'_>| it.text().is_some_and(|it| !it.contains('/'));
        if rule.verbs().next().is_some() && rule.verbs().all(nameless) && rule.resources().all(whole) {
            let verb = rule.verbs().next().unwrap_or(first);
            cx.report(
                first,
                format!("`{}` carries no name, so this rule grants nothing", verb.text().unwrap_or_default()),
            )
            .label(verb, "this verb")
            .help("move the verb to a rule without `resourceNames`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::role;
    use crate::rules::tester;

    #[test]
    fn a_subresource_is_created_by_name() {
        let rule = tester::of(&super::RBAC_INEFFECTIVE_RESOURCE_NAMES);
        let it = |resource: &str, verbs: &str, name: &str| {
            role(
                "Role",
                &format!("apiGroups: [''], resources: [{resource}], verbs: [{verbs}], resourceNames: [{name}]"),
            )
        };
        rule.fails(&it("pods", "create, deletecollection", "a"));
        rule.fails(&it("pods", "get", "'*'"));
        rule.passes(&it("pods/exec", "create", "a"));
        rule.passes(&it("serviceaccounts/token", "create", "a"));
        rule.passes(&it("pods", "get, create", "a"));
        rule.passes(&role("Role", "apiGroups: [''], resources: [pods], verbs: [create]"));
    }
}
