//! `dr-overrides-strict`

use crate::rule::prelude::*;

declare_rule! {
    /// DestinationRules that make clients connect as the server refuses.
    ///
    /// ## Why is this bad?
    /// The workloads behind this host take nothing but mutual TLS of the mesh. A client that sends plain text, or TLS of its own, is
    /// turned away at the first byte: every call fails.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: default, namespace: shop}
    /// spec: {mtls: {mode: STRICT}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   host: web.shop.svc.cluster.local
    ///   trafficPolicy: {tls: {mode: SIMPLE}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: default, namespace: shop}
    /// spec: {mtls: {mode: STRICT}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   host: web.shop.svc.cluster.local
    ///   trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
    /// ```
    pub DR_OVERRIDES_STRICT = "dr-overrides-strict" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0207", "kiali:KIA0208"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    let Some(host) = rule.host().filter(|it| matches!(it, Host::Service(..))) else { return };
    for policy in rule.policies() {
        let Some(tls) = policy.value.get("tls").filter(|it| it.is_mapping()) else { continue };
        let Some(client) = ClientTls::of(tls).filter(|it| *it != ClientTls::IstioMutual) else { continue };
        let port = policy.replaces.and_then(|_| policy.value.path("port.number")?.as_int());
        let Some(strict) = index.mtls_at(host, port, resource).strict() else { continue };
        let what = match client {
            ClientTls::Disable => "plain text",
            _ => "TLS of their own",
        };
        let at = tls.get("mode").unwrap_or(tls);
        cx.report(at, format!("clients send {what} to `{}`, which takes only mutual TLS of the mesh", host.key()))
            .label(strict, "required here")
            .covers(&["dr-tls-disable", "dr-tls-mode-omitted"])
            .help("delete the `tls` block: mutual TLS is automatic between workloads of the mesh");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn world(host: &str, policy: &str, modes: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x, labels: {{app: web}}}}\nspec: {{containers: [{{name: a}}]}}\n---\n\
             apiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: x}}\nspec: {{selector: {{app: web}}, ports: [{{port: 80, targetPort: 8080}}]}}\n---\n\
             apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: d, namespace: x}}\nspec: {modes}\n---\n\
             apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d, namespace: x}}\nspec: {{host: {host}, trafficPolicy: {policy}}}\n"
        )
    }

    #[test]
    fn the_mode_at_the_port_decides() {
        let rule = tester::of(&super::DR_OVERRIDES_STRICT);
        let off = "{tls: {mode: DISABLE}}";
        let port = "{portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]}";
        rule.fails(&world("web", off, "{mtls: {mode: STRICT}}"));
        rule.fails(&world("web", "{tls: {}}", "{mtls: {mode: STRICT}}"));
        rule.passes(&world("web", off, "{mtls: {mode: PERMISSIVE}}"));
        rule.passes(&world("web", off, "{mtls: {mode: UNSET}}"));
        rule.passes(&world("other", off, "{mtls: {mode: STRICT}}"));
        let open =
            "{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}";
        rule.passes(&world("web", port, open));
        rule.fails(&world("web", off, open));
        rule.passes(&world("web", off, "{selector: {matchLabels: {app: db}}, mtls: {mode: STRICT}}"));
    }
}
