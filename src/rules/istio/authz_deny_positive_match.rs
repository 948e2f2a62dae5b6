//! `authz-deny-positive-match`

use crate::rule::prelude::*;

declare_rule! {
    /// Denials of single spellings where everything else is allowed.
    ///
    /// ## Why is this bad?
    /// A rule that denies a path, a host or an address blocks the spellings it lists. What is spelled otherwise
    /// (another case, an encoding, a port) passes, because no policy says what is allowed. Denying by `not…`, or
    /// allowing by list, fails closed.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: [/admin]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: [/admin]}}]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [shop]}}]
    /// ```
    pub AUTHZ_DENY_POSITIVE_MATCH = "authz-deny-positive-match" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:184"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    if policy.action() != AuthorizationAction::Deny || policy.is_dry_run() {
        return;
    }
    let mut spelled = policy.clauses().filter(|it| !it.negated && is_spelled(*it));
    let Some(first) = spelled.next() else { return };
    if index.allowing(policy).next().is_none() {
        cx.report(
            first.list,
            format!("what is spelled otherwise than `{}` says passes: nothing says what is allowed", first.name()),
        )
        .help("allow what is needed in a policy with `action: ALLOW`, or deny everything but it with a `not…` list");
    }
}

/// Whether there is more than one way to write what is meant. Headers have a rule of their own.
fn is_spelled(clause: Clause<'_>) -> bool {
    let everything = clause.texts().any(|it| matches!(it.1, "*" | "/*"));
    matches!(clause.attribute, Attribute::Paths | Attribute::Hosts | Attribute::IpBlocks | Attribute::RemoteIpBlocks)
        && !everything
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_list_of_what_is_allowed_is_enough() {
        let rule = tester::of(&super::AUTHZ_DENY_POSITIVE_MATCH);
        let of = |name: &str, spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec: {spec}\n---\n"
            )
        };
        let deny = of(
            "a",
            "{action: DENY, selector: {matchLabels: {app: web}}, rules: [{to: [{operation: {hosts: [a.example.com]}}]}]}",
        );
        rule.fails(&deny);
        rule.passes(&format!("{deny}{}", of("b", "{}")));
        rule.passes(&format!("{deny}{}", of("b", "{selector: {matchLabels: {app: web}}, rules: [{}]}")));
        rule.fails(&format!("{deny}{}", of("b", "{selector: {matchLabels: {app: other}}, rules: [{}]}")));
        rule.fails(&format!("{deny}{}", of("b", "{targetRefs: [{kind: Service, name: web}], rules: [{}]}")));
        rule.passes(&of("a", "{action: DENY, rules: [{to: [{operation: {notPaths: [/a]}}]}]}"));
        rule.passes(&of(
            "a",
            "{action: DENY, rules: [{from: [{source: {notNamespaces: [a]}}], to: [{operation: {methods: [GET]}}]}]}",
        ));
    }
}
