//! `proxy-image-override`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars from another image than the mesh gives.
    ///
    /// ## Why is this bad?
    /// The image of the sidecar sees every request and holds the identity of the workload. One that a single workload chooses is not
    /// updated with the mesh, and one from elsewhere is trusted with all of that.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {sidecar.istio.io/proxyImage: example.com/team/envoy:1.0}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {sidecar.istio.io/proxyImageType: distroless}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub PROXY_IMAGE_OVERRIDE = "proxy-image-override" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:829"],
        check: Pod(check)
    }
}

/// Where Istio and those who support builds of it publish the proxy.
const HOMES: [&str; 8] = [
    "docker.io/istio/",
    "gcr.io/istio-release/",
    "registry.istio.io/",
    "gcr.io/gke-release/asm/",
    "mcr.microsoft.com/oss/istio/",
    "registry.redhat.io/openshift-service-mesh/",
    "quay.io/maistra/",
    "cgr.dev/chainguard/",
];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if let Some(kind) = pod.annotation("sidecar.istio.io/proxyImageType").filter(|it| it.text() == Some("debug")) {
        cx.report(kind, "the sidecar comes with tools for debugging")
            .severity(Severity::Low)
            .help("use `distroless`, or leave the type to the mesh");
    }
    let container = || pod.containers().find(|it| it.name() == "istio-proxy").and_then(|it| it.image_value());
    let Some(value) = pod.annotation("sidecar.istio.io/proxyImage").or_else(container) else { return };
    let Some(text) = value.as_str().filter(|it| *it != "auto") else { return };
    let Some(image) = crate::manifest::Image::parse(text) else { return };
    let own = HOMES.iter().any(|it| image.repository().starts_with(it));
    let finding = if !own {
        let finding = cx.report(value, format!("the sidecar is `{text}`, which is not from where Istio publishes it"));
        // Most likely a mirror.
        if image.base_name().starts_with("proxyv2") {
            finding.severity(Severity::Low);
        }
        finding
    } else if image.is_latest() {
        cx.report(value, format!("the sidecar is `{text}`, which can change under the same name"))
    } else {
        return;
    };
    finding.help("leave the image to the mesh, which keeps it in step with the control plane");
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
    fn mirrors_weigh_less_and_moving_tags_count() {
        use crate::finding::Severity;
        let rule = tester::of(&super::PROXY_IMAGE_OVERRIDE);
        assert_eq!(
            rule.fails(&of("sidecar.istio.io/proxyImage: 'registry.corp/istio/proxyv2:1.24.2'")).severity,
            Severity::Low
        );
        rule.fails(&of("sidecar.istio.io/proxyImage: 'docker.io/istio/proxyv2:latest'"));
        rule.fails(&of("sidecar.istio.io/proxyImageType: debug"));
        rule.passes(&of("sidecar.istio.io/proxyImage: 'docker.io/istio/proxyv2:1.24.2'"));
        rule.passes(&tester::pod("{containers: [{name: istio-proxy, image: auto}]}"));
        rule.fails(&tester::pod("{containers: [{name: istio-proxy, image: 'example.com/envoy:1'}]}"));
    }
}
