//! `authz-allow-negative-match`

use crate::rule::prelude::*;

declare_rule! {
    /// Rules that allow everything but something.
    ///
    /// ## Why is this bad?
    /// `ALLOW` with a `not…` list and nothing positive lets in whatever is spelled differently: other cases,
    /// encodings, ports. Lists of identities without mutual TLS are worst: a caller without an identity is not on the
    /// list.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - to: [{operation: {notPaths: [/admin]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - to: [{operation: {paths: [/shop/*], notPaths: [/shop/admin]}}]
    /// ```
    pub AUTHZ_ALLOW_NEGATIVE_MATCH = "authz-allow-negative-match" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:183"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

const SOURCE: [(&str, &str, Severity); 3] = [
    ("notPrincipals", "principals", Severity::High),
    ("notNamespaces", "namespaces", Severity::High),
    ("notIpBlocks", "ipBlocks", Severity::Medium),
];

const OPERATION: [(&str, &str, Severity); 4] = [
    ("notPaths", "paths", Severity::Medium),
    ("notMethods", "methods", Severity::Medium),
    ("notHosts", "hosts", Severity::Medium),
    ("notPorts", "ports", Severity::Medium),
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    if policy.action() != AuthorizationAction::Allow {
        return;
    }
    let mut judge = |of: Value<'a>, table: &[(&'static str, &str, Severity)]| {
        for &(not, field, severity) in table {
            let Some(list) = of.get(not).filter(|it| !it.is_empty()) else { continue };
            if of.get(field).is_none_or(|it| it.is_empty()) {
                // With mutual TLS everybody has an identity.
                let severity =
                    if severity == Severity::High && is_strict(policy, index) { Severity::Medium } else { severity };
                cx.report(list, format!("the rule allows all but what `{not}` lists"))
                    .severity(severity)
                    .help(format!("list what is allowed in `{field}`, or deny this in a policy with `action: DENY`"));
            }
        }
    };
    for rule in policy.rules() {
        AuthorizationPolicy::sources(rule).for_each(|it| judge(it, &SOURCE));
        AuthorizationPolicy::operations(rule).for_each(|it| judge(it, &OPERATION));
        rule.list("when").for_each(|it| judge(it, &[("notValues", "values", Severity::Medium)]));
    }
}

/// Whether all that a policy is for takes mutual TLS only.
fn is_strict<'a>(policy: AuthorizationPolicy<'a>, index: &Index<'a>) -> bool {
    let (near, selector) = (policy.resource(), policy.selector());
    if selector.is_empty() {
        return index.mtls_of_namespace(near.namespace(), near).strict().is_some();
    }
    let pods = index.selected(&selector, near);
    !pods.is_empty() && pods.into_iter().all(|it| index.mtls_of(it, None).strict().is_some())
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn identities_are_worst_and_denying_is_safe() {
        let rule = tester::of(&super::AUTHZ_ALLOW_NEGATIVE_MATCH);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1beta1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let found = rule.fails(&of("{rules: [{from: [{source: {notPrincipals: [a]}}]}]}"));
        assert_eq!(found.severity, crate::finding::Severity::High);
        rule.passes(&of("{action: DENY, rules: [{from: [{source: {notPrincipals: [a]}}]}]}"));
        rule.fails(&of("{rules: [{when: [{key: 'request.headers[x]', notValues: [a]}]}]}"));
        rule.passes(&of("{rules: [{to: [{operation: {notPaths: [], methods: [GET]}}]}]}"));
    }

    #[test]
    fn with_mutual_tls_everybody_has_an_identity() {
        use crate::finding::Severity;
        let rule = tester::of(&super::AUTHZ_ALLOW_NEGATIVE_MATCH);
        let of = |mode: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: a}}\nspec: {{rules: [{{from: [{{source: {{notNamespaces: [b]}}}}]}}]}}\n---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: q, namespace: a}}\nspec: {{mtls: {{mode: {mode}}}}}\n"
            )
        };
        assert_eq!(rule.fails(&of("PERMISSIVE")).severity, Severity::High);
        assert_eq!(rule.fails(&of("STRICT")).severity, Severity::Medium);
    }
}
