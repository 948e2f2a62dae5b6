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
        options: Options,
        keys: ["istio.io/", "kubernetes.io/ingress.class"],
        check: Resource(&[], check)
    }
}

/// Options of `annotation-deprecated`.
#[derive(Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Report annotations, too, that Istio calls alpha and may still change. Default: false.
    pub alpha: bool,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for it in annotations::of(resource) {
        let Some(known) = it.known else { continue };
        if !known.is_deprecated {
            if known.status == "Alpha" && cx.options::<Options>().alpha {
                cx.report(it.at.key().unwrap_or(it.at), format!("the annotation `{}` is alpha", it.name))
                    .help("read the notes of a release of Istio before you upgrade to it");
            }
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

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_alpha_is_reported_where_that_is_asked_for() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {traffic.sidecar.istio.io/excludeInterfaces: eth1}}\nspec: {containers: [{name: c}]}\n";
        tester::of(&super::ANNOTATION_DEPRECATED).passes(pod);
        tester::of(&super::ANNOTATION_DEPRECATED).options(serde_json::json!({"alpha": true})).fails(pod);
    }
}
