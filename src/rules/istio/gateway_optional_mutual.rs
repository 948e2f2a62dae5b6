//! `gateway-optional-mutual`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that do not insist on a client certificate.
    ///
    /// ## Why is this bad?
    /// `OPTIONAL_MUTUAL` checks a certificate if the client sends one, and lets in who sends none. It protects nothing
    /// unless the application or a policy looks at the result.
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
    ///       tls: {mode: OPTIONAL_MUTUAL, credentialName: cert}
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
    ///       tls: {mode: MUTUAL, credentialName: cert}
    /// ```
    pub GATEWAY_OPTIONAL_MUTUAL = "gateway-optional-mutual" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:295"],
        check: Resource(&[Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for mode in gateway_servers(resource).filter_map(|it| it.path("tls.mode")) {
        if mode.as_str() == Some("OPTIONAL_MUTUAL") {
            cx.report(mode, "clients without a certificate are let in")
                .help("write `MUTUAL`, or demand a certificate in a policy")
                .fix(Safety::Unsafe, "demand a certificate", Edit::set_scalar(mode, "MUTUAL"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_server_counts() {
        let rule = tester::of(&super::GATEWAY_OPTIONAL_MUTUAL);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        rule.finds(
            2,
            &of("{servers: [{tls: {mode: OPTIONAL_MUTUAL}}, {tls: {mode: OPTIONAL_MUTUAL}}, {tls: {mode: SIMPLE}}]}"),
        );
        rule.passes(&of("{servers: [{}]}"));
    }
}
