//! `authz-rule-split-or`

use super::flow;
use crate::rule::prelude::*;

declare_rule! {
    /// Sources and operations in two rules that were meant to be one.
    ///
    /// ## Why is this bad?
    /// Rules are alternatives. With a dash too many, `from` and `to` become two rules: the first allows the source
    /// everything, the second allows everyone the operation.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [shop]}}]
    ///     - to: [{operation: {methods: [GET]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [shop]}}]
    ///       to: [{operation: {methods: [GET]}}]
    /// ```
    pub AUTHZ_RULE_SPLIT_OR = "authz-rule-split-or" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    if policy.action() != AuthorizationAction::Allow {
        return;
    }
    let only = |rule: Value<'_>, field: &str| rule.len() == 1 && rule.get(field).is_some_and(|it| !it.is_empty());
    let rules: Vec<Value<'_>> = policy.rules().collect();
    for pair in rules.windows(2) {
        let [first, second] = pair else { continue };
        if let (true, Some(to)) = (only(*first, "from") && only(*second, "to"), second.get("to")) {
            let finding = cx
                .report(to, "this is a rule of its own: it allows everyone the operation")
                .label(first.get("from").unwrap_or(*first), "and this allows the source everything")
                .help("take the dash away, so that both stand in one rule");
            if let Some(text) = flow::of(to) {
                let edits = Edit::insert_into(*first, &["to"], &text).into_iter().chain(Edit::remove_entry(*second));
                finding.fix(Safety::Unsafe, "make one rule of the two", edits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_pairs_are_meant() {
        let rule = tester::of(&super::AUTHZ_RULE_SPLIT_OR);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1beta1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let (from, to) = ("from: [{source: {namespaces: [a]}}]", "to: [{operation: {methods: [GET]}}]");
        rule.passes(&of(&format!("{{rules: [{{{to}}}, {{{from}}}]}}")));
        rule.passes(&of(&format!("{{action: DENY, rules: [{{{from}}}, {{{to}}}]}}")));
        rule.passes(&of(&format!("{{rules: [{{{from}}}, {{{from}, {to}}}]}}")));
        rule.fails(&of(&format!("{{rules: [{{{from}}}, {{{to}}}, {{{to}}}]}}")));
    }
}
