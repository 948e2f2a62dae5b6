//! `meshconfig-configsource-remote`

use crate::rule::prelude::*;

declare_rule! {
    /// Control planes that take their configuration from elsewhere in plain text.
    ///
    /// ## Why is this bad?
    /// What a configuration source says is what the mesh does. Read over the network without TLS, anyone on the way writes routes and
    /// policies; read from files of the container, they pass admission and review by.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     configSources: [{address: "xds://config.example.com:15051"}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     configSources: [{address: "xds://config.example.com:15051", tlsSettings: {mode: SIMPLE}}]
    /// ```
    pub MESHCONFIG_CONFIGSOURCE_REMOTE = "meshconfig-configsource-remote" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    for source in mesh.get("configSources").into_iter().flat_map(Value::items) {
        let Some(address) = source.get("address") else { continue };
        let text = address.as_str().unwrap_or_default();
        let tls = source.get("tlsSettings").or_else(|| source.get("tls_settings")).and_then(|it| it.str("mode"));
        if text.starts_with("xds://") && matches!(tls, None | Some("DISABLE")) {
            cx.report(
                mesh.at(address),
                format!("the control plane reads its configuration from `{text}` in plain text"),
            )
            .help("set `tlsSettings` with a mode and a CA");
        } else if text.starts_with("fs:///") {
            cx.report(mesh.at(address), "the control plane reads configuration from files, past admission")
                .severity(Severity::Low)
                .help("keep configuration in the API server");
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
    fn the_api_server_is_no_remote_source() {
        let rule = tester::of(&super::MESHCONFIG_CONFIGSOURCE_REMOTE);
        rule.fails(&operator("{meshConfig: {configSources: [{address: 'fs:///etc/config'}]}}"));
        rule.fails(&operator("{meshConfig: {configSources: [{address: 'xds://a:1', tlsSettings: {mode: DISABLE}}]}}"));
        rule.passes(&map("configSources: [{address: 'k8s://'}]"));
    }
}
