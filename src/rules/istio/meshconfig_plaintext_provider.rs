//! `meshconfig-plaintext-provider`

use crate::rule::prelude::*;

declare_rule! {
    /// Telemetry sent out of the cluster in plain text.
    ///
    /// ## Why is this bad?
    /// Traces and access logs hold addresses, paths and headers. To a host outside of the cluster they go by networks of others, and
    /// these providers have no TLS of their own: a DestinationRule for the host must make it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     extensionProviders: [{name: otel, opentelemetry: {service: otel.example.com, port: 4317}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     extensionProviders: [{name: otel, opentelemetry: {service: otel.observability.svc.cluster.local, port: 4317}}]
    /// ```
    pub MESHCONFIG_PLAINTEXT_PROVIDER = "meshconfig-plaintext-provider" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Mesh(check)
    }
}

const KINDS: [&str; 7] =
    ["zipkin", "opentelemetry", "envoyOtelAls", "envoyHttpAls", "envoyTcpAls", "skywalking", "datadog"];

fn check<'a>(document: &MeshDocument<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    for provider in mesh.get("extensionProviders").into_iter().flat_map(Value::items) {
        for settings in KINDS.iter().filter_map(|it| provider.get(it)) {
            let Some(service) = settings.get("service") else { continue };
            // A service may be written as `namespace/host`.
            let host = service.as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
            let local = !host.contains('.') || [".local", ".svc", ".internal"].iter().any(|it| host.ends_with(it));
            let parts = host.split('.').count();
            if !local && parts > 2 && !index.has_tls_for(host) {
                cx.report(mesh.at(service), format!("telemetry goes to `{host}` in plain text"))
                    .help("add a ServiceEntry and a DestinationRule with TLS for the host, or send to a collector in the cluster");
            }
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
    fn a_destination_rule_may_make_tls_of_it() {
        let rule = tester::of(&super::MESHCONFIG_PLAINTEXT_PROVIDER);
        let text =
            operator("{meshConfig: {extensionProviders: [{name: z, zipkin: {service: a/z.example.com, port: 9411}}]}}");
        rule.fails(&text);
        let tls = "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: d}\nspec: {host: z.example.com, trafficPolicy: {tls: {mode: SIMPLE}}}\n";
        rule.passes(&format!("{text}{tls}"));
        rule.passes(&map("extensionProviders: [{name: z, zipkin: {service: zipkin.istio-system, port: 9411}}]"));
        rule.passes(&map("extensionProviders: [{name: a, envoyExtAuthzHttp: {service: z.example.com, port: 80}}]"));
    }
}
