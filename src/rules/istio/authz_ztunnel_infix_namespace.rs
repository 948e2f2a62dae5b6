//! `authz-ztunnel-infix-namespace`

use super::ambient;
use crate::rule::prelude::*;

declare_rule! {
    /// Wildcards inside namespaces, which ztunnels read as asterisks.
    ///
    /// ## Why is this bad?
    /// Sidecars take a `*` anywhere in the name of a namespace for any text. A ztunnel takes it so at one end only:
    /// inside it is an asterisk, and no namespace matches.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {namespaces: ['team-*-dev']}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {namespaces: ['team-*']}}]
    /// ```
    pub AUTHZ_ZTUNNEL_INFIX_NAMESPACE = "authz-ztunnel-infix-namespace" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((policy, ambient)) = ambient::policy(resource, index) else { return };
    for clause in policy.clauses().filter(|it| it.attribute == Attribute::Namespaces) {
        for (value, text) in clause.texts() {
            let inner = text.strip_prefix('*').or_else(|| text.strip_suffix('*')).unwrap_or(text);
            if inner.contains('*') {
                cx.report(value, format!("to a ztunnel the `*` in `{text}` is an asterisk"))
                    .label(ambient, "enrolled by ztunnels")
                    .help("write `*` at one end, or list the namespaces");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_end_is_a_wildcard() {
        let rule = tester::of(&super::AUTHZ_ZTUNNEL_INFIX_NAMESPACE);
        let of = |spec: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{istio.io/dataplane-mode: ambient}}}}\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: x}}\nspec: {spec}\n"
            )
        };
        let namespace = |it: &str| of(&format!("{{rules: [{{from: [{{source: {{namespaces: ['{it}']}}}}]}}]}}"));
        rule.fails(&namespace("*a*"));
        rule.passes(&namespace("*a"));
        rule.passes(&namespace("*"));
    }
}
