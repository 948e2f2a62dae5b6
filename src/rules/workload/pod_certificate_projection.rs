//! `pod-certificate-projection`

use crate::rule::prelude::*;

declare_rule! {
    /// Projected pod certificates that can be read in halves or by everyone.
    ///
    /// ## Why is this bad?
    /// With key and chain in two files a program that reads them during a renewal gets a pair that does not fit; in one
    /// bundle they change together. A mode that lets group or others read gives the key to every user in the pod.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: identity
    ///       projected:
    ///         sources:
    ///           - podCertificate: {signerName: example.com/mesh, keyType: ED25519, keyPath: key.pem, certificateChainPath: chain.pem}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: identity
    ///       projected:
    ///         defaultMode: 0600
    ///         sources:
    ///           - podCertificate: {signerName: example.com/mesh, keyType: ED25519, credentialBundlePath: bundle.pem}
    /// ```
    pub POD_CERTIFICATE_PROJECTION = "pod-certificate-projection" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:732", "cwe:362"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for projected in pod.volumes().filter_map(|it| it.get("projected")) {
        let mut certificates = projected.list("sources").filter_map(|it| it.get("podCertificate")).peekable();
        if certificates.peek().is_none() {
            continue;
        }
        if let Some(mode) = projected.get("defaultMode").filter(|it| it.as_int().is_some_and(|it| it & 0o077 != 0)) {
            cx.report(mode, "the key of the pod can be read by more than its owner")
                .help("write `defaultMode: 0600`; with an `fsGroup` Kubernetes lets that group read it too");
        }
        for certificate in certificates {
            let Some(half) = certificate.get("keyPath").or_else(|| certificate.get("certificateChainPath")) else {
                continue;
            };
            cx.report(half, "key and certificate are written to two files, which do not change at once")
                .help("use `credentialBundlePath`, which holds both");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_volumes_with_certificates_count() {
        let rule = tester::of(&super::POD_CERTIFICATE_PROJECTION);
        let with = |mode: &str, source: &str| {
            tester::pod(&format!("{{volumes: [{{name: v, projected: {{defaultMode: {mode}, sources: [{source}]}}}}]}}"))
        };
        rule.fails(&with("0644", "{podCertificate: {credentialBundlePath: b}}"));
        rule.fails(&with("384", "{podCertificate: {certificateChainPath: b}}"));
        rule.passes(&with("0400", "{podCertificate: {credentialBundlePath: b}}"));
        rule.passes(&with("0644", "{configMap: {name: c}}"));
    }
}
