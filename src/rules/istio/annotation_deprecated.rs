//! `annotation-deprecated`

use super::annotations;
use crate::rule::prelude::*;

declare_rule! {
    /// Annotations of Istio that are deprecated.
    ///
    /// ## Why is this bad?
    /// A later version stops reading them, and then what they do stops. Injection is asked for with a label.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}, annotations: {sidecar.istio.io/statsInclusionPrefixes: cluster.outbound}}
    ///     spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}, annotations: {proxy.istio.io/config: "concurrency: 2"}}
    ///     spec: {containers: [{name: app}]}
    /// ```
    pub ANNOTATION_DEPRECATED = "annotation-deprecated" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0135", "istioctl:IST0136"],
        keys: ["istio.io/", "kubernetes.io/ingress.class"],
        check: Resource(&[], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for it in annotations::of(resource) {
        if !it.known.is_some_and(|known| known.is_deprecated) {
            continue;
        }
        let finding = cx.report(it.at.key().unwrap_or(it.at), format!("the annotation `{}` is deprecated", it.name));
        if it.name != "sidecar.istio.io/inject" {
            finding.help("use the `proxy.istio.io/config` annotation, or the mesh configuration");
            continue;
        }
        finding.help("write it as a label");
        let metadata = it.at.parent().and_then(|it| it.parent());
        if let Some(metadata) = metadata.filter(|_| it.on == Kind::Pod) {
            let edits = Edit::move_entry(it.at, metadata, &["labels", it.name]);
            finding.fix(Safety::Unsafe, "make it a label", edits);
        }
    }
}
