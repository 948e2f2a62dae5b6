//! `hpa-target-without-requests`

use super::SCALABLE;
use crate::manifest::{Bound, UtilizationMetric};
use crate::rule::prelude::*;

declare_rule! {
    /// Autoscalers that measure use against requests which are not there.
    ///
    /// ## Why is this bad?
    /// Utilisation is a share of what the containers ask for. If one of them, a sidecar included, asks for nothing, the
    /// autoscaler has no number and never scales.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: web.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// # file: hpa.yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 5
    ///   metrics:
    ///     - type: Resource
    ///       resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    ///           resources: {requests: {cpu: 100m}}
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 5
    ///   metrics:
    ///     - type: Resource
    ///       resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
    /// ```
    pub HPA_TARGET_WITHOUT_REQUESTS = "hpa-target-without-requests" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1188"],
        check: Related(&SCALABLE, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let (Some(pod), Some(autoscaler)) = (Pod::of(resource), index.autoscaler(resource)) else { return };
    let metrics = UtilizationMetric::all(autoscaler);
    if metrics.is_empty() {
        return;
    }
    for container in pod.containers().filter(|it| it.is_long_running()) {
        let lacking = metrics.iter().find(|it| {
            it.container.is_none_or(|it| it == container.name())
                && !Bound::Request.is_set_for(pod, it.resource)
                && !Bound::Request.is_set(container.value(), it.resource)
                && !index.defaults(Bound::Request, it.resource, resource)
        });
        let Some(metric) = lacking else { continue };
        let name = metric.resource;
        cx.report(
            container,
            format!("container `{}` has no {name} request for the autoscaler to measure by", container.name()),
        )
        .covers(same(name))
        .label(metric.at, format!("{} scales by the share of it", autoscaler.title()))
        .help(format!("set `resources.requests.{name}` to what it usually needs"));
    }
}

/// The rule that would say the same without knowing what it is for.
fn same(resource: &str) -> &'static [&'static str] {
    match resource {
        "cpu" => &["cpu-request-missing"],
        "memory" => &["memory-request-missing"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn both(containers: &str, spec: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d}}\nspec: {{template: {{spec: {containers}}}}}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\nspec: {{scaleTargetRef: {{kind: Deployment, name: d}}, {spec}}}\n"
        )
    }

    const CPU: &str =
        "metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]";

    #[test]
    fn every_long_running_container_must_ask() {
        let rule = tester::of(&super::HPA_TARGET_WITHOUT_REQUESTS);
        let asks = "resources: {requests: {cpu: 1}}";
        rule.fails(&both(&format!("{{containers: [{{name: a, {asks}}}, {{name: b}}]}}"), CPU));
        rule.fails(&both(
            &format!("{{initContainers: [{{name: s, restartPolicy: Always}}], containers: [{{name: a, {asks}}}]}}"),
            CPU,
        ));
        rule.passes(&both(&format!("{{initContainers: [{{name: s}}], containers: [{{name: a, {asks}}}]}}"), CPU));
        rule.passes(&both("{containers: [{name: a, resources: {limits: {cpu: 1}}}]}", CPU));
        rule.passes(&both("{resources: {requests: {cpu: 1}}, containers: [{name: a}]}", CPU));
    }

    #[test]
    fn only_shares_of_a_request_count() {
        let rule = tester::of(&super::HPA_TARGET_WITHOUT_REQUESTS);
        let containers = "{containers: [{name: a}, {name: b}]}";
        rule.finds(2, &both(containers, "targetCPUUtilizationPercentage: 80"));
        rule.fails(&both(containers, "metrics: [{type: ContainerResource, containerResource: {name: memory, container: b, target: {averageUtilization: 50}}}]"));
        rule.passes(&both(
            containers,
            "metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}}]",
        ));
    }
}
