//! `sops-partially-encrypted`

use super::{base64, content, inline};
use crate::rule::prelude::*;

declare_rule! {
    /// Files of SOPS in which a secret is not encrypted.
    ///
    /// ## Why is this bad?
    /// The file looks encrypted, so nobody looks again. Values that were added without `sops`, or that
    /// `encrypted_regex` leaves out, are in clear text.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: db}
    /// stringData:
    ///   password: ENC[AES256_GCM,data:w9JW,iv:lgw3,tag:UuGI,type:str]
    ///   token: Zq7kWm2xT9vLb4Rn8sYd
    /// sops:
    ///   mac: ENC[AES256_GCM,data:oNkI,iv:M7WL,tag:c2Vj,type:str]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: db}
    /// stringData:
    ///   username: app
    ///   password: ENC[AES256_GCM,data:w9JW,iv:lgw3,tag:UuGI,type:str]
    /// sops:
    ///   mac: ENC[AES256_GCM,data:oNkI,iv:M7WL,tag:c2Vj,type:str]
    /// ```
    pub SOPS_PARTIALLY_ENCRYPTED = "sops-partially-encrypted" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:312", "cwe:311"],
        check: Classes(ALL, check)
    }
}

const ALL: &[Class] =
    &[Class::Kubernetes, Class::HelmValues, Class::Kustomization, Class::KustomizePatch, Class::Other];

const HELP: &str =
    "encrypt the file again with `sops --encrypt --in-place`, widen `encrypted_regex`, and replace the value";

fn check(document: Document<'_>, cx: &mut Context<'_>) {
    let Some(root) = document.root().filter(|it| it.get("sops").is_some_and(|it| it.is_mapping())) else { return };
    if root.str("kind") != Some("Secret") {
        for found in inline::below(root, &["sops"]) {
            let message = format!("`{}` is in clear text in a file encrypted with SOPS", found.name);
            found.report(cx, message, HELP).covers(&["secret-in-helm-values", "secret-in-configmap"]);
        }
        return;
    }
    for (field, encoded) in [("data", true), ("stringData", false)] {
        for (key, value) in root.get(field).into_iter().flat_map(|it| it.entries()) {
            let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
            if text.starts_with("ENC[") {
                continue;
            }
            let content = if encoded { base64::decode(text) } else { Some(text.as_bytes().to_vec()) };
            if content.is_some_and(|it| content::weigh(name, &it).is_some()) {
                let message = format!("`{name}` is in clear text in a Secret encrypted with SOPS");
                cx.report((key.span(), value.location()), message).sensitive().help(HELP);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_files_count_and_what_is_encrypted_does_not() {
        let rule = tester::of(&super::SOPS_PARTIALLY_ENCRYPTED);
        let it = |text: &str| {
            format!(
                "# file: values.yaml\n{text}\nsops:\n  mac: ENC[AES256_GCM,data:x]\n  age: [{{recipient: age1k7nh49xwuep7v2x4y845k7rdvazeury84ecaqgdgz23g4cj5248hfvt75c}}]\n"
            )
        };
        rule.fails(&it("db: {password: 'bStd!8AgdmX2s', host: db}"));
        rule.passes(&it("db: {password: 'ENC[AES256_GCM,data:w9JW,type:str]', host: db}"));
        rule.passes("# file: values.yaml\ndb: {password: 'bStd!8AgdmX2s'}\n");
        rule.fails(
            "apiVersion: v1\nkind: Secret\ndata: {password: Tnp1Tl5yVEZoeGhhdg==, user: YXBw}\nsops: {mac: x}\n",
        );
    }
}
