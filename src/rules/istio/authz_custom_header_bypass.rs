//! `authz-custom-header-bypass`

use crate::rule::prelude::*;

declare_rule! {
    /// External authorization that a caller can opt out of.
    ///
    /// ## Why is this bad?
    /// Rules of a `CUSTOM` policy say which requests go to the authorizer. Where that depends on a header that must not
    /// be there, whoever sends the header is not asked.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: oauth2-proxy}
    ///   rules:
    ///     - when: [{key: 'request.headers[authorization]', notValues: ['*']}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: oauth2-proxy}
    ///   rules:
    ///     - to: [{operation: {paths: ['/*']}}]
    /// ```
    pub AUTHZ_CUSTOM_HEADER_BYPASS = "authz-custom-header-bypass" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:807"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    if policy.action() != AuthorizationAction::Custom {
        return;
    }
    for clause in policy.clauses().filter(|it| it.negated) {
        let (message, severity) = match clause.attribute {
            Attribute::Header(name) => (format!("who sends `{name}` is not sent to the authorizer"), Severity::Medium),
            Attribute::Paths if !clause.has_positive() => {
                ("whatever is read as one of these paths is not sent to the authorizer".to_owned(), Severity::Low)
            }
            _ => continue,
        };
        // The other branch may be guarded: by a token that another policy demands.
        let mut others = index.policies_at(Kind::AuthorizationPolicy, resource).filter_map(AuthorizationPolicy::of);
        let guarded =
            others.any(|it| it.resource().root() != resource.root() && it.clauses().any(|it| it.attribute.is_token()));
        cx.report(clause.list, message)
            .severity(if guarded { Severity::Low } else { severity })
            .help("send every request to the authorizer, or demand a token of those that are not sent");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_token_for_the_rest_makes_it_low() {
        use crate::finding::Severity;
        let rule = tester::of(&super::AUTHZ_CUSTOM_HEADER_BYPASS);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let custom = |rules: &str| of(&format!("{{action: CUSTOM, provider: {{name: a}}, rules: [{rules}]}}"));
        let header = custom("{when: [{key: 'request.headers[x]', notValues: [a]}]}");
        assert_eq!(rule.fails(&header).severity, Severity::Medium);
        let token = of("{rules: [{from: [{source: {requestPrincipals: ['*']}}]}]}").replace("name: p", "name: q");
        assert_eq!(rule.fails(&format!("{header}---\n{token}")).severity, Severity::Low);
        assert_eq!(rule.fails(&custom("{to: [{operation: {notPaths: [/a]}}]}")).severity, Severity::Low);
        rule.passes(&custom("{when: [{key: 'request.headers[x]', values: [a]}]}"));
        rule.passes(&custom("{to: [{operation: {paths: [/a/*], notPaths: [/a/b]}}]}"));
    }
}
