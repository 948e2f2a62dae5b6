//! `probes-not-rewritten`

use crate::rule::prelude::*;

declare_rule! {
    /// Probes that strict mutual TLS turns away.
    ///
    /// ## Why is this bad?
    /// The kubelet has no certificate of the mesh. Unless the injector makes its probes go by the agent of the sidecar, strict mutual TLS
    /// refuses them: the pod never becomes ready, and somebody then opens the port to plain text.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: default, namespace: shop}
    /// spec: {mtls: {mode: STRICT}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, annotations: {sidecar.istio.io/rewriteAppHTTPProbers: "false"}}
    /// spec: {containers: [{name: web, readinessProbe: {httpGet: {path: /, port: 8080}}}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: default, namespace: shop}
    /// spec: {mtls: {mode: STRICT}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec: {containers: [{name: web, readinessProbe: {httpGet: {path: /, port: 8080}}}]}
    /// ```
    pub PROBES_NOT_REWRITTEN = "probes-not-rewritten" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        keys: ["sidecar.istio.io/rewriteAppHTTPProbers"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let switch = pod.annotation("sidecar.istio.io/rewriteAppHTTPProbers").filter(|it| it.text() == Some("false"));
        let Some(switch) = switch else { continue };
        let by_network = |it: &Value<'a>| ["httpGet", "tcpSocket", "grpc"].iter().any(|kind| it.get(kind).is_some());
        let mut probes = pod.containers().flat_map(|it| it.handlers().collect::<Vec<_>>());
        let Some((_, probe)) = probes.find(|it| it.0.ends_with("Probe") && by_network(&it.1)) else { continue };
        let Some(strict) = index.mtls_of(pod, None).strict() else { continue };
        cx.report(switch, "the kubelet's probes are turned away by strict mutual TLS")
            .label(probe, "this probe")
            .label(strict, "required here")
            .help("delete the annotation: probes then go by the agent of the sidecar")
            .fix(Safety::Unsafe, "let the injector rewrite probes", Edit::remove_entry(switch));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_takes_a_probe_by_the_network_and_strict_mode() {
        let rule = tester::of(&super::PROBES_NOT_REWRITTEN);
        let of = |mode: &str, probe: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: d, namespace: x}}\nspec: {{mtls: {{mode: {mode}}}}}\n---\n\
                 apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x, annotations: {{sidecar.istio.io/rewriteAppHTTPProbers: 'false'}}}}\nspec: {{containers: [{{name: a, {probe}}}]}}\n"
            )
        };
        rule.fails(&of("STRICT", "livenessProbe: {tcpSocket: {port: 80}}"));
        rule.passes(&of("PERMISSIVE", "livenessProbe: {tcpSocket: {port: 80}}"));
        rule.passes(&of("STRICT", "livenessProbe: {exec: {command: [a]}}"));
    }
}
