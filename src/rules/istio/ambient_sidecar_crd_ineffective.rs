//! `ambient-sidecar-crd-ineffective`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars in a namespace of the ambient mesh.
    ///
    /// ## Why is this bad?
    /// A Sidecar configures sidecars. Pods of the ambient mesh have none, so the list of hosts limits nothing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   egress: [{hosts: ["./*", "istio-system/*"]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   egress: [{hosts: ["./*", "istio-system/*"]}]
    /// ```
    pub AMBIENT_SIDECAR_CRD_INEFFECTIVE = "ambient-sidecar-crd-ineffective" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0167"],
        check: Related(&[Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(namespace) = index.namespace_of(resource) else { return };
    let DataPlane::Ambient(at) = index.data_plane_of_namespace(namespace) else { return };
    let with_sidecar = |it: Pod<'a>| matches!(index.data_plane(it), DataPlane::Sidecar(_));
    if !index.is_in_root_namespace(resource) && !index.pods_in(namespace).any(with_sidecar) {
        cx.report(resource, "a Sidecar has no effect on pods of the ambient mesh")
            .label(at, "the namespace is in the ambient mesh")
            .help("remove it, and limit traffic with policies");
    }
}
