//! `proxy-config-weaken`

use super::proxy;
use crate::rule::prelude::*;

declare_rule! {
    /// Settings of a workload that weaken its own proxy.
    ///
    /// ## Why is this bad?
    /// `proxy.istio.io/config` lets a workload change its proxy: forward the identity header as callers wrote it, switch safeguards of
    /// Envoy off, move the administration port past rules that know the usual one, or keep credentials in plain sight.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {proxy.istio.io/config: '{gatewayTopology: {forwardClientCertDetails: ALWAYS_FORWARD_ONLY}}'}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {proxy.istio.io/config: '{gatewayTopology: {forwardClientCertDetails: SANITIZE_SET}}'}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub PROXY_CONFIG_WEAKEN = "proxy-config-weaken" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:693"],
        keys: ["istio.io/"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some((outer, text)) = proxy::config(pod) else { return };
    let Some(root) = text.root() else { return };
    let forward = root.path("gatewayTopology.forwardClientCertDetails");
    if let Some(mode) = forward.filter(|it| matches!(it.text(), Some("FORWARD_ONLY" | "ALWAYS_FORWARD_ONLY"))) {
        cx.report(text.at(outer, mode), "callers may write the header that names them")
            .help("use `SANITIZE_SET`, or `APPEND_FORWARD` behind a proxy that can be trusted");
    }
    for (key, value) in root.get("runtimeValues").into_iter().flat_map(Value::entries) {
        let name = key.text().unwrap_or_default();
        if name.starts_with("envoy.reloadable_features.") && value.text() == Some("false") {
            cx.report(text.at(outer, value), format!("`{name}` of Envoy is switched off"))
                .help("leave it on: it is where a flaw was mended");
        }
    }
    for (key, value) in root.get("proxyMetadata").into_iter().flat_map(Value::entries) {
        let name = key.text().unwrap_or_default();
        let secret = ["PASSWORD", "TOKEN", "SECRET", "API_KEY"].iter().any(|it| name.ends_with(it));
        if secret && value.text().is_some_and(|it| it.len() >= 8) {
            cx.report(text.at(outer, value), format!("`{name}` is readable by whoever may read pods"))
                .sensitive()
                .help("keep it in a Secret, and let the proxy read it from a file");
        }
    }
    for (field, usual) in [("proxyAdminPort", 15000), ("statusPort", 15020)] {
        if let Some(port) = root.get(field).filter(|it| it.as_int().is_some_and(|it| it != usual)) {
            cx.report(text.at(outer, port), format!("`{field}` is moved past rules that know {usual}"))
                .severity(Severity::Low)
                .help("leave the port as it is");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(annotations: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{{annotations}}}}}\nspec: {{containers: [{{name: a}}]}}\n"
        )
    }

    #[test]
    fn each_weakness_is_one_finding() {
        let rule = tester::of(&super::PROXY_CONFIG_WEAKEN);
        let with = |config: &str| of(&format!("proxy.istio.io/config: '{config}'"));
        rule.fails(&with("{runtimeValues: {envoy.reloadable_features.x: \"false\"}}"));
        rule.fails(&with("{proxyMetadata: {API_TOKEN: abcdefghij}}"));
        rule.fails(&with("{proxyAdminPort: 9901}"));
        rule.finds(2, &with("{proxyAdminPort: 9901, statusPort: 80}"));
        rule.passes(&with("{proxyMetadata: {ISTIO_META_DNS_CAPTURE: \"true\"}, concurrency: 2, statusPort: 15020}"));
        rule.passes(&with("not a mapping"));
    }
}
