//! `encryption-config-key`

use super::place::place;
use super::value::{self, ValueClass};
use crate::rule::prelude::*;

declare_rule! {
    /// Keys for the encryption of etcd written into a file.
    ///
    /// ## Why is this bad?
    /// The key in an EncryptionConfiguration decrypts every Secret in etcd and in every backup of it. In a repository
    /// it protects nothing from those who can read both.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apiserver.config.k8s.io/v1
    /// kind: EncryptionConfiguration
    /// resources:
    ///   - resources: [secrets]
    ///     providers:
    ///       - aescbc:
    ///           keys:
    ///             - {name: key1, secret: c2VjcmV0IGlzIHNlY3VyZSBhbmQgbG9uZyEhMTIzNDU=}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apiserver.config.k8s.io/v1
    /// kind: EncryptionConfiguration
    /// resources:
    ///   - resources: [secrets]
    ///     providers:
    ///       - kms: {apiVersion: v2, name: vault, endpoint: unix:///run/kms.sock}
    /// ```
    pub ENCRYPTION_CONFIG_KEY = "encryption-config-key" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:encryption-key-in-repo", "kubescape:C-0142", "cis-1.12:1.2.28", "cwe:321", "cwe:312",
        ],
        check: Resource(&[Kind::Other], check)
    }
}

fn check(config: Resource<'_>, cx: &mut Context<'_>) {
    if !matches!(config.kind_name(), "EncryptionConfiguration" | "EncryptionConfig") {
        return;
    }
    let providers = config.root().list("resources").flat_map(|it| it.list("providers"));
    for keys in
        providers.flat_map(|it| ["aescbc", "aesgcm", "secretbox"].into_iter().filter_map(move |name| it.get(name)))
    {
        for key in keys.list("keys") {
            let Some(secret) = key.get("secret") else { continue };
            let text = secret.text().unwrap_or_default();
            if matches!(value::classify(text), ValueClass::Reference | ValueClass::Placeholder | ValueClass::Prose) {
                continue;
            }
            let name = key.str("name").unwrap_or("of an encryption provider");
            cx.report(place(secret, None, 0), format!("the encryption key `{name}` stands here in clear text"))
                .sensitive()
                .help(
                    "use a `kms` provider, or write the file on the node; then rotate the key and rewrite all Secrets",
                );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_key_of_every_provider_counts_and_stand_ins_do_not() {
        let rule = tester::of(&super::ENCRYPTION_CONFIG_KEY);
        let it = |kind: &str, secret: &str| {
            format!(
                "apiVersion: apiserver.config.k8s.io/v1\nkind: {kind}\nresources:\n- resources: [secrets]\n  providers:\n  \
                 - secretbox: {{keys: [{{name: a, secret: {secret}}}, {{name: b, secret: {secret}}}]}}\n  - identity: {{}}\n"
            )
        };
        rule.finds(2, &it("EncryptionConfiguration", "MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWY="));
        rule.finds(2, &it("EncryptionConfig", "MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWY="));
        rule.passes(&it("EncryptionConfiguration", "'<BASE 64 ENCODED SECRET>'"));
        rule.passes(&it("EncryptionConfiguration", "'${KEY}'"));
    }
}
