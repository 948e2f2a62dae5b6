//! `interception-mode-none`

use super::proxy;
use crate::rule::At;
use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars that traffic passes only if the application asks for it.
    ///
    /// ## Why is this bad?
    /// With `NONE` nothing is redirected: callers reach the container itself, without mutual TLS and without policies, and calls out go
    /// by the sidecar only where the application addresses it. `TPROXY` redirects, but the proxy then needs `NET_ADMIN`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {sidecar.istio.io/interceptionMode: NONE}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {sidecar.istio.io/interceptionMode: REDIRECT}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub INTERCEPTION_MODE_NONE = "interception-mode-none" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:288"],
        keys: ["istio.io/"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if let Some(mode) = pod.annotation("sidecar.istio.io/interceptionMode") {
        return judge(mode.text(), mode, cx);
    }
    let Some((outer, text)) = proxy::config(pod) else { return };
    if let Some(mode) = text.root().and_then(|it| it.get("interceptionMode")) {
        judge(mode.text(), text.at(outer, mode), cx);
    }
}

fn judge(mode: Option<&str>, at: impl At, cx: &mut Context<'_>) {
    match mode {
        Some("NONE") => cx
            .report(at, "nothing is redirected to the sidecar: callers reach the container around it")
            .help("use `REDIRECT`, the default"),
        Some("TPROXY") => cx
            .report(at, "the proxy runs with `NET_ADMIN` for `TPROXY`")
            .severity(Severity::Low)
            .help("use `REDIRECT`, unless the application must see the address of its callers"),
        _ => return,
    };
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
    fn the_annotation_of_the_proxy_counts_too() {
        use crate::finding::Severity;
        let rule = tester::of(&super::INTERCEPTION_MODE_NONE);
        rule.fails(&of("proxy.istio.io/config: '{interceptionMode: NONE}'"));
        assert_eq!(rule.fails(&of("sidecar.istio.io/interceptionMode: TPROXY")).severity, Severity::Low);
        rule.passes(&of("proxy.istio.io/config: '{concurrency: 2}'"));
    }
}
