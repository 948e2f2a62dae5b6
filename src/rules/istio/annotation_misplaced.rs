//! `annotation-misplaced`

use super::annotations;
use crate::rule::prelude::*;

declare_rule! {
    /// Annotations of Istio on a kind that they do nothing for.
    ///
    /// ## Why is this bad?
    /// The injector reads the annotations of pods. On the Deployment itself, outside of the template, they have no
    /// effect.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "5432"}}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}, annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "5432"}}
    ///     spec: {containers: [{name: app}]}
    /// ```
    pub ANNOTATION_MISPLACED = "annotation-misplaced" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0107"],
        keys: ["istio.io/", "kubernetes.io/ingress.class"],
        check: Resource(&[], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for it in annotations::of(resource) {
        let Some(known) = it.known.filter(|known| !known.belongs_on(it.on)) else { continue };
        // Istio's own templates read these on Gateways, and hand them on to the pods.
        if it.name == "istio.io/rev" || it.on == Kind::GatewayApiGateway || it.on == Kind::Other {
            continue;
        }
        let message = format!("`{}` has no effect on a {}", it.name, resource.kind_name());
        let finding = cx.report(it.at.key().unwrap_or(it.at), message);
        finding.help(format!("it belongs on: {}", known.kinds()));
        let mut pods = Pod::all(resource);
        if let (true, Some(pod), None) = (known.is_of_pods(), pods.next(), pods.next()) {
            let edits = Edit::move_entry(it.at, pod.template(), &["metadata", "annotations", it.name]);
            finding.fix(Safety::Unsafe, "move it to the pod template", edits);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_for_pods_moves_to_the_template() {
        let rule = tester::of(&super::ANNOTATION_MISPLACED);
        let dep = |own: &str, pods: &str| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d, {own}}}\nspec: {{template: {{metadata: {{{pods}}}, spec: {{containers: [{{name: c}}]}}}}}}\n"
            )
        };
        let found = rule.fails(&dep("annotations: {sidecar.istio.io/proxyCPU: 100m}", ""));
        assert!(found.fix.is_some());
        rule.passes(&dep("", "annotations: {sidecar.istio.io/proxyCPU: 100m}"));
        rule.passes(&dep("annotations: {example.com/proxyCPU: 100m}", ""));
    }
}
