//! `gateway-weak-ciphers`

use super::gwapi;
use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateways with weak cipher suites.
    ///
    /// ## Why is this bad?
    /// Suites without an ephemeral key exchange let whoever gets the key later read everything recorded before. Those
    /// in CBC mode have a history of attacks, and 3DES is broken for long connections. The default list has none of
    /// them.
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
    ///       tls:
    ///         mode: SIMPLE
    ///         credentialName: cert
    ///         cipherSuites: [ECDHE-RSA-AES256-GCM-SHA384, AES128-SHA]
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
    ///       tls:
    ///         mode: SIMPLE
    ///         credentialName: cert
    ///         cipherSuites: [ECDHE-RSA-AES256-GCM-SHA384]
    /// ```
    pub GATEWAY_WEAK_CIPHERS = "gateway-weak-ciphers" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:327"],
        check: Several(&[Check::Resource(&[Kind::IstioGateway], check), Check::Resource(&[Kind::GatewayApiGateway], check_options)])
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for suites in gateway_servers(resource).filter_map(|it| it.path("tls.cipherSuites")) {
        let weakness = |it: Value<'_>| it.as_str().and_then(weakness);
        let weak = suites.items().filter(|it| weakness(*it).is_some()).count();
        for suite in suites.items() {
            let (Some(name), Some((why, severity))) = (suite.as_str(), weakness(suite)) else { continue };
            let finding = cx.report(suite, format!("the cipher suite `{name}` {why}"));
            finding.severity(severity).help("leave `cipherSuites` out, or list suites with ECDHE and GCM or ChaCha20");
            // An empty list would be the default, which is another change.
            if weak < suites.len() {
                finding.fix(Safety::Unsafe, "take the suite out", Edit::remove_entry(suite));
            }
        }
    }
}

/// Gateways of the Gateway API have them in one string.
fn check_options(resource: Resource<'_>, cx: &mut Context<'_>) {
    for options in gwapi::listeners(resource).filter_map(|it| it.path("tls.options")) {
        let Some(suites) = options.get("gateway.istio.io/tls-cipher-suites") else { continue };
        let mut all = suites.as_str().unwrap_or_default().split(',').map(str::trim);
        if let Some((name, (why, severity))) = all.find_map(|it| Some((it, weakness(it)?))) {
            cx.report(suites, format!("the cipher suite `{name}` {why}"))
                .severity(severity)
                .help("leave the option out, or list suites with ECDHE and GCM or ChaCha20");
        }
    }
}

fn weakness(suite: &str) -> Option<(&'static str, Severity)> {
    let has = |part: &str| suite.split('-').any(|it| it == part);
    if has("CBC3") || has("RC4") || has("NULL") {
        return Some(("is broken", Severity::Critical));
    }
    let is_old = suite.starts_with("AES128-") || suite.starts_with("AES256-");
    if is_old {
        return Some(("has no forward secrecy", Severity::High));
    }
    let is_cbc = suite.starts_with("ECDHE-") && (suite.contains("-AES128-SHA") || suite.contains("-AES256-SHA"));
    is_cbc.then_some(("uses CBC mode", Severity::High))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_of_openssl() {
        use crate::finding::Severity;
        let rule = tester::of(&super::GATEWAY_WEAK_CIPHERS);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        let suites = |it: &str| of(&format!("{{servers: [{{tls: {{cipherSuites: [{it}]}}}}]}}"));
        for it in ["AES128-GCM-SHA256", "AES256-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"] {
            assert_eq!(rule.fails(&suites(it)).severity, Severity::High, "{it}");
        }
        assert_eq!(rule.fails(&suites("DES-CBC3-SHA")).severity, Severity::Critical);
        for it in ["", "ALL", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-AES128-GCM-SHA256", "TLS_AES_128_GCM_SHA256"]
        {
            rule.passes(&suites(it));
        }
        assert!(rule.fails(&suites("AES128-SHA")).fix.is_none());
    }

    #[test]
    fn options_of_a_listener_count() {
        let rule = tester::of(&super::GATEWAY_WEAK_CIPHERS);
        let of = |suites: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{listeners: [{{name: l, tls: {{options: {{gateway.istio.io/tls-cipher-suites: '{suites}'}}}}}}]}}\n"
            )
        };
        rule.fails(&of("ECDHE-RSA-AES128-GCM-SHA256,DES-CBC3-SHA"));
        rule.passes(&of("ECDHE-RSA-AES128-GCM-SHA256"));
    }
}
