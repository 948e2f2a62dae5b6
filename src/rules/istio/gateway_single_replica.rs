//! `gateway-single-replica`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateways and control planes that run once.
    ///
    /// ## Why is this bad?
    /// While the only copy restarts or its node is drained, nothing enters the mesh, or no proxy gets configuration and no pod a sidecar.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: istio-ingressgateway, namespace: istio-system}
    /// spec: {replicas: 1, template: {metadata: {labels: {istio: ingressgateway}}, spec: {containers: [{name: istio-proxy, image: auto}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: istio-ingressgateway, namespace: istio-system}
    /// spec: {replicas: 2, template: {metadata: {labels: {istio: ingressgateway}}, spec: {containers: [{name: istio-proxy, image: auto}]}}}
    /// ```
    pub GATEWAY_SINGLE_REPLICA = "gateway-single-replica" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:654"],
        check: Related(&[Kind::Deployment], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(replicas) = resource.path("spec.replicas").filter(|it| it.as_int() == Some(1)) else { return };
    let Some(pod) = Pod::all(resource).next() else { return };
    let label = pod.label("istio").unwrap_or_default();
    let istiod = label == "pilot" || label == "istiod" || pod.label("app") == Some("istiod");
    let gateway = label.ends_with("gateway") && pod.containers().any(|it| it.name() == "istio-proxy");
    if (istiod || gateway) && index.autoscaler(resource).is_none() {
        let what = if istiod { "the control plane" } else { "the gateway" };
        cx.report(replicas, format!("{what} runs once and stops with its node"))
            .help("run two or more, with an autoscaler and a PodDisruptionBudget");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_autoscaler_may_add_more() {
        let rule = tester::of(&super::GATEWAY_SINGLE_REPLICA);
        let istiod = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec: {replicas: 1, template: {metadata: {labels: {app: istiod}}, spec: {containers: [{name: discovery}]}}}\n---\n";
        rule.fails(istiod);
        rule.passes(&istiod.replace("app: istiod", "app: web"));
        let scaler = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: istiod, namespace: istio-system}\nspec: {minReplicas: 2, maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: istiod}}\n";
        rule.passes(&format!("{istiod}{scaler}"));
    }
}
