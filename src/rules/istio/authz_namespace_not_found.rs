//! `authz-namespace-not-found`

use super::around;
use crate::rule::prelude::*;

declare_rule! {
    /// Policies for callers of a namespace that does not exist.
    ///
    /// ## Why is this bad?
    /// A rule that allows a namespace with a slip in its name allows nobody, and one that refuses it refuses nobody.
    /// The rule speaks only where the input is said to be all there is (a closed world).
    ///
    /// ## Fail
    /// ```yaml
    /// # world: closed
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: readers, namespace: shop}
    /// spec:
    ///   rules: [{from: [{source: {namespaces: [chekout]}}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: readers, namespace: shop}
    /// spec:
    ///   rules: [{from: [{source: {namespaces: ["check*"]}}]}]
    /// ```
    pub AUTHZ_NAMESPACE_NOT_FOUND = "authz-namespace-not-found" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA0101"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource).filter(|_| index.closes(Kind::Namespace)) else { return };
    for clause in policy.clauses().filter(|it| it.attribute == Attribute::Namespaces) {
        for (at, name) in clause.texts() {
            if !name.contains('*') && !name.is_empty() && around::is_no_namespace(name, index) {
                cx.report(at, format!("there is no namespace `{name}`")).help("check the name of the namespace");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn namespaces_are_known_by_what_lives_in_them() {
        let rule = tester::of(&super::AUTHZ_NAMESPACE_NOT_FOUND).closed();
        let of = |rules: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: a}}\nspec: {{rules: [{{{rules}}}]}}\n---\n"
            )
        };
        rule.fails(&of("when: [{key: source.namespace, notValues: [b]}]"));
        rule.passes(&of("from: [{source: {namespaces: [a, 'b*']}}]"));
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: b}\nspec: {}\n";
        rule.passes(&(of("from: [{source: {namespaces: [b]}}]") + pod));
        tester::of(&super::AUTHZ_NAMESPACE_NOT_FOUND).passes(&of("from: [{source: {namespaces: [b]}}]"));
    }
}
