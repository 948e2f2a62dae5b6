//! `secret-private-key`

use super::evidence::is_elsewhere;
use super::place::place;
use super::private_key;
use crate::rule::prelude::*;

declare_rule! {
    /// Private keys outside of Secrets.
    ///
    /// ## Why is this bad?
    /// Whoever reads the key is the server, the user or the signer that it stands for, until every certificate and
    /// every trust in it is replaced.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   id_rsa: |
    ///     -----BEGIN RSA PRIVATE KEY-----
    ///     MIIE6I3nEs5qqzAN8k6NoBrdfWcRKlfNwCaPgbtS0ghMscYnVdUQsUKFcNex8tVo
    ///     -----END RSA PRIVATE KEY-----
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   id_rsa: |
    ///     -----BEGIN RSA PRIVATE KEY-----
    ///     ...
    ///     -----END RSA PRIVATE KEY-----
    /// ```
    pub SECRET_PRIVATE_KEY = "secret-private-key" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-01010", "checkov:CKV_SECRET_10", "checkov:CKV_SECRET_13", "cwe:321", "cwe:312",
        ],
        check: Scalar(private_key::LITERALS, check)
    }
}

fn check(value: Value<'_>, cx: &mut Context<'_>) {
    let text = value.text().unwrap_or_default();
    let Some(key) = private_key::any(text) else { return };
    if is_elsewhere(value) {
        return;
    }
    let finding = cx
        .report(
            place(value, None, key.range.start),
            if key.encrypted {
                "an encrypted private key stands here"
            } else {
                "a private key stands here in clear text"
            },
        )
        .sensitive()
        .help("replace the key and keep the new one in a Secret that is not in the repository");
    if key.encrypted {
        finding.severity(Severity::Medium);
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    #[test]
    fn certificates_and_keys_in_secrets_pass_and_a_passphrase_lowers() {
        let rule = tester::of(&super::SECRET_PRIVATE_KEY);
        let it = |kind: &str, label: &str| {
            format!(
                "apiVersion: v1\nkind: {kind}\ndata:\n  k: |\n    -----BEGIN {label}-----\n    {}\n    -----END {label}-----\n",
                "A1b2".repeat(20)
            )
        };
        let key = ["PRIVATE", "KEY"].join(" ");
        assert_eq!(rule.fails(&it("ConfigMap", &format!("ENCRYPTED {key}"))).severity, Severity::Medium);
        assert_eq!(rule.fails(&it("ConfigMap", &format!("OPENSSH {key}"))).severity, Severity::Critical);
        rule.passes(&it("ConfigMap", "CERTIFICATE"));
        rule.passes(&it("Secret", &key));
    }
}
