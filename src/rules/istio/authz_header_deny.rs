//! `authz-header-deny`

use crate::rule::prelude::*;

declare_rule! {
    /// Access that hangs on a header a caller can leave out or send twice.
    ///
    /// ## Why is this bad?
    /// A rule that denies a value of a header is passed by leaving the header out, or by sending it twice: the values
    /// are joined and match no more. The caller decides what is in a header.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - when: [{key: 'request.headers[x-role]', values: [guest]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - when: [{key: 'request.headers[x-role]', notValues: [admin]}]
    /// ```
    pub AUTHZ_HEADER_DENY = "authz-header-deny" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cve:CVE-2026-26308", "cwe:807"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let negated = match policy.action() {
        AuthorizationAction::Deny => false,
        AuthorizationAction::Allow => true,
        _ => return,
    };
    for clause in policy.clauses().filter(|it| it.negated == negated) {
        let Attribute::Header(name) = clause.attribute else { continue };
        // A value that is asked for as well must be there, once.
        if negated && clause.has_positive() {
            continue;
        }
        cx.report(clause.list, format!("a caller who sends `{name}` twice, or not at all, gets past this"))
            .help("allow by what must be there: `values` in an `ALLOW`, `notValues` in a `DENY`; or use a token")
            .covers(&["authz-allow-negative-match"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_must_be_there_is_safe() {
        let rule = tester::of(&super::AUTHZ_HEADER_DENY);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{rules: [{when: [{key: 'request.headers[x]', notValues: [a]}]}]}"));
        rule.passes(&of("{rules: [{when: [{key: 'request.headers[x]', values: [a]}]}]}"));
        rule.passes(&of("{rules: [{when: [{key: 'request.headers[x]', values: ['a*'], notValues: [ab]}]}]}"));
        rule.passes(&of("{action: DENY, rules: [{when: [{key: source.namespace, values: [a]}]}]}"));
    }
}
