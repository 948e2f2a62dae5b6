//! `peerauthn-root-selector-ignored`

use crate::rule::prelude::*;

declare_rule! {
    /// PeerAuthentications in the root namespace that select workloads.
    ///
    /// ## Why is this bad?
    /// In the root namespace Istio reads only policies without a selector. One with a selector is ignored for the whole mesh, and for
    /// the workloads of the root namespace too: the mode it sets is in effect nowhere, and no tool says so.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     rootNamespace: istio-system
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: gateway, namespace: istio-system}
    /// spec: {selector: {matchLabels: {istio: ingressgateway}}, mtls: {mode: STRICT}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     rootNamespace: istio-config
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: gateway, namespace: istio-system}
    /// spec: {selector: {matchLabels: {istio: ingressgateway}}, mtls: {mode: STRICT}}
    /// ```
    pub PEERAUTHN_ROOT_SELECTOR_IGNORED = "peerauthn-root-selector-ignored" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:16"],
        check: Related(&[Kind::PeerAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(labels) = resource.path("spec.selector.matchLabels").filter(|it| !it.is_empty()) else { return };
    if !index.is_in_root_namespace(resource) || !index.knows_mesh(resource) {
        return;
    }
    let namespace = resource.namespace().unwrap_or_default();
    cx.report(labels, format!("`{namespace}` is the root namespace, where policies that select workloads are ignored"))
        .help("drop the selector, or run the workloads in a namespace of their own and move the policy there");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_root_namespace_must_be_known() {
        let rule = || tester::of(&super::PEERAUTHN_ROOT_SELECTOR_IGNORED);
        let policy = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: d, namespace: istio-system}\nspec: {selector: {matchLabels: {a: b}}}\n";
        rule().passes(policy);
        rule().closed().fails(policy);
        rule().closed().passes(&policy.replace("matchLabels: {a: b}", ""));
        let operator = "---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {meshConfig: {root_namespace: mesh}}\n";
        rule().passes(&format!("{policy}{operator}"));
        rule().fails(&format!("{}{operator}", policy.replace("istio-system", "mesh")));
    }
}
