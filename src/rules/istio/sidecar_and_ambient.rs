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
        check: Several(&[Check::Resource(&KINDS, check), Check::Related(Kind::WITH_PODS, check_pod)])
    }
}

const KINDS: [Kind; 5] = [Kind::Namespace, Kind::Pod, Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet];

/// Pods with a sidecar in a namespace of the ambient mesh.
fn check_pod<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if !index.has_kind(Kind::Namespace) {
        return;
    }
    let mode = index.namespace_of(resource).map(|it| index.data_plane_of_namespace(it));
    let Some(DataPlane::Ambient(label)) = mode else { return };
    for pod in Pod::all(resource) {
        let asks = pod.labels().and_then(|it| it.get("sidecar.istio.io/inject")).filter(|it| it.text() == Some("true"));
        let written = || pod.containers().find(|it| it.name() == "istio-proxy").and_then(|it| it.get("name"));
        // Gateways are a proxy and nothing else.
        let alone = || pod.containers().filter(|it| it.is_long_running()).all(|it| it.name() == "istio-proxy");
        let Some(at) = asks.or_else(written).filter(|_| !alone()) else { continue };
        if pod.label("istio.io/dataplane-mode").is_none() {
            cx.report(at, "a pod with a sidecar takes no part in the ambient mesh of its namespace")
                .label(label, "the namespace is in the ambient mesh")
                .help("drop the sidecar, or label the pods `istio.io/dataplane-mode: none` to say that it is meant");
        }
    }
}

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

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_sidecar_leaves_the_ambient_mesh_of_the_namespace() {
        let rule = tester::of(&super::SIDECAR_AND_AMBIENT);
        let of = |mode: &str, labels: &str, containers: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{istio.io/dataplane-mode: {mode}}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, labels: {{{labels}}}}}\nspec: {{containers: [{containers}]}}\n"
            )
        };
        rule.fails(&of("ambient", "sidecar.istio.io/inject: 'true'", "{name: c}"));
        rule.fails(&of("ambient", "", "{name: c}, {name: istio-proxy}"));
        rule.passes(&of("ambient", "", "{name: istio-proxy}"));
        rule.passes(&of("ambient", "", "{name: c}"));
        rule.passes(&of("none", "sidecar.istio.io/inject: 'true'", "{name: c}"));
        rule.passes(&of("ambient", "istio.io/dataplane-mode: none, sidecar.istio.io/inject: 'true'", "{name: c}"));
    }
}
