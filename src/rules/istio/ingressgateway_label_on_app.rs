//! `ingressgateway-label-on-app`

use crate::rule::prelude::*;

declare_rule! {
    /// Applications that look like the gateway of the mesh.
    ///
    /// ## Why is this bad?
    /// Gateways are laid on all pods with the label they select, most often `istio: ingressgateway`. A pod of an
    /// application with that label gets their ports, hosts and certificates.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {istio: ingressgateway}}
    ///   template:
    ///     metadata: {labels: {istio: ingressgateway}}
    ///     spec:
    ///       containers: [{name: web, image: example.com/web:1}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {matchLabels: {istio: ingressgateway}}
    ///   template:
    ///     metadata: {labels: {istio: ingressgateway}}
    ///     spec:
    ///       containers: [{name: istio-proxy, image: auto}]
    /// ```
    pub INGRESSGATEWAY_LABEL_ON_APP = "ingressgateway-label-on-app" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        keys: ["istio"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(label) = pod.labels().and_then(|it| it.get("istio")) else { return };
    let Some(name) = label.as_str().filter(|it| matches!(*it, "ingressgateway" | "egressgateway" | "eastwestgateway"))
    else {
        return;
    };
    let is_proxy = |it: Container<'_>| {
        let image = it.value().str("image").unwrap_or_default();
        it.name() == "istio-proxy"
            || image == "auto"
            || ["proxyv2", "pilot", "envoy"].iter().any(|it| image.contains(it))
    };
    if !pod.containers().any(is_proxy) && pod.containers().next().is_some() {
        cx.report(label, format!("gateways for `{name}` are laid on this pod, which runs no gateway"))
            .help("take the label away from the application");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn proxies_are_known_by_name_or_image() {
        let rule = tester::of(&super::INGRESSGATEWAY_LABEL_ON_APP);
        let of = |label: &str, container: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{istio: {label}}}}}\nspec: {{containers: [{container}]}}\n"
            )
        };
        rule.passes(&of("ingressgateway", "{name: a, image: docker.io/istio/proxyv2:1.27.0}"));
        rule.passes(&of("ingressgateway", "{name: istio-proxy}"));
        rule.passes(&of("web", "{name: a, image: b}"));
        rule.fails(&of("egressgateway", "{name: a, image: nginx}"));
    }
}
