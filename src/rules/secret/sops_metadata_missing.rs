//! `sops-metadata-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Encrypted values that SOPS cannot decrypt.
    ///
    /// ## Why is this bad?
    /// Without the `sops` part of the file there is no key to decrypt with and no checksum against changes. Flux and
    /// `sops` pass the file over, and the text `ENC[…]` itself becomes the password.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: db}
    /// stringData:
    ///   password: ENC[AES256_GCM,data:w9JW,iv:lgw3,tag:UuGI,type:str]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: db}
    /// stringData:
    ///   password: ENC[AES256_GCM,data:w9JW,iv:lgw3,tag:UuGI,type:str]
    /// sops:
    ///   mac: ENC[AES256_GCM,data:oNkI,iv:M7WL,tag:c2Vj,type:str]
    /// ```
    pub SOPS_METADATA_MISSING = "sops-metadata-missing" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:353"],
        check: Scalar(&[START], check)
    }
}

const START: &str = "ENC[AES256_GCM,";

fn check(value: Value<'_>, cx: &mut Context<'_>) {
    let encrypted = |it: &Value<'_>| it.text().is_some_and(|it| it.starts_with(START) && it.ends_with(']'));
    let Some(document) = value.document().filter(|_| encrypted(&value)) else { return };
    let Some(root) = document.root().filter(|it| it.path("sops.mac").is_none()) else { return };
    // In flat formats each item of the metadata is an entry of its own.
    if root.get("sops_mac").is_some() {
        return;
    }
    // The first value speaks for all.
    if document.values(START.len() as u32).find(encrypted) == Some(value) {
        cx.report(value, "a value is encrypted with SOPS, but the file has no `sops.mac`")
            .help("take the `sops` part of the file back from its history, or encrypt the file anew");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_finding_for_a_document_and_none_for_a_text_about_it() {
        let rule = tester::of(&super::SOPS_METADATA_MISSING);
        rule.fails("a: ENC[AES256_GCM,data:x]\nb: ENC[AES256_GCM,data:y]\nsops: {age: []}\n");
        rule.passes("a: ENC[AES256_GCM,data:x]\nsops: {mac: x}\n");
        rule.passes("a: values look like ENC[AES256_GCM,data:x] afterwards\n");
        rule.passes("a: ENC[AES256_GCM,data:x]\nsops_mac: ENC[x]\n");
    }
}
