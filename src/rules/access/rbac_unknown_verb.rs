//! `rbac-unknown-verb`

use super::permission::ROLES;
use super::vocabulary::{revival, texts};
use crate::manifest::ApiResource;
use crate::rule::prelude::*;

declare_rule! {
    /// Rules with verbs that Kubernetes does not have.
    ///
    /// ## Why is this bad?
    /// RBAC has its own verbs: a request with POST asks for `create`, one with PUT for `update`. Others, and those with
    /// capital letters, are compared with nothing and grant nothing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [apps]
    ///     resources: [deployments]
    ///     verbs: [get, edit]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [apps]
    ///     resources: [deployments]
    ///     verbs: [get, update]
    /// ```
    pub RBAC_UNKNOWN_VERB = "rbac-unknown-verb" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1164"],
        check: Resource(ROLES, check)
    }
}

const VERBS: [&str; 15] = [
    "*",
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "bind",
    "escalate",
    "impersonate",
    "approve",
    "sign",
    "use",
];

fn check(role: Resource<'_>, cx: &mut Context<'_>) {
    for rule in PolicyRule::all(role) {
        // Paths take the verbs of HTTP, and other APIs may have verbs of their own.
        let Some(first) = rule.resources().next() else { continue };
        let known = |it: Value<'_>| it.text().is_some_and(ApiResource::is_built_in_group);
        for verb in rule.verbs() {
            let Some(text) = verb.text() else { continue };
            // `impersonate-on:user-info:get`, `attest`, and what else new versions bring.
            if VERBS.contains(&text) || text.contains([':', '-']) || text == "attest" {
                continue;
            }
            let right = meant(text);
            if right.is_none() && !rule.groups().all(known) {
                continue;
            }
            let resource = first.text().unwrap_or_default();
            let finding = cx.report(verb, format!("`{text}` is not a verb of RBAC and grants nothing on `{resource}`"));
            let Some(right) = right else {
                finding.help("write one of `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`");
                continue;
            };
            finding.help(format!("write `{right}`"));
            if rule.verbs().any(|it| it.text() == Some(right)) {
                finding.fix(Safety::Safe, "drop it", Edit::remove_entry(verb));
            } else {
                let (groups, resources) = (texts(rule.groups()), texts(rule.resources()));
                let safety = revival([right].into_iter(), groups.into_iter(), resources.into_iter());
                finding.fix(safety, format!("write `{right}`"), Edit::set_scalar(verb, right));
            }
        }
    }
}

/// The verb that is meant by one of HTTP, or by another case.
fn meant(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "post" => Some("create"),
        "put" => Some("update"),
        _ => VERBS.into_iter().find(|it| *it == lower),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Safety;
    use crate::rules::access::fixtures::role;

    #[test]
    fn verbs_of_http_and_capitals_have_a_right_form() {
        let rule = tester::of(&super::RBAC_UNKNOWN_VERB);
        let it = |resource: &str, verb: &str| {
            role("Role", &format!("apiGroups: [''], resources: [{resource}], verbs: [{verb}]"))
        };
        for (resource, verb, right, safety) in [
            ("configmaps", "post", "create", Safety::Safe),
            ("configmaps", "Get", "get", Safety::Safe),
            ("secrets", "LIST", "list", Safety::Unsafe),
            ("pods", "put", "update", Safety::Unsafe),
        ] {
            let fix = rule.fails(&it(resource, verb)).fix.unwrap();
            assert_eq!((fix.edits[0].text.as_str(), fix.safety), (right, safety), "{verb}");
        }
        assert!(rule.fails(&it("pods", "read")).fix.is_none());
    }

    #[test]
    fn paths_special_verbs_and_other_apis_pass() {
        let rule = tester::of(&super::RBAC_UNKNOWN_VERB);
        for rules in [
            "nonResourceURLs: ['/x'], verbs: [post, put, head]",
            "apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve, sign, attest]",
            "apiGroups: [''], resources: [users], verbs: [impersonate, 'impersonate:user-info']",
            "apiGroups: [example.com], resources: [widgets], verbs: [nominate]",
        ] {
            rule.passes(&role("ClusterRole", rules));
        }
    }

    #[test]
    fn a_verb_that_is_there_already_is_dropped_and_every_rule_is_read() {
        let rule = tester::of(&super::RBAC_UNKNOWN_VERB);
        let fix = rule.fails(&role("Role", "apiGroups: [''], resources: [pods], verbs: [create, post]")).fix.unwrap();
        assert_eq!(fix.title, "drop it");
        rule.fails(&role(
            "Role",
            "apiGroups: [''], resources: [pods], verbs: [get] & apiGroups: [''], resources: [pods], verbs: [edit]",
        ));
        rule.fails(&role("ClusterRole", "apiGroups: [''], resources: [endpoints], verbs: [edit]"));
        rule.passes(&role("Role", "apiGroups: [''], resources: [pods], verbs: ['*']"));
    }
}
