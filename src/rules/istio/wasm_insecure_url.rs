//! `wasm-insecure-url`

use crate::rule::prelude::*;

declare_rule! {
    /// Plugins that are fetched over plain HTTP.
    ///
    /// ## Why is this bad?
    /// Whoever can change the answer on its way puts code of theirs into the proxy.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   url: http://plugins.example.com/auth.wasm
    ///   sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
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
    pub WASM_INSECURE_URL = "wasm-insecure-url" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Resource(&[Kind::WasmPlugin], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(url) = resource.path("spec.url") else { return };
    if let Some(rest) = url.as_str().and_then(|it| it.strip_prefix("http://")) {
        cx.report(url, "code for the proxy comes over plain HTTP").help("fetch it over `https`").fix(
            Safety::Unsafe,
            "fetch it over HTTPS",
            Edit::set_scalar(url, &format!("https://{rest}")),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_schemes_pass() {
        let rule = tester::of(&super::WASM_INSECURE_URL);
        let of = |spec: &str| {
            format!("apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {{name: w}}\nspec: {spec}\n")
        };
        rule.passes(&of("{url: 'https://a/b'}"));
        rule.passes(&of("{url: 'oci://a/b'}"));
        rule.fails(&of("{url: 'http://a/b'}"));
    }
}
