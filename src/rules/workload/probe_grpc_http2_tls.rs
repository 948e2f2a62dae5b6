//! `probe-grpc-http2-tls`

use crate::rule::prelude::*;

declare_rule! {
    /// Probes with fields that the target cluster does not know.
    ///
    /// ## Why is this bad?
    /// TLS for gRPC probes and the choice of the HTTP version are new with Kubernetes 1.37. An older API server drops
    /// the fields, and the probe is made in clear text or with HTTP/1.1: it fails, or succeeds for the wrong reason.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       readinessProbe: {grpc: {port: 8443, mode: TLS}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       readinessProbe: {grpc: {port: 8443}}
    /// ```
    pub PROBE_GRPC_HTTP2_TLS = "probe-grpc-http2-tls" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:1104"],
        check: Container(check)
    }
}

const SINCE: Version = Version::new(1, 37);

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if cx.kubernetes_version() >= SINCE {
        return;
    }
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let Some(value) = container.get(probe) else { continue };
        for path in ["grpc.mode", "httpGet.protocol"] {
            let Some(field) = value.path(path) else { continue };
            let name = container.name();
            cx.report(
                field,
                format!("Kubernetes {} drops `{path}` of the `{probe}` of container `{name}`", cx.kubernetes_version()),
            )
            .help("use an `exec` or plain probe until the cluster runs 1.37");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_target_decides() {
        let http = tester::container("livenessProbe: {httpGet: {port: 80, protocol: HTTP2}}");
        tester::of(&super::PROBE_GRPC_HTTP2_TLS).fails(&http);
        tester::of(&super::PROBE_GRPC_HTTP2_TLS).kubernetes("1.37").passes(&http);
        tester::of(&super::PROBE_GRPC_HTTP2_TLS)
            .passes(&tester::container("livenessProbe: {httpGet: {port: 80, scheme: HTTPS}}"));
    }
}
