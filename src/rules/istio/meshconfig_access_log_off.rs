//! `meshconfig-access-log-off`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes that keep no record of requests.
    ///
    /// ## Why is this bad?
    /// Without access logs nobody can tell afterwards who called what: not after an incident, and not while looking for a fault.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     trustDomain: example.com
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     accessLogFile: /dev/stdout
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     trustDomain: example.com
    /// ---
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: mesh, namespace: istio-system}
    /// spec: {accessLogging: [{providers: [{name: envoy}]}]}
    /// ```
    pub MESHCONFIG_ACCESS_LOG_OFF = "meshconfig-access-log-off" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:778"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    if !mesh.has_config() || !mesh.is_control_plane() || mesh.shape() == MeshShape::Values {
        return;
    }
    let logs = mesh.get("accessLogFile").is_some_and(|it| it.as_str() != Some(""))
        || mesh.get("defaultProviders.accessLogging").is_some_and(|it| !it.is_empty())
        || mesh.get("enableEnvoyAccessLogService").is_some_and(Value::is_true);
    let telemetry = || index.of_kind(Kind::Telemetry).any(|it| it.path("spec.accessLogging").is_some());
    if !logs && !telemetry() {
        cx.report(mesh.grip(), "no request in the mesh is recorded")
            .help("set `accessLogFile: /dev/stdout`, or create a Telemetry with `accessLogging` in the root namespace");
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
    fn any_way_of_logging_counts() {
        let rule = tester::of(&super::MESHCONFIG_ACCESS_LOG_OFF);
        rule.fails(&operator("{meshConfig: {accessLogFile: ''}}"));
        rule.passes(&operator("{meshConfig: {defaultProviders: {accessLogging: [otel]}}}"));
        rule.passes(&operator("{profile: default}"));
        rule.fails(&map("outboundTrafficPolicy: {mode: ALLOW_ANY}"));
    }
}
