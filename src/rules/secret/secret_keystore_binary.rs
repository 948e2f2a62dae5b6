//! `secret-keystore-binary`

use super::base64;
use crate::rule::prelude::*;

declare_rule! {
    /// Key stores in ConfigMaps.
    ///
    /// ## Why is this bad?
    /// A key store holds private keys behind a password that is often `changeit` and stands in the same repository.
    /// ConfigMaps are not treated as secrets by anyone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: tls}
    /// binaryData:
    ///   keystore.jks: /u3+7QAAAAIAAAABAAAAAQAEbXlrZXkAAAF0
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: tls}
    /// binaryData:
    ///   logo.png: iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB
    /// ```
    pub SECRET_KEYSTORE_BINARY = "secret-keystore-binary" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "cwe:321", "cwe:522"],
        keys: ["binaryData"],
        check: Resource(&[Kind::ConfigMap], check)
    }
}

fn check(map: Resource<'_>, cx: &mut Context<'_>) {
    for (key, value) in map.root().get("binaryData").into_iter().flat_map(|it| it.entries()) {
        let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
        // The first bytes tell; stores of certificates only are known by their names.
        let head: String = text.chars().filter(|it| !it.is_whitespace()).take(64).collect();
        let Some(kind) = base64::decode(&head[..head.len() / 4 * 4]).and_then(|it| kind(&it)) else { continue };
        if name.to_ascii_lowercase().contains("trust") || name == "cacerts" {
            continue;
        }
        cx.report((key.span(), value.location()), format!("`{name}` in a ConfigMap is a {kind}"))
            .sensitive()
            .help("keep it in a Secret that is not in the repository, and replace the keys in it");
    }
}

fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xfe, 0xed, 0xfe, 0xed, ..] => Some("Java key store"),
        [0xce, 0xce, 0xce, 0xce, ..] => Some("Java key store"),
        [0x03, 0xd9, 0xa2, 0x9a, ..] => Some("KeePass database"),
        // A sequence that begins with version 3.
        [0x30, 0x82, _, _, 0x02, 0x01, 0x03, 0x30, ..] | [0x30, 0x80, 0x02, 0x01, 0x03, ..] => {
            Some("PKCS#12 key store")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn first_bytes_tell() {
        let rule = tester::of(&super::SECRET_KEYSTORE_BINARY);
        let it = |entry: &str| format!("apiVersion: v1\nkind: ConfigMap\nbinaryData: {{{entry}}}\n");
        rule.fails(&it("a.p12: MIIJqQIBAzCCCW8GCSqGSIb3DQEHAaCC"));
        rule.fails(&it("a.kdbx: A9mimmf7S7UBAAMAAhAAMcHy5r9xQ1C+"));
        rule.passes(&it("truststore.jks: /u3+7QAAAAIAAAABAAAAAQAEbXlrZXkAAAF0"));
        rule.passes(&it("a: '', b: YQ=="));
    }
}
