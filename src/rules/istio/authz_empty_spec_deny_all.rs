//! `authz-empty-spec-deny-all`

use crate::rule::prelude::*;

declare_rule! {
    /// AuthorizationPolicies without rules, which refuse everything.
    ///
    /// ## Why is this bad?
    /// No rule matches nothing, so a policy that allows and has none refuses every request. That is a good default for
    /// a namespace, and a mistake where the field `rules` is misspelled or left over.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - from: [{source: {namespaces: [shop]}}]
    /// ```
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: deny-all}
    /// spec: {}
    /// ```
    pub AUTHZ_EMPTY_SPEC_DENY_ALL = "authz-empty-spec-deny-all" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    if policy.action() != AuthorizationAction::Allow
        || policy.rules().next().is_some()
        || is_named_for_it(resource.name())
    {
        return;
    }
    let whom = if policy.selector().is_empty() && !policy.has_targets() { "the namespace" } else { "the workload" };
    let at = policy.get("rules").map_or(resource.grip(), Into::into);
    cx.report(at, format!("`{}` has no rules and refuses every request to {whom}", resource.name()))
        .help("write what is allowed in `rules`, or give the policy a name that says `deny-all`");
}

fn is_named_for_it(name: &str) -> bool {
    ["deny", "nothing", "none", "block", "default", "lock", "zero", "baseline"].iter().any(|it| name.contains(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_that_say_so_are_meant() {
        let rule = tester::of(&super::AUTHZ_EMPTY_SPEC_DENY_ALL);
        let of = |name: &str, rest: &str| {
            format!("apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}}}\n{rest}\n")
        };
        rule.fails(&of("web", "spec: {rules: []}"));
        rule.fails(&of("web", ""));
        rule.passes(&of("allow-nothing", "spec: {}"));
        rule.passes(&of("web", "spec: {action: DENY, rules: [{}]}"));
    }
}
