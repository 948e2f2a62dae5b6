//! `authz-action-omitted-deny-name`

use crate::rule::prelude::*;

declare_rule! {
    /// AuthorizationPolicies named for denying that allow.
    ///
    /// ## Why is this bad?
    /// The action that is not written is `ALLOW`. A policy called `deny-…` without `action: DENY` lets in exactly
    /// what it was to keep out.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: deny-guests}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [guest]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: deny-guests}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {namespaces: [guest]}}]
    /// ```
    pub AUTHZ_ACTION_OMITTED_DENY_NAME = "authz-action-omitted-deny-name" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let denies = |word: &str| matches!(word, "deny" | "denies" | "denied" | "block" | "blocks" | "blocked");
    if policy.get("action").is_some() || !resource.name().split('-').any(denies) {
        return;
    }
    // Without rules it matches nothing, and so denies everything.
    if let Some(rules) = policy.get("rules").filter(|it| !it.is_empty()) {
        let finding = cx
            .report(rules, format!("`{}` allows what it lists: no `action` means `ALLOW`", resource.name()))
            .label(resource, "the name says otherwise")
            .help("write `action: DENY`, or `action: ALLOW` and another name");
        if let Some(spec) = resource.spec() {
            finding.fix(Safety::Unsafe, "deny it", Edit::insert_into(spec, &["action"], "DENY"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn whole_words_count() {
        let rule = tester::of(&super::AUTHZ_ACTION_OMITTED_DENY_NAME);
        let of = |name: &str, spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("deny-all", "{}"));
        rule.passes(&of("blockchain", "{rules: [{}]}"));
        rule.passes(&of("deny-x", "{action: ALLOW, rules: [{}]}"));
        rule.fails(&of("guests-blocked", "{rules: [{}]}"));
    }
}
