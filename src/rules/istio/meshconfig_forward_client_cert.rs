//! `meshconfig-forward-client-cert`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes that let callers write the header that names them.
    ///
    /// ## Why is this bad?
    /// With `FORWARD_ONLY` the gateway passes `X-Forwarded-Client-Cert` on as it came. Applications and policies that read the identity
    /// of the caller from it believe whatever was sent from outside.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     defaultConfig: {gatewayTopology: {forwardClientCertDetails: ALWAYS_FORWARD_ONLY}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     defaultConfig: {gatewayTopology: {forwardClientCertDetails: SANITIZE_SET}}
    /// ```
    pub MESHCONFIG_FORWARD_CLIENT_CERT = "meshconfig-forward-client-cert" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:290"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let mode = mesh.get("defaultConfig.gatewayTopology.forwardClientCertDetails");
    let Some(mode) = mode.filter(|it| matches!(it.as_str(), Some("FORWARD_ONLY" | "ALWAYS_FORWARD_ONLY"))) else {
        return;
    };
    cx.report(mesh.at(mode), "callers from outside may write the header that names them")
        .help("use `SANITIZE_SET`, or `APPEND_FORWARD` behind a proxy that can be trusted");
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
    fn what_is_overwritten_or_appended_is_right() {
        let rule = tester::of(&super::MESHCONFIG_FORWARD_CLIENT_CERT);
        rule.fails(&operator(
            "{meshConfig: {defaultConfig: {gatewayTopology: {forwardClientCertDetails: FORWARD_ONLY}}}}",
        ));
        rule.passes(&operator("{meshConfig: {defaultConfig: {gatewayTopology: {numTrustedProxies: 1}}}}"));
        rule.passes(&map("defaultConfig: {gatewayTopology: {forwardClientCertDetails: APPEND_FORWARD}}"));
    }
}
