//! `namespace-injection-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces outside of a mesh that others are in.
    ///
    /// ## Why is this bad?
    /// Workloads of this namespace have no identity in the mesh: they call its services in plain text, are turned away where mutual TLS
    /// is required, and no policy of the mesh protects them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: billing}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: billing, labels: {istio.io/dataplane-mode: ambient}}
    /// ```
    pub NAMESPACE_INJECTION_MISSING = "namespace-injection-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:enforce-sidecar-injection-namespace"],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    const KEYS: [&str; 3] = ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"];
    let name = namespace.name();
    let spared = name.starts_with("kube-")
        || name == "default"
        || name == index.root_namespace(namespace)
        || name == "istio-system";
    if spared || KEYS.iter().any(|it| namespace.label(it).is_some()) {
        return;
    }
    let Some((other, label)) = index.enrolled_namespace(namespace) else { return };
    cx.report(namespace, format!("namespace `{name}` is not in the mesh, as `{}` is", other.name()))
        .label(label, "in the mesh by this label")
        .help("label it `istio-injection: enabled` or `istio.io/dataplane-mode: ambient`, or `istio-injection: disabled` to say it is meant");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_word_either_way_is_enough() {
        let rule = tester::of(&super::NAMESPACE_INJECTION_MISSING);
        let of = |name: &str, labels: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{istio-injection: enabled}}}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{labels}}}}}\n"
            )
        };
        rule.fails(&of("web", "a: b"));
        rule.passes(&of("web", "istio-injection: disabled"));
        rule.passes(&of("kube-public", ""));
        rule.passes(&of("istio-system", ""));
        rule.passes("apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n");
    }
}
