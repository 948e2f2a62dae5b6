//! `istiod-log-debug`

use crate::rule::prelude::*;

declare_rule! {
    /// Control planes and proxies that log in detail.
    ///
    /// ## Why is this bad?
    /// At `debug` and `trace` headers, tokens and certificates end up in logs, which more people read than they read Secrets. It also costs
    /// what the mesh was sized for.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: values.yaml
    /// global: {logging: {level: "default:debug"}}
    /// pilot: {}
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, annotations: {sidecar.istio.io/logLevel: debug}}
    /// spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: values.yaml
    /// global: {logging: {level: "default:info"}}
    /// pilot: {}
    /// ```
    pub ISTIOD_LOG_DEBUG = "istiod-log-debug" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:532"],
        check: Several(&[Check::Mesh(check_mesh), Check::Pod(check)])
    }
}

fn check_mesh<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    for path in ["global.logging.level", "global.proxy.logLevel", "global.proxy.componentLogLevel"] {
        if let Some(level) = mesh.value(path).filter(|it| it.text().is_some_and(is_detailed)) {
            cx.report(mesh.at(level), format!("`{path}` puts tokens and headers into logs")).help(HELP);
        }
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for key in ["sidecar.istio.io/logLevel", "sidecar.istio.io/componentLogLevel"] {
        if let Some(level) = pod.annotation(key).filter(|it| it.text().is_some_and(is_detailed)) {
            cx.report(level, "the proxy puts tokens and headers into its log").help(HELP);
        }
    }
}

const HELP: &str = "use `info` or `warning`; levels can be raised for a while by `istioctl proxy-config log`";

fn is_detailed(levels: &str) -> bool {
    levels.split(',').any(|it| matches!(it.rsplit(':').next().map(str::trim), Some("debug" | "trace")))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    #[test]
    fn one_component_is_enough() {
        let rule = tester::of(&super::ISTIOD_LOG_DEBUG);
        rule.fails(&operator("{values: {global: {proxy: {componentLogLevel: 'misc:error,jwt:debug'}}}}"));
        rule.passes(&operator("{values: {global: {proxy: {logLevel: warning, componentLogLevel: 'misc:error'}}}}"));
    }
}
