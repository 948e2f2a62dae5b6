//! `gateway-tls-mode-omitted`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateway servers with a certificate and no mode.
    ///
    /// ## Why is this bad?
    /// The mode that is not written is `PASSTHROUGH`: the gateway does not use the certificate and hands the
    /// connection on unopened.
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
    ///       tls: {credentialName: cert}
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
    ///       tls: {mode: SIMPLE, credentialName: cert}
    /// ```
    pub GATEWAY_TLS_MODE_OMITTED = "gateway-tls-mode-omitted" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0133", "cwe:319"],
        check: Resource(&[Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for tls in gateway_servers(resource).filter_map(|it| it.get("tls")).filter(|it| it.get("mode").is_none()) {
        let certificate = ["credentialName", "credentialNames", "serverCertificate", "tlsCertificates"];
        if let Some(at) = certificate.iter().find_map(|it| tls.get(it)) {
            let finding = cx
                .report(at, "the certificate is not used: `tls` without a `mode` means `PASSTHROUGH`")
                .covers(&["istio-schema-warning"])
                .help("write `mode: SIMPLE`, or `MUTUAL` to ask clients for a certificate too");
            finding.fix(Safety::Unsafe, "use it", Edit::insert_into(tls, &["mode"], "SIMPLE"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_redirect_needs_no_mode() {
        let rule = tester::of(&super::GATEWAY_TLS_MODE_OMITTED);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1beta1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        rule.passes(&of("{servers: [{tls: {httpsRedirect: true}}]}"));
        rule.fails(&of("{servers: [{tls: {serverCertificate: /etc/a.pem, privateKey: /etc/b.pem}}]}"));
    }
}
