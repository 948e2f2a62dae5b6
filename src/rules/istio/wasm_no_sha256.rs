//! `wasm-no-sha256`

use super::oci;
use crate::rule::prelude::*;

declare_rule! {
    /// Plugins whose content is not pinned.
    ///
    /// ## Why is this bad?
    /// The proxy runs what the address gives at the time. Whoever can change the file or the tag puts code into every
    /// proxy that uses the plugin, with the identity of its workload.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   url: https://plugins.example.com/auth.wasm
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   url: oci://registry.example.com/auth@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    /// ```
    pub WASM_NO_SHA256 = "wasm-no-sha256" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:494"],
        check: Resource(&[Kind::WasmPlugin], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(url) = resource.path("spec.url") else { return };
    let Some(text) = url.as_str() else { return };
    let pinned = resource.path("spec.sha256").is_some_and(|it| it.text().is_some_and(|it| !it.is_empty()));
    // A tag that moves by intent has a rule of its own.
    let open = match text.split_once("://") {
        Some(("http" | "https", _)) => true,
        Some(("oci", image)) => !image.contains("@sha256:") && !oci::is_moving(resource, image),
        None => !text.contains("@sha256:") && !oci::is_moving(resource, text),
        _ => false,
    };
    if open && !pinned && !text.is_empty() {
        cx.report(url, "the proxy runs whatever this address gives")
            .help("write the checksum into `sha256`, or the digest into the address: `…@sha256:…`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn files_and_digests_are_fixed() {
        let rule = tester::of(&super::WASM_NO_SHA256);
        let of = |spec: &str| {
            format!("apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {{name: w}}\nspec: {spec}\n")
        };
        rule.fails(&of("{url: 'oci://r.example.com/a:1.2'}"));
        rule.fails(&of("{url: 'r.example.com/a:1.2', sha256: ''}"));
        for spec in [
            "{url: 'file:///a.wasm'}",
            "{url: 'http://a/b.wasm', sha256: aa}",
            "{url: 'oci://r/a@sha256:aa'}",
            "{url: 'oci://r/a:latest'}",
        ] {
            rule.passes(&of(spec));
        }
    }
}
