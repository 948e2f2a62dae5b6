//! `netpol-namespace-label-unset`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that ask namespaces for a label `name` which they do not have.
    ///
    /// ## Why is this bad?
    /// Namespaces have no label `name` unless someone sets it: the peer fits no namespace, and what it should allow is
    /// cut off. The API server sets `kubernetes.io/metadata.name` on each.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from:
    ///         - namespaceSelector: {matchLabels: {name: ops}}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: ops}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from:
    ///         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: ops}
    /// ```
    pub NETPOL_NAMESPACE_LABEL_UNSET = "netpol-namespace-label-unset" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["popeye:POP-1201"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    for rule in Direction::ALL.into_iter().flat_map(|it| policy.rules(it)) {
        for (value, _) in rule.each_peer() {
            let Some(name) = value.path("namespaceSelector.matchLabels.name") else { continue };
            let Some(text) = name.text().filter(|it| !it.is_empty()) else { continue };
            let Lookup::Found(namespace) = index.find(Kind::Namespace, text, resource) else { continue };
            // What brings the objects may write the label as well.
            if namespace.label("name").is_some()
                || index.of_kind(Kind::Namespace).take(MANY).any(|it| is_called(it, text))
            {
                continue;
            }
            let finding = cx.report(name, format!("namespace `{text}` has no label `name`"));
            finding
                .label(namespace, "this one")
                .help("select by `kubernetes.io/metadata.name`, which the API server sets");
            if let Some(key) = name.key() {
                let edits = Edit::set_scalar(key, "kubernetes.io/metadata.name");
                finding.fix(Safety::Safe, "select by the name that the API server sets", edits);
            }
        }
    }
}

/// More namespaces than this are not looked at.
const MANY: usize = 512;

fn is_called(namespace: Resource<'_>, name: &str) -> bool {
    namespace.label("name").and_then(Value::text) == Some(name)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_namespace_with_the_label_is_meant() {
        let rule = tester::of(&super::NETPOL_NAMESPACE_LABEL_UNSET);
        let of = |namespace: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{name: ops}}}}}}]}}]}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {namespace}\n"
            )
        };
        rule.fails(&of("{name: ops, labels: {team: ops}}"));
        rule.passes(&of("{name: ops, labels: {name: ops}}"));
        rule.passes(&of("{name: operations, labels: {name: ops}}"));
        rule.passes(&of("{name: other}"));
    }
}
