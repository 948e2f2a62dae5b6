//! `gateway-weak-tls-version`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that speak old versions of TLS.
    ///
    /// ## Why is this bad?
    /// TLS 1.0 and 1.1 have known weaknesses and are forbidden by RFC 8996. The default is 1.2.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: https, protocol: HTTPS}
    ///       hosts: [shop.example.com]
    ///       tls: {mode: SIMPLE, credentialName: cert, minProtocolVersion: TLSV1_0}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: https, protocol: HTTPS}
    ///       hosts: [shop.example.com]
    ///       tls: {mode: SIMPLE, credentialName: cert, minProtocolVersion: TLSV1_2}
    /// ```
    pub GATEWAY_WEAK_TLS_VERSION = "gateway-weak-tls-version" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0133", "cwe:326"],
        check: Resource(&[Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for tls in gateway_servers(resource).filter_map(|it| it.get("tls")) {
        let old = |field| tls.get(field).filter(|it| matches!(it.as_str(), Some("TLSV1_0" | "TLSV1_1")));
        if let Some(version) = old("maxProtocolVersion").or_else(|| old("minProtocolVersion")) {
            cx.report(
                version,
                format!("the gateway speaks `{}`, which RFC 8996 forbids", version.text().unwrap_or_default()),
            )
            .covers(&["istio-schema-warning"])
            .help("write `TLSV1_2` or `TLSV1_3`")
            .fix(Safety::Unsafe, "require TLS 1.2", Edit::set_scalar(version, "TLSV1_2"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_bounds_count() {
        let rule = tester::of(&super::GATEWAY_WEAK_TLS_VERSION);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1beta1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        rule.fails(&of("{servers: [{tls: {maxProtocolVersion: TLSV1_1}}]}"));
        rule.passes(&of("{servers: [{tls: {minProtocolVersion: TLS_AUTO, maxProtocolVersion: TLSV1_3}}]}"));
    }
}
