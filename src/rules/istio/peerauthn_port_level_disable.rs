//! `peerauthn-port-level-disable`

use crate::rule::prelude::*;

declare_rule! {
    /// Ports taken out of strict mutual TLS.
    ///
    /// ## Why is this bad?
    /// The workload requires mutual TLS, but not on this port: whoever can reach the pod calls it in plain text and
    /// without an identity. Scrapers and probes have better ways in.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}}
    /// ```
    pub PEERAUTHN_PORT_LEVEL_DISABLE = "peerauthn-port-level-disable" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(&[Kind::PeerAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(ports) = resource.path("spec.portLevelMtls") else { return };
    let own = resource.path("spec.mtls.mode").filter(|it| it.as_str().is_some_and(|it| it != "UNSET"));
    let mode = own.or_else(|| index.peer_authentication_above(resource).and_then(|it| it.path("spec.mtls.mode")));
    let Some(strict) = mode.filter(|it| it.as_str() == Some("STRICT")) else { return };
    for (port, settings) in ports.entries() {
        let Some(mode) = settings.get("mode").filter(|it| matches!(it.as_str(), Some("DISABLE" | "PERMISSIVE"))) else {
            continue;
        };
        cx.report(
            mode,
            format!(
                "port {} takes plain text although the workload requires mutual TLS",
                port.text().unwrap_or_default()
            ),
        )
        .label(strict, "required here")
        .help("delete the exception, or say in a suppression why the port needs it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn pa(name: &str, namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n---\n"
        )
    }

    #[test]
    fn an_exception_needs_a_rule() {
        let rule = tester::of(&super::PEERAUTHN_PORT_LEVEL_DISABLE);
        let ports = "{selector: {matchLabels: {a: b}}, portLevelMtls: {80: {mode: PERMISSIVE}, 81: {mode: STRICT}, 82: {mode: UNSET}}}";
        rule.passes(&pa("a", "x", ports));
        rule.fails(&format!("{}{}", pa("a", "x", ports), pa("b", "x", "{mtls: {mode: STRICT}}")));
        rule.passes(&format!("{}{}", pa("a", "x", ports), pa("b", "x", "{mtls: {mode: PERMISSIVE}}")));
    }
}
