//! `wasm-mutable-tag`

use super::oci;
use crate::rule::prelude::*;

declare_rule! {
    /// Plugins by a tag that moves.
    ///
    /// ## Why is this bad?
    /// An image without a tag, or with `latest`, is another one after the next push, and a tag that is pulled anew each
    /// time can be. Proxies then run different code, and nobody knows which.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   url: oci://registry.example.com/auth:latest
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
    pub WASM_MUTABLE_TAG = "wasm-mutable-tag" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:494"],
        check: Resource(&[Kind::WasmPlugin], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(url) = resource.path("spec.url") else { return };
    let Some(text) = url.as_str().filter(|it| !it.is_empty()) else { return };
    let image = match text.split_once("://") {
        Some(("oci", image)) => image,
        None => text,
        _ => return,
    };
    let pinned = resource.path("spec.sha256").is_some_and(|it| it.text().is_some_and(|it| !it.is_empty()));
    if !pinned && oci::is_moving(resource, image) {
        cx.report(url, format!("`{image}` is another plugin after the next push"))
            .help("write the digest: `…@sha256:…`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_checksum_pins_what_the_tag_does_not() {
        let rule = tester::of(&super::WASM_MUTABLE_TAG);
        let of = |spec: &str| {
            format!("apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {{name: w}}\nspec: {spec}\n")
        };
        rule.fails(&of("{url: 'oci://r.example.com:5000/a'}"));
        rule.fails(&of("{url: 'oci://r/a:1.2', imagePullPolicy: Always}"));
        rule.passes(&of("{url: 'oci://r/a:1.2'}"));
        rule.passes(&of("{url: 'oci://r/a:latest', sha256: aa}"));
        rule.passes(&of("{url: 'https://a/b.wasm'}"));
    }
}
