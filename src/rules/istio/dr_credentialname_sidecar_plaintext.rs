//! `dr-credentialname-sidecar-plaintext`

use crate::rule::prelude::*;

declare_rule! {
    /// Client certificates that sidecars cannot load, so that they send plain text.
    ///
    /// ## Why is this bad?
    /// Sidecars read the Secret of `credentialName` only where the DestinationRule selects its clients by `workloadSelector`. Without,
    /// the whole TLS setting is dropped in silence and the sidecar connects in plain text. Gateways do read it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: api, namespace: shop}
    /// spec:
    ///   host: api.example.com
    ///   trafficPolicy: {tls: {mode: MUTUAL, credentialName: client-cert}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: api, namespace: shop}
    /// spec:
    ///   host: api.example.com
    ///   workloadSelector: {matchLabels: {app: web}}
    ///   trafficPolicy: {tls: {mode: MUTUAL, credentialName: client-cert}}
    /// ```
    pub DR_CREDENTIALNAME_SIDECAR_PLAINTEXT = "dr-credentialname-sidecar-plaintext" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    if resource.path("spec.workloadSelector").is_some() {
        return;
    }
    let Some(host) = rule.host() else { return };
    for tls in rule.tls() {
        let Some(name) = tls.get("credentialName").filter(|it| it.as_str().is_some_and(is_secret)) else { continue };
        if !matches!(ClientTls::of(tls), Some(ClientTls::Simple | ClientTls::Mutual))
            || index.is_in_root_namespace(resource)
        {
            continue;
        }
        let finding =
            cx.report(name, format!("sidecars do not load this certificate and send plain text to `{}`", host.key()));
        finding.help("mount the files and name them by `clientCertificate`, `privateKey` and `caCertificates`, or select the clients by `workloadSelector`");
        if index.is_routed_by_gateway(host) {
            finding.severity(Severity::Medium);
        }
    }
}

fn is_secret(name: &str) -> bool {
    !name.is_empty() && !name.starts_with("configmap://")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn gateways_load_it() {
        use crate::finding::Severity;
        let rule = tester::of(&super::DR_CREDENTIALNAME_SIDECAR_PLAINTEXT);
        let of = |namespace: &str, tls: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d, namespace: {namespace}}}\nspec: {{host: a.example.com, trafficPolicy: {{tls: {tls}}}}}\n---\n"
            )
        };
        let simple = of("x", "{mode: SIMPLE, credentialName: ca}");
        assert_eq!(rule.fails(&simple).severity, Severity::High);
        rule.passes(&of("x", "{mode: SIMPLE, credentialName: 'configmap://ca'}"));
        rule.passes(&of("x", "{mode: ISTIO_MUTUAL, credentialName: ca}"));
        rule.passes(&of("istio-system", "{mode: SIMPLE, credentialName: ca}"));
        let route = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: x}\nspec: {hosts: [a.example.com], gateways: [egress, mesh], http: [{route: [{destination: {host: a.example.com}}]}]}\n";
        assert_eq!(rule.fails(&format!("{simple}{route}")).severity, Severity::Medium);
    }
}
