//! `secret-cleartext-manifest`

use super::place::place;
use super::{base64, content};
use crate::rule::prelude::*;
use crate::source::Span;

declare_rule! {
    /// Secrets whose manifest holds the values.
    ///
    /// ## Why is this bad?
    /// Base64 is no encryption. Whoever reads the repository, a clone, a build log or the artifact that holds this file
    /// has the credential, also after it is deleted, since the history keeps it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: db}
    /// data:
    ///   username: YXBw
    ///   password: Tnp1Tl5yVEZoeGhhdg==
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: bitnami.com/v1alpha1
    /// kind: SealedSecret
    /// metadata: {name: db}
    /// spec:
    ///   encryptedData:
    ///     password: AgBhQ3HDHJyAi859Vd0B2hVIB5wepEQ
    /// ```
    pub SECRET_CLEARTEXT_MANIFEST = "secret-cleartext-manifest" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-01010", "kubescape:C-0012", "checkov:CKV_SECRET_6", "cwe:312", "cwe:798",
        ],
        check: Resource(&[Kind::Secret], check)
    }
}

fn check(secret: Resource<'_>, cx: &mut Context<'_>) {
    // What SOPS has encrypted is checked by its own rules.
    if secret.root().get("sops").is_some() {
        return;
    }
    for (field, encoded) in [("data", true), ("stringData", false)] {
        for (key, value) in secret.root().get(field).into_iter().flat_map(|it| it.entries()) {
            let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
            if matches!(name, ".dockerconfigjson" | ".dockercfg") {
                continue;
            }
            let message = || format!("Secret `{}` holds `{name}` in clear text", secret.name());
            if encoded {
                let content = base64::decode(text).unwrap_or_default();
                if let Some(severity) = content::weigh(name, &content) {
                    let secret = String::from_utf8_lossy(&content);
                    report(cx, (key.span(), value.location()), message(), severity).holds(name, &secret);
                }
                continue;
            }
            for it in content::find(name, text) {
                let message = match &it.name {
                    Some(part) => {
                        format!("`{}` in `{name}` of Secret `{}` is in clear text", &text[part.clone()], secret.name())
                    }
                    None => message(),
                };
                let secret = text.get(it.secret).unwrap_or_default();
                report(cx, place(value, it.name, it.at), message, it.severity).holds(name, secret);
            }
        }
    }
}

fn report<'f>(cx: &'f mut Context<'_>, at: (Span, String), message: String, severity: Severity) -> &'f mut Finding {
    cx.report(at, message)
        .severity(severity)
        .sensitive()
        .help("keep the value in a secret store or encrypt the file, and replace it: it stays in the history")
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    fn secret(data: &str) -> String {
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\n{data}\n")
    }

    #[test]
    fn values_that_are_no_secrets_pass() {
        let rule = tester::of(&super::SECRET_CLEARTEXT_MANIFEST);
        for data in [
            "stringData: {username: admin, url: 'https://git.corp/x', port: '5432', type: git}",
            "stringData: {password: '<password>', token: '<path:secret/data/db#token>', other: '${PW}'}",
            "data: {password: '{{ .Values.password | b64enc }}', empty: ''}",
            "data: {password: 'ENC[AES256_GCM,data:w9JW,type:str]'}\nsops: {}",
            "data: {ca.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUU=}",
        ] {
            rule.passes(&secret(data));
        }
    }

    #[test]
    fn the_content_decides_how_bad_it_is() {
        let rule = tester::of(&super::SECRET_CLEARTEXT_MANIFEST);
        assert_eq!(rule.fails(&secret("stringData: {password: letmein123}")).severity, Severity::High);
        let token = format!("stringData: {{t: npm{}q7Vd0ZkT3mWb8XnRc5LhJ2sYfG9pAeabcdef}}", '_');
        assert_eq!(rule.fails(&secret(&token)).severity, Severity::Critical);
        rule.fails(&secret("stringData: {url: 'redis://:3BNX4DPB@redis'}"));
        rule.fails(&secret("stringData:\n  app.yaml: |\n    db:\n      password: Fv4n!cVnSOgsR\n"));
        rule.passes(&secret("stringData:\n  app.yaml: |\n    db:\n      host: x\n"));
    }

    #[test]
    fn the_label_is_at_the_key() {
        let text = secret("data:\n  a: Tnp1Tl5yVEZoeGhhdg==\n  b: Tnp1Tl5yVEZoeGhhdg==");
        let found = tester::of(&super::SECRET_CLEARTEXT_MANIFEST).finds(2, &text);
        assert_eq!(&text[found[1].span().range()], "b");
    }
}
