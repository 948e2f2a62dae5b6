//! `gateway-tls-mode-invalid`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateway listeners whose TLS cannot work.
    ///
    /// ## Why is this bad?
    /// A listener that ends TLS needs a certificate, one that passes it through cannot read the HTTP inside, and one
    /// for plain protocols has no TLS: the listener is refused, or its routes never attach.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: https, port: 443, protocol: HTTPS, tls: {mode: Terminate}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: edge-tls}]}}
    /// ```
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}}
    /// ```
    pub GATEWAY_TLS_MODE_INVALID = "gateway-tls-mode-invalid" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(&[Kind::GatewayApiGateway], check)
    }
}

fn check<'a>(gateway: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for listener in gateway.spec().into_iter().flat_map(|it| it.list("listeners")) {
        let Some(protocol) = listener.get("protocol") else { continue };
        let name = listener.str("name").unwrap_or_default();
        let tls = listener.get("tls");
        let mode = tls.and_then(|it| it.get("mode"));
        let passes = mode.and_then(Value::as_str) == Some("Passthrough");
        match (protocol.as_str(), tls) {
            (Some("HTTP" | "TCP" | "UDP"), Some(tls)) => {
                cx.report(tls, format!("listener `{name}` is not for TLS: the API server refuses this"))
                    .label(protocol, "its protocol")
                    .help("use the protocol HTTPS or TLS, or delete `tls`");
            }
            (Some("HTTPS"), Some(_)) if passes => {
                cx.report(mode.unwrap_or(protocol), format!("listener `{name}` for HTTPS cannot pass TLS through"))
                    .help("use `mode: Terminate`, or the protocol TLS with TLSRoutes");
            }
            (Some("HTTPS" | "TLS"), _) if !passes => {
                let filled = |field| tls.and_then(|it| it.get(field)).is_some_and(|it| !it.is_empty());
                if !filled("certificateRefs") && !filled("options") {
                    cx.report(tls.unwrap_or(protocol), format!("listener `{name}` ends TLS and has no certificate"))
                        .help("name the Secret of its certificate in `tls.certificateRefs`");
                }
            }
            (Some("TLS"), _) => {
                let mut routes = index.routes_to(gateway);
                let to = routes.find(|it| it.0.kind() == Kind::HttpRoute && it.1.str("sectionName") == Some(name));
                if let Some((route, parent)) = to {
                    cx.report(
                        protocol,
                        format!("listener `{name}` passes TLS through: {} never attaches", route.title()),
                    )
                    .label(parent, "asks for this listener")
                    .help("use a TLSRoute, or end TLS at a listener for HTTPS");
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(listener: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: edge, namespace: edge}}\nspec: {{listeners: [{listener}]}}\n---\n"
        )
    }

    fn route(namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: {namespace}}}\nspec: {{parentRefs: [{{name: edge, namespace: edge}}], {spec}}}\n---\n"
        )
    }

    #[test]
    fn options_of_an_implementation_may_bring_the_certificate() {
        let rule = tester::of(&super::GATEWAY_TLS_MODE_INVALID);
        rule.passes(&of("{name: a, protocol: HTTPS, tls: {options: {networking.gke.io/pre-shared-certs: c}}}"));
        rule.fails(&of("{name: a, protocol: HTTPS}"));
        rule.fails(&of("{name: a, protocol: HTTPS, tls: {mode: Passthrough}}"));
        rule.fails(&of("{name: a, protocol: TLS, tls: {}}"));
        rule.fails(&of("{name: a, protocol: HTTP, tls: {certificateRefs: [{name: c}]}}"));
        rule.passes(&of("{name: a, protocol: HTTP}"));
        let passthrough = of("{name: a, protocol: TLS, tls: {mode: Passthrough}}");
        rule.passes(&format!("{passthrough}{}", route("shop", "rules: []")));
        let to = route("shop", "rules: []").replace("name: edge,", "name: edge, sectionName: a,");
        rule.fails(&format!("{passthrough}{to}"));
    }
}
