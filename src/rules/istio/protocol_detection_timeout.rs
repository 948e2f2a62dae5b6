//! `protocol-detection-timeout`

use crate::rule::prelude::*;

declare_rule! {
    /// Connections that wait for a client that lets the server speak first.
    ///
    /// ## Why is this bad?
    /// With a timeout the proxy waits so long for the first bytes of the client before it takes a connection for plain TCP. Protocols in which
    /// the server speaks first are slow at every connection, and clients that give up earlier never connect.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     protocolDetectionTimeout: 5s
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     protocolDetectionTimeout: 0s
    /// ```
    pub PROTOCOL_DETECTION_TIMEOUT = "protocol-detection-timeout" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let Some(timeout) = mesh.get("protocolDetectionTimeout") else { return };
    let text = timeout.text().unwrap_or_default();
    if text.bytes().any(|it| matches!(it, b'1'..=b'9')) {
        cx.report(mesh.at(timeout), format!("connections in which the server speaks first wait {text}"))
            .help("set it to `0s`, the default, and declare protocols by the names of ports");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn no_time_is_no_wait() {
        let rule = tester::of(&super::PROTOCOL_DETECTION_TIMEOUT);
        let of = |time: &str| {
            format!(
                "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{meshConfig: {{protocolDetectionTimeout: {time}}}}}\n"
            )
        };
        rule.fails(&of("100ms"));
        rule.passes(&of("0ms"));
    }
}
