//! `image-auto-not-injected`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateway pods with the image `auto` that nothing replaces.
    ///
    /// ## Why is this bad?
    /// `auto` stands for the image that the injector puts there. Where the pod is not injected there is no such
    /// image, and the pod never starts.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: infra}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra}
    /// spec: {containers: [{name: istio-proxy, image: auto}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: infra}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {sidecar.istio.io/inject: "true"}}
    /// spec: {containers: [{name: istio-proxy, image: auto}]}
    /// ```
    pub IMAGE_AUTO_NOT_INJECTED = "image-auto-not-injected" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0146", "istioctl:IST0147"],
        check: Related(&KINDS, check)
    }
}

const KINDS: [Kind; 5] = [Kind::Pod, Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::ReplicaSet];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let image = pod.containers().filter_map(|it| it.image_value()).find(|it| it.as_str() == Some("auto"));
        let Some(at) = image else { continue };
        let is = |key: &str, word: &str| pod.label(key) == Some(word);
        let namespace = index.namespace_of(resource);
        let label = |key: &str| namespace.and_then(|it| it.label(key)).and_then(Value::text);
        let known = namespace.is_some() || index.is_closed() || is("sidecar.istio.io/inject", "false");
        let injected = !is("sidecar.istio.io/inject", "false")
            && label("istio-injection") != Some("disabled")
            && (is("sidecar.istio.io/inject", "true")
                || pod.label("istio.io/rev").is_some()
                || label("istio-injection") == Some("enabled")
                || label("istio.io/rev").is_some());
        if known && !injected {
            cx.report(at, "nothing replaces the image `auto`: the pod is not injected")
                .help("set the label `sidecar.istio.io/inject: \"true\"` on the pod");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn any_label_for_injection_is_enough() {
        let rule = tester::of(&super::IMAGE_AUTO_NOT_INJECTED);
        let with = |namespace: &str, labels: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{{namespace}}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, labels: {{{labels}}}}}\nspec: {{containers: [{{name: istio-proxy, image: auto}}]}}\n"
            )
        };
        rule.fails(&with("", ""));
        rule.fails(&with("istio-injection: enabled", "sidecar.istio.io/inject: 'false'"));
        rule.fails(&with("istio-injection: disabled", "sidecar.istio.io/inject: 'true'"));
        rule.passes(&with("istio.io/rev: stable", ""));
        rule.passes(&with("", "istio.io/rev: stable"));
        rule.passes("apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: b}\nspec: {containers: [{name: istio-proxy, image: auto}]}\n");
    }
}
