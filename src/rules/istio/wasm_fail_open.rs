//! `wasm-fail-open`

use crate::rule::prelude::*;

declare_rule! {
    /// Plugins that are skipped when they fail.
    ///
    /// ## Why is this bad?
    /// With `FAIL_OPEN` a plugin that cannot be fetched or crashes is left out, and requests pass without it. In the
    /// phases of authentication and authorization that is a way in.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   url: oci://registry.example.com/auth@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ///   phase: AUTHN
    ///   failStrategy: FAIL_OPEN
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   url: oci://registry.example.com/auth@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ///   phase: AUTHN
    ///   failStrategy: FAIL_CLOSE
    /// ```
    pub WASM_FAIL_OPEN = "wasm-fail-open" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:636"],
        check: Resource(&[Kind::WasmPlugin, Kind::TrafficExtension], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let place = if resource.kind() == Kind::WasmPlugin { "spec.failStrategy" } else { "spec.wasm.failStrategy" };
    let Some(strategy) = resource.path(place).filter(|it| it.as_str() == Some("FAIL_OPEN")) else {
        return;
    };
    let phase = resource.path("spec.phase").and_then(Value::as_str).unwrap_or_default();
    let guards = matches!(phase, "AUTHN" | "AUTHZ");
    cx.report(strategy, "requests pass without the plugin when it fails")
        .severity(if guards { Severity::High } else { Severity::Medium })
        .help("write `FAIL_CLOSE`, the default")
        .fix(Safety::Unsafe, "refuse requests when it fails", Edit::set_scalar(strategy, "FAIL_CLOSE"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn statistics_may_fail() {
        let rule = tester::of(&super::WASM_FAIL_OPEN);
        let of = |spec: &str| {
            format!("apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {{name: w}}\nspec: {spec}\n")
        };
        assert_eq!(
            rule.fails(&of("{phase: STATS, failStrategy: FAIL_OPEN}")).severity,
            crate::finding::Severity::Medium
        );
        assert_eq!(rule.fails(&of("{phase: AUTHZ, failStrategy: FAIL_OPEN}")).severity, crate::finding::Severity::High);
        rule.passes(&of("{phase: AUTHZ, failStrategy: FAIL_RELOAD}"));
    }

    #[test]
    fn extensions_hold_plugins_too() {
        let rule = tester::of(&super::WASM_FAIL_OPEN);
        rule.fails("apiVersion: extensions.istio.io/v1alpha1\nkind: TrafficExtension\nmetadata: {name: t}\nspec: {phase: AUTHN, wasm: {url: 'oci://a/b:1', failStrategy: FAIL_OPEN}}\n");
    }
}
