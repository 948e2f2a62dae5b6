//! `istiod-injector-failopen`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecar injection that pods get past when it fails.
    ///
    /// ## Why is this bad?
    /// While the injector cannot be reached, pods start without a sidecar and stay without: outside of mutual TLS and all policies, and
    /// nothing says so afterwards. A selector that never injects does the same on purpose.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: MutatingWebhookConfiguration
    /// metadata: {name: istio-sidecar-injector}
    /// webhooks: [{name: namespace.sidecar-injector.istio.io, failurePolicy: Ignore}]
    /// ```
    /// ```yaml
    /// # file: values.yaml
    /// sidecarInjectorWebhook: {neverInjectSelector: [{}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: MutatingWebhookConfiguration
    /// metadata: {name: istio-sidecar-injector}
    /// webhooks: [{name: namespace.sidecar-injector.istio.io, failurePolicy: Fail}]
    /// ```
    pub ISTIOD_INJECTOR_FAILOPEN = "istiod-injector-failopen" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:636"],
        check: Several(&[Check::Mesh(check_mesh), Check::Resource(&[Kind::MutatingWebhookConfiguration], check)])
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if !resource.name().starts_with("istio-sidecar-injector") && !resource.name().starts_with("istio-revision-tag") {
        return;
    }
    let open = |it: &Value<'_>| it.as_str() == Some("Ignore");
    let mut policies = resource.root().list("webhooks").filter_map(|it| it.get("failurePolicy")).filter(open);
    if let Some(policy) = policies.next() {
        cx.report(policy, "pods start without a sidecar while the injector cannot be reached")
            .covers(&["webhook-fail-open"])
            .help("use `Fail`, and run more than one istiod");
    }
}

fn check_mesh<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let selectors = mesh.value("sidecarInjectorWebhook.neverInjectSelector").into_iter().flat_map(Value::items);
    for selector in selectors.filter(|it| Selector::of_label_selector(*it).is_empty()) {
        cx.report(mesh.at(selector), "this selector matches every pod: none is injected")
            .help("name the labels of the pods to leave out");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    #[test]
    fn only_the_injector_of_istio_is_meant() {
        let rule = tester::of(&super::ISTIOD_INJECTOR_FAILOPEN);
        let of = |name: &str| {
            format!(
                "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {{name: {name}}}\nwebhooks: [{{name: a.b.c, failurePolicy: Ignore}}, {{name: d.b.c, failurePolicy: Ignore}}]\n"
            )
        };
        rule.fails(&of("istio-sidecar-injector-canary"));
        rule.passes(&of("other"));
        rule.passes(&operator("{values: {sidecarInjectorWebhook: {neverInjectSelector: [{matchLabels: {a: b}}]}}}"));
    }
}
