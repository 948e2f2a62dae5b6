//! `secret-list-with-names`

use super::grant::precise;
use super::permission::ROLES;
use crate::rule::prelude::*;
use crate::yaml::Style;

declare_rule! {
    /// Roles that may list or watch Secrets by name, which few programs can make use of.
    ///
    /// ## Why is this bad?
    /// With `resourceNames`, a list or watch is allowed only if the request selects the one name by
    /// `metadata.name`. Most programs do not ask like that, get refused, and sooner or later somebody deletes the names to make
    /// it work. What `list` and `watch` show is the content, too, so `get` is the honest verb.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets]
    ///     verbs: [get, list, watch]
    ///     resourceNames: [web]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets]
    ///     verbs: [get]
    ///     resourceNames: [web]
    /// ```
    pub SECRET_LIST_WITH_NAMES = "secret-list-with-names" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cis-1.12:5.1.2", "cwe:250"],
        check: Resource(ROLES, check)
    }
}

fn check(role: Resource<'_>, cx: &mut Context<'_>) {
    for rule in PolicyRule::all(role) {
        if rule.names().next().is_none() || precise(rule, &["list", "watch"], "", &["secrets"]).is_none() {
            continue;
        }
        let verbs: Vec<Value<'_>> = rule.verbs().filter(|it| matches!(it.text(), Some("list" | "watch"))).collect();
        let Some(&first) = verbs.first() else { continue };
        let verb = first.text().unwrap_or_default();
        let finding = cx
            .report(first, format!("`{verb}` on named Secrets is only allowed to requests that select one by its name"))
            .help("leave `get`, which reads a named Secret");
        if let Some(names) = rule.value().get("resourceNames") {
            finding.label(names, "for these names");
        }
        // Another resource of the rule may need the verbs.
        let alone = rule.resources().count() == 1 && rule.groups().count() == 1;
        if alone && rule.verb("get").is_some() {
            finding.fix(Safety::Unsafe, "leave `get`", without(rule, &verbs));
        }
    }
}

/// Takes verbs out of a rule. Neighbours in a list on one line would take the same comma with them.
fn without(rule: PolicyRule<'_>, verbs: &[Value<'_>]) -> Vec<Edit> {
    let list = rule.value().get("verbs").filter(|it| it.style() == Style::Flow);
    let Some(list) = list else { return verbs.iter().flat_map(|it| Edit::remove_entry(*it)).collect() };
    let kept: Vec<&str> = rule.verbs().filter(|it| !verbs.contains(it)).map(Value::source_text).collect();
    vec![Edit::replace(list, format!("[{}]", kept.join(", ")))]
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::role;
    use crate::rules::tester;

    #[test]
    fn only_secrets_with_names_count_and_the_fix_leaves_a_verb() {
        let rule = tester::of(&super::SECRET_LIST_WITH_NAMES);
        let it = |resources: &str, verbs: &str, names: &str| {
            role(
                "Role",
                &format!("apiGroups: [''], resources: [{resources}], verbs: [{verbs}], resourceNames: [{names}]"),
            )
        };
        assert!(rule.fails(&it("secrets", "get, list", "a")).fix.is_some());
        assert!(rule.fails(&it("secrets", "watch", "a")).fix.is_none(), "a rule without verbs is refused");
        assert!(rule.fails(&it("configmaps, secrets", "get, watch", "a")).fix.is_none());
        rule.passes(&it("secrets", "get", "a"));
        rule.passes(&it("secrets", "list", ""));
        rule.passes(&it("configmaps", "list", "a"));
    }
}
