//! `authz-selector-from-list-or`

use crate::rule::prelude::*;

declare_rule! {
    /// Sources that are alternatives and look like conditions.
    ///
    /// ## Why is this bad?
    /// Entries of `from` are alternatives: a principal in one and a namespace in the next let in either. Fields that
    /// are to hold together stand in one `source`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from:
    ///         - source: {principals: [cluster.local/ns/shop/sa/web]}
    ///         - source: {ipBlocks: [10.0.0.0/8]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from:
    ///         - source: {principals: [cluster.local/ns/shop/sa/web], ipBlocks: [10.0.0.0/8]}
    /// ```
    pub AUTHZ_SELECTOR_FROM_LIST_OR = "authz-selector-from-list-or" {
        severity: Low,
        confidence: Low,
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
    for rule in policy.rules() {
        let sources: Vec<Value<'_>> = AuthorizationPolicy::sources(rule).collect();
        let [first, second] = sources[..] else { continue };
        let (one, other) = (Clause::of_source(first), Clause::of_source(second));
        if let ([one], [other]) = (&one[..], &other[..])
            && one.attribute != other.attribute
        {
            cx.report(other.list, format!("either `{}` or `{}` is enough to get in", one.name(), other.name()))
                .label(one.list, "this alone is enough")
                .help("put both fields into one `source` if both are to hold");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_field_twice_is_a_list() {
        let rule = tester::of(&super::AUTHZ_SELECTOR_FROM_LIST_OR);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{rules: [{from: [{source: {principals: [a]}}, {source: {principals: [b]}}]}]}"));
        rule.passes(&of("{action: DENY, rules: [{from: [{source: {principals: [a]}}, {source: {ipBlocks: [b]}}]}]}"));
        rule.fails(&of("{rules: [{from: [{source: {requestPrincipals: [a/b]}}, {source: {namespaces: [b]}}]}]}"));
    }
}
