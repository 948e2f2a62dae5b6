//! `annotation-invalid`

use super::annotations;
use crate::rule::prelude::*;

declare_rule! {
    /// Annotations of Istio with a value that the injector refuses.
    ///
    /// ## Why is this bad?
    /// The injector does not take the pod: it is refused, or, where failures are ignored, it starts without a
    /// proxy.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}, annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "https"}}
    ///     spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}, annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "443"}}
    ///     spec: {containers: [{name: app}]}
    /// ```
    pub ANNOTATION_INVALID = "annotation-invalid" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0125"],
        keys: ["istio.io/", "kubernetes.io/ingress.class"],
        check: Resource(&[], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for it in annotations::of(resource) {
        let (Some(known), Some(text)) = (it.known, it.at.as_str()) else { continue };
        if text.contains(['{', '$']) || !known.belongs_on(it.on) {
            continue;
        }
        if let Some(error) = known.error(text) {
            cx.report(it.at, error).help("write a value that Istio takes");
        }
    }
}
