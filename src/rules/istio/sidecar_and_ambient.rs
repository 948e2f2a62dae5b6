//! `sidecar-and-ambient`

use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces that are in the mesh in two ways.
    ///
    /// ## Why is this bad?
    /// A pod with a sidecar is left alone by the proxy of its node. Which of the two labels was meant is not clear,
    /// and policies for waypoints do not reach pods with a sidecar.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio-injection: enabled}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ```
    pub SIDECAR_AND_AMBIENT = "sidecar-and-ambient" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0123", "kiali:KIA1311", "kiali:KIA1314", "kiali:KIA1315", "kiali:KIA1316"],
        keys: ["istio.io/dataplane-mode"],
        check: Resource(&KINDS, check)
    }
}

const KINDS: [Kind; 5] = [Kind::Namespace, Kind::Pod, Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let labels = match resource.kind() {
        Kind::Namespace => resource.path("metadata.labels"),
        _ => Pod::all(resource).next().and_then(Pod::labels),
    };
    let Some(labels) = labels else { return };
    let Some(mode) = labels.get("istio.io/dataplane-mode").filter(|it| it.text() == Some("ambient")) else { return };
    let sidecar = ["istio-injection", "sidecar.istio.io/inject"].iter().filter_map(|it| labels.get(it));
    let Some(other) = sidecar.into_iter().find(|it| matches!(it.text(), Some("enabled" | "true"))) else { return };
    cx.report(mode, "the labels ask for the node's proxy and for a sidecar")
        .label(other, "asks for a sidecar")
        .help("keep one of them");
}
