//! `peerauthn-port-level-without-selector`

use crate::rule::prelude::*;

declare_rule! {
    /// PeerAuthentications with modes for single ports but no selector.
    ///
    /// ## Why is this bad?
    /// Modes of ports are read only where the policy selects its workloads by `matchLabels`. Without, istiod refuses the policy, and
    /// older releases took it and left the ports out: either way they do not get the mode that is written here.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: default, namespace: shop}
    /// spec: {mtls: {mode: PERMISSIVE}, portLevelMtls: {8080: {mode: STRICT}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {matchLabels: {app: web}}, portLevelMtls: {8080: {mode: STRICT}}}
    /// ```
    pub PEERAUTHN_PORT_LEVEL_WITHOUT_SELECTOR = "peerauthn-port-level-without-selector" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106", "cwe:16"],
        check: Resource(&[Kind::PeerAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ports) = resource.path("spec.portLevelMtls").filter(|it| !it.is_empty()) else { return };
    if resource.path("spec.selector.matchLabels").is_some_and(|it| !it.is_empty()) {
        return;
    }
    cx.report(ports, format!("PeerAuthentication `{}` sets modes of ports but selects no workloads", resource.name()))
        .help("select the workloads by `selector.matchLabels`, or drop `portLevelMtls`")
        .covers(&["istio-schema-invalid"]);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_labels_count_as_a_selector() {
        let rule = tester::of(&super::PEERAUTHN_PORT_LEVEL_WITHOUT_SELECTOR);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1beta1\nkind: PeerAuthentication\nmetadata: {{name: d}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{selector: {}, portLevelMtls: {80: {mode: DISABLE}}}"));
        rule.fails(&of("{selector: {matchLabels: {}}, portLevelMtls: {80: {mode: DISABLE}}}"));
        rule.passes(&of("{portLevelMtls: {}}"));
        rule.passes(&of("{mtls: {mode: STRICT}}"));
    }
}
