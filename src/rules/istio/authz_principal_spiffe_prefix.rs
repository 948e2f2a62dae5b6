//! `authz-principal-spiffe-prefix`

use crate::rule::prelude::*;

declare_rule! {
    /// Principals with the scheme of SPIFFE.
    ///
    /// ## Why is this bad?
    /// Principals are compared without `spiffe://`. With it they match nobody: who was to be denied is not, and who was
    /// to be let in is not either.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {principals: [spiffe://cluster.local/ns/guest/sa/web]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {principals: [cluster.local/ns/guest/sa/web]}}]
    /// ```
    pub AUTHZ_PRINCIPAL_SPIFFE_PREFIX = "authz-principal-spiffe-prefix" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for clause in policy.clauses().filter(|it| it.attribute == Attribute::Principals) {
        for (value, text) in clause.texts() {
            if let Some(rest) = text.strip_prefix("spiffe://") {
                cx.report(value, format!("`{text}` matches nobody: principals have no scheme"))
                    .help(format!("write `{rest}`"))
                    .fix(Safety::Unsafe, "take the scheme away", Edit::set_scalar(value, rest));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn conditions_count() {
        let rule = tester::of(&super::AUTHZ_PRINCIPAL_SPIFFE_PREFIX);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{rules: [{when: [{key: source.principal, notValues: ['spiffe://a/ns/b/sa/c']}]}]}"));
        rule.passes(&of("{rules: [{when: [{key: source.namespace, values: ['spiffe://a']}]}]}"));
        rule.fails(&of("{rules: [{from: [{source: {notPrincipals: [a/ns/b/sa/c, 'spiffe://a/ns/b/sa/c']}}]}]}"));
    }
}
