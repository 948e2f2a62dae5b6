//! `gateway-mutual-no-san`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that take any certificate of an authority.
    ///
    /// ## Why is this bad?
    /// With `MUTUAL` and no list of names, every certificate that the authority ever issued opens the door, those for
    /// other purposes included.
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
    ///       tls: {mode: MUTUAL, credentialName: cert}
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
    ///       tls: {mode: MUTUAL, credentialName: cert, subjectAltNames: [partner.example.com]}
    /// ```
    pub GATEWAY_MUTUAL_NO_SAN = "gateway-mutual-no-san" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:297"],
        check: Resource(&[Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    const NAMES: [&str; 3] = ["subjectAltNames", "verifyCertificateSpki", "verifyCertificateHash"];
    for tls in gateway_servers(resource).filter_map(|it| it.get("tls")) {
        let Some(mode) = tls.get("mode").filter(|it| it.as_str() == Some("MUTUAL")) else { continue };
        if NAMES.iter().all(|it| tls.get(it).is_none_or(Value::is_empty)) {
            cx.report(mode, "any certificate of the authority is taken").help("list the clients in `subjectAltNames`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn fingerprints_are_names_too() {
        let rule = tester::of(&super::GATEWAY_MUTUAL_NO_SAN);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        rule.passes(&of("{servers: [{tls: {mode: MUTUAL, verifyCertificateHash: [a]}}]}"));
        rule.fails(&of("{servers: [{tls: {mode: MUTUAL, subjectAltNames: []}}]}"));
        rule.passes(&of("{servers: [{tls: {mode: SIMPLE}}]}"));
    }
}
