//! `pod-level-resources`

use crate::manifest::Bound;
use crate::rule::prelude::*;

declare_rule! {
    /// Resources of a pod that contradict those of its containers.
    ///
    /// ## Why is this bad?
    /// The API server refuses a pod whose containers ask for more than the pod has, a container limit above that of the
    /// pod, and resources other than CPU, memory and huge pages at pod level.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   resources:
    ///     limits: {memory: 512Mi}
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         limits: {memory: 1Gi}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   resources:
    ///     limits: {memory: 1Gi}
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         limits: {memory: 512Mi}
    /// ```
    pub POD_LEVEL_RESOURCES = "pod-level-resources" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1188"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(resources) = pod.get("resources") else { return };
    for (key, _) in ["limits", "requests"].iter().filter_map(|it| resources.get(it)).flat_map(|it| it.entries()) {
        let Some(name) = key.text() else { continue };
        if !matches!(name, "cpu" | "memory") && !name.starts_with("hugepages-") {
            cx.report(key, format!("`{name}` cannot be set for the pod as a whole"))
                .help("set it for the containers that need it");
        }
    }
    for (key, limit) in resources.get("limits").into_iter().flat_map(|it| it.entries()) {
        let (Some(name), Some(all)) = (key.text(), Quantity::of(limit)) else { continue };
        for container in pod.containers() {
            let own = container.value().path("resources.limits").and_then(|it| it.get(name));
            let Some(own) = own.filter(|&it| Quantity::of(it).is_some_and(|it| it > all)) else { continue };
            cx.report(own, format!("the {name} limit of container `{}` is above that of its pod", container.name()))
                .label(limit, "limit of the pod")
                .help("lower the limit of the container, or raise that of the pod");
        }
    }
    for (key, request) in resources.get("requests").into_iter().flat_map(|it| it.entries()) {
        let (Some(name), Some(all)) = (key.text(), Quantity::of(request)) else { continue };
        let own = |it: Container<'_>| Bound::Request.effective(it.value(), name).and_then(Quantity::of);
        let sum =
            pod.containers().filter(|it| it.is_long_running()).filter_map(own).fold(Quantity::ZERO, Quantity::plus);
        let most = pod.containers().filter_map(own).fold(sum, Quantity::max);
        if most > all {
            cx.report(request, format!("the containers ask for more {name} than their pod"))
                .help("raise the request of the pod to the sum of those of its containers");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn requests_are_summed_over_what_runs_at_once() {
        let rule = tester::of(&super::POD_LEVEL_RESOURCES);
        let pod = |first: &str, init: &str| {
            tester::pod(&format!(
                "{{resources: {{requests: {{cpu: 1}}}}, initContainers: [{{name: i, {init}}}], containers: [{{name: a, resources: {{requests: {{cpu: {first}}}}}}}, {{name: b, resources: {{limits: {{cpu: 500m}}}}}}]}}"
            ))
        };
        rule.passes(&pod("500m", "image: a"));
        rule.fails(&pod("501m", "image: a"));
        rule.passes(&pod("500m", "resources: {requests: {cpu: 1}}"));
        rule.fails(&pod("500m", "resources: {requests: {cpu: 2}}"));
        rule.fails(&pod("500m", "restartPolicy: Always, resources: {requests: {cpu: 1m}}"));
    }

    #[test]
    fn only_some_resources_can_be_set_for_a_pod() {
        let rule = tester::of(&super::POD_LEVEL_RESOURCES);
        rule.fails(&tester::pod("{resources: {limits: {ephemeral-storage: 1Gi}}, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{resources: {limits: {hugepages-2Mi: 4Mi, cpu: 1}}, containers: [{name: a}]}"));
    }
}
