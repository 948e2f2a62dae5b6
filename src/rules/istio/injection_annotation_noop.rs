//! `injection-annotation-noop`

use crate::rule::prelude::*;

declare_rule! {
    /// Annotations that ask for a sidecar which nobody reads.
    ///
    /// ## Why is this bad?
    /// The webhook is called for pods with the label `sidecar.istio.io/inject`, or in a namespace with a label for
    /// injection. Where neither is there the annotation of that name reaches nobody: the pod runs without its proxy,
    /// outside of policies and of mutual TLS.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata:
    ///       annotations: {sidecar.istio.io/inject: "true"}
    ///     spec: {containers: [{name: app}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata:
    ///       labels: {sidecar.istio.io/inject: "true"}
    ///     spec: {containers: [{name: app}]}
    /// ```
    pub INJECTION_ANNOTATION_NOOP = "injection-annotation-noop" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0135", "cwe:693"],
        keys: ["sidecar.istio.io/"],
        check: Related(Kind::WITH_PODS, check)
    }
}

const KEY: &str = "sidecar.istio.io/inject";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let Some(at) = pod.annotation(KEY).filter(|it| it.text() == Some("true")) else { continue };
        if pod.label(KEY).is_some() || pod.label("istio.io/rev").is_some() {
            continue;
        }
        let namespace = index.namespace_of(resource);
        let labelled = namespace.is_some_and(|it| it.label("istio-injection").or(it.label("istio.io/rev")).is_some());
        // A webhook of the own mesh may ask for every namespace.
        if labelled || by_default(index, resource) {
            continue;
        }
        let finding = cx.report(at.key().unwrap_or(at), "no webhook reads this: it looks for a label");
        finding.help("write it as a label of the pod, or label the namespace").covers(&["annotation-deprecated"]);
        match namespace {
            Some(namespace) => drop(finding.label(namespace, "has no label for injection")),
            None => drop(finding.confidence(Confidence::Low)),
        }
        if let Some(metadata) = pod.template().get("metadata") {
            finding.fix(Safety::Unsafe, "make it a label", Edit::move_entry(at, metadata, &["labels", KEY]));
        }
    }
}

/// Whether the mesh injects into namespaces without a label.
fn by_default<'a>(index: &Index<'a>, near: Resource<'a>) -> bool {
    index
        .mesh(near)
        .is_some_and(|it| it.value("sidecarInjectorWebhook.enableNamespacesByDefault").is_some_and(Value::is_true))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(labels: &str, pod: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{{labels}}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, {pod}}}\nspec: {{containers: [{{name: c}}]}}\n"
        )
    }

    #[test]
    fn a_label_on_the_pod_or_its_namespace_is_read() {
        let rule = tester::of(&super::INJECTION_ANNOTATION_NOOP);
        let asks = "annotations: {sidecar.istio.io/inject: 'true'}";
        rule.fails(&of("", asks));
        rule.passes(&of("istio-injection: enabled", asks));
        rule.passes(&of("istio.io/rev: stable", asks));
        rule.passes(&of("", &format!("{asks}, labels: {{sidecar.istio.io/inject: 'true'}}")));
        rule.passes(&of("", "annotations: {sidecar.istio.io/inject: 'false'}"));
        let mesh = "---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {meshConfig: {}, values: {sidecarInjectorWebhook: {enableNamespacesByDefault: true}}}\n";
        rule.passes(&(of("", asks) + mesh));
    }

    #[test]
    fn the_fix_moves_it_to_the_labels() {
        let finding = tester::of(&super::INJECTION_ANNOTATION_NOOP)
            .fails(&of("", "annotations: {sidecar.istio.io/inject: 'true'}"));
        assert!(finding.fix.is_some());
    }
}
