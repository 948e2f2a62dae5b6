//! `istio-multicluster-secret-in-git`

use crate::rule::prelude::*;

declare_rule! {
    /// Keys to other clusters, or to the mesh itself, in a repository.
    ///
    /// ## Why is this bad?
    /// The Secrets of a mesh of several clusters hold a kubeconfig for each: who reads the file acts in that cluster. A CA key signs any
    /// identity in the mesh. Both stay in the history of the repository after they are deleted.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: istio-remote-secret-west, labels: {istio/multiCluster: "true"}}
    /// stringData: {west: "apiVersion: v1"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: cacerts, namespace: istio-system}
    /// data: {root-cert.pem: QUJD}
    /// ```
    pub ISTIO_MULTICLUSTER_SECRET_IN_GIT = "istio-multicluster-secret-in-git" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:798", "cwe:321"],
        check: Resource(&[Kind::Secret], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    // SOPS leaves the keys and encrypts the values.
    if resource.path("sops").is_some() {
        return;
    }
    let filled =
        |it: &Value<'_>| it.text().is_some_and(|it| it.len() > 3 && !it.starts_with("ENC[") && !it.contains("{{"));
    let entries = || ["data", "stringData"].into_iter().filter_map(|it| resource.path(it)).flat_map(Value::entries);
    let (place, what) = if resource.label("istio/multiCluster").and_then(Value::text) == Some("true") {
        (entries().map(|it| it.1).find(filled), "the key to another cluster of the mesh")
    } else if matches!(resource.name(), "cacerts" | "istio-ca-secret") {
        let key = entries().find(|it| it.0.text() == Some("ca-key.pem"));
        (key.map(|it| it.1).filter(filled), "the key that signs every identity of the mesh")
    } else {
        return;
    };
    if let Some(place) = place {
        let at = place.key().unwrap_or(place);
        cx.report(at, format!("{what} is in the file"))
            .sensitive()
            .help("make new keys, and keep them in a secret store or encrypted");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_encrypted_or_a_certificate_is_no_key() {
        let rule = tester::of(&super::ISTIO_MULTICLUSTER_SECRET_IN_GIT);
        let of = |rest: &str| format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: cacerts}}\n{rest}\n");
        rule.fails(&of("data: {ca-key.pem: QUJDREVG}"));
        rule.passes(&of("data: {ca-key.pem: ''}"));
        rule.passes(&of("data: {ca-key.pem: 'ENC[AES256_GCM,data:x]'}"));
        rule.passes(&of("data: {ca-key.pem: QUJDREVG}\nsops: {version: 3}"));
        rule.passes(&of("data: {cert-chain.pem: QUJDREVG}"));
    }
}
