//! `dr-tls-no-ca`

use crate::rule::prelude::*;

declare_rule! {
    /// DestinationRules with TLS and no CA, in releases that then verify nothing.
    ///
    /// ## Why is this bad?
    /// Up to Istio 1.20, and later where `VERIFY_CERT_AT_CLIENT` is off, a client without `caCertificates` takes any certificate: the
    /// connection is encrypted, but to whom is not known. Since 1.21 the certificate authorities of the system are the default.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.20.3, meshConfig: {}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: api}
    /// spec:
    ///   host: api.example.com
    ///   trafficPolicy: {tls: {mode: SIMPLE}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.24.2, meshConfig: {}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: api}
    /// spec:
    ///   host: api.example.com
    ///   trafficPolicy: {tls: {mode: SIMPLE}}
    /// ```
    pub DR_TLS_NO_CA = "dr-tls-no-ca" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0128", "istioctl:IST0129", "cwe:295"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    let bare = |tls: &Value<'a>| {
        matches!(ClientTls::of(*tls), Some(ClientTls::Simple | ClientTls::Mutual))
            && ["caCertificates", "credentialName", "insecureSkipVerify"].iter().all(|it| tls.get(it).is_none())
    };
    let Some(tls) = rule.tls().find(bare) else { return };
    let Some(version) = index.istio_version(resource) else { return };
    let off = |(name, value): (&str, Value<'_>)| name == "VERIFY_CERT_AT_CLIENT" && value.text() == Some("false");
    let switched = || index.mesh(resource).is_some_and(|it| it.environment().into_iter().any(off));
    if !version.is_before(21) && (!version.is_before(24) || !switched()) {
        return;
    }
    cx.report(tls, format!("without a CA, Istio {version} takes any certificate here"))
        .help("name the CA by `caCertificates` or `credentialName`, or go to Istio 1.21 or later");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_release_decides_and_is_never_guessed() {
        let rule = tester::of(&super::DR_TLS_NO_CA);
        let with = |operator: &str, tls: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {{host: a.example.com, trafficPolicy: {{tls: {tls}}}}}\n---\n\
                 apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {operator}\n"
            )
        };
        rule.fails(&with("{tag: 1.19.0}", "{mode: MUTUAL}"));
        rule.passes(&with("{}", "{mode: MUTUAL}"));
        rule.passes(&with("{tag: latest}", "{mode: MUTUAL}"));
        rule.passes(&with("{tag: 1.19.0}", "{mode: SIMPLE, caCertificates: system}"));
        rule.passes(&with("{tag: 1.19.0}", "{mode: ISTIO_MUTUAL}"));
        let off = "meshConfig: {}, values: {pilot: {env: {VERIFY_CERT_AT_CLIENT: \"false\"}}}";
        rule.fails(&with(&format!("{{tag: 1.23.0, {off}}}"), "{mode: SIMPLE}"));
        rule.passes(&with(&format!("{{tag: 1.24.0, {off}}}"), "{mode: SIMPLE}"));
    }
}
