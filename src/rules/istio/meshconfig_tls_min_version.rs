//! `meshconfig-tls-min-version`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes that allow old TLS or weak ciphers between workloads.
    ///
    /// ## Why is this bad?
    /// TLS 1.0 and 1.1 and the ciphers of their time have known weaknesses. What the mesh allows is what an attacker in between can
    /// make two sides agree on.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     meshMTLS: {minProtocolVersion: TLSV1_1}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     meshMTLS: {minProtocolVersion: TLSV1_3}
    /// ```
    pub MESHCONFIG_TLS_MIN_VERSION = "meshconfig-tls-min-version" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:326", "cwe:327"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    for part in ["meshMTLS", "tlsDefaults"] {
        let get = |field: &str| mesh.get(&format!("{part}.{field}"));
        if let Some(version) = get("minProtocolVersion").filter(|it| matches!(it.as_str(), Some("TLSV1_0" | "TLSV1_1")))
        {
            cx.report(mesh.at(version), format!("`{part}` allows {}", version.text().unwrap_or_default()))
                .help("require `TLSV1_2` or `TLSV1_3`")
                .fix(Safety::Unsafe, "require TLS 1.2", mesh.set(version, "TLSV1_2"));
        }
        for cipher in get("cipherSuites").into_iter().flat_map(Value::items) {
            let name = cipher.text().unwrap_or_default();
            // Without forward secrecy, or of a broken kind.
            if !name.starts_with("TLS_")
                && (!name.contains("ECDHE") || ["RC4", "3DES", "MD5", "NULL"].iter().any(|it| name.contains(it)))
            {
                cx.report(mesh.at(cipher), format!("`{name}` is a weak cipher"))
                    .help("keep to `ECDHE-…-GCM-…` and `ECDHE-…-CHACHA20-POLY1305`");
            }
        }
        const CURVES: [&str; 6] = ["X25519", "P-256", "P-384", "P-521", "X25519MLKEM768", "X25519Kyber768Draft00"];
        for curve in get("ecdhCurves").into_iter().flat_map(Value::items) {
            let name = curve.text().unwrap_or_default();
            if !CURVES.contains(&name) {
                cx.report(mesh.at(curve), format!("`{name}` is no curve the proxy knows"))
                    .help("use `X25519`, `P-256`, `P-384` or `P-521`");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    fn map(mesh: &str) -> String {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: |\n    {mesh}\n"
        )
    }

    #[test]
    fn each_weak_entry_is_found() {
        let rule = tester::of(&super::MESHCONFIG_TLS_MIN_VERSION);
        rule.fails(&operator("{meshConfig: {tlsDefaults: {minProtocolVersion: TLSV1_0}}}"));
        rule.fails(&map("tlsDefaults: {cipherSuites: [ECDHE-RSA-AES128-GCM-SHA256, AES128-SHA]}"));
        rule.fails(&map("tlsDefaults: {ecdhCurves: [P-256, secp256k1]}"));
        rule.passes(&map("tlsDefaults: {minProtocolVersion: TLS_AUTO, ecdhCurves: [X25519]}"));
    }
}
