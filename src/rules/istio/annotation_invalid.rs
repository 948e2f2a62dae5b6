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

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_validator_has_its_form() {
        let rule = tester::of(&super::ANNOTATION_INVALID);
        let pod = |meta: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, {meta}}}\nspec: {{containers: [{{name: c}}]}}\n"
            )
        };
        let with = |key: &str, value: &str| pod(&format!("annotations: {{{key}: '{value}'}}"));
        let traffic = "traffic.sidecar.istio.io/";
        rule.fails(&with(&format!("{traffic}includeInboundPorts"), "http"));
        rule.fails(&with(&format!("{traffic}excludeOutboundIPRanges"), "10.0.0.1"));
        rule.fails(&with("sidecar.istio.io/proxyCPU", "lots"));
        rule.passes(&with(&format!("{traffic}includeInboundPorts"), "*"));
        rule.passes(&with(&format!("{traffic}excludeOutboundIPRanges"), "10.0.0.0/8,192.0.2.1/32"));
        rule.passes(&with("sidecar.istio.io/proxyCPU", "{{ cpu }}"));
    }
}
