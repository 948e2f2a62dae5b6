//! `no-pod-spreading`

use super::{SCALABLE, replicas};
use crate::manifest::label;
use crate::rule::prelude::*;

declare_rule! {
    /// Replicas that may all run on one node.
    ///
    /// ## Why is this bad?
    /// The scheduler spreads pods by itself only where it costs nothing. Without an anti-affinity against their own
    /// kind or a spread constraint, all replicas can end up on one node, and go down with it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       topologySpreadConstraints:
    ///         - maxSkew: 1
    ///           topologyKey: kubernetes.io/hostname
    ///           whenUnsatisfiable: ScheduleAnyway
    ///           labelSelector: {matchLabels: {app: web}}
    ///       containers:
    ///         - name: app
    /// ```
    pub NO_POD_SPREADING = "no-pod-spreading" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "kube-linter:no-anti-affinity", "kube-score:deployment-has-host-podantiaffinity",
            "kube-score:statefulset-has-host-podantiaffinity", "polaris:topologySpreadConstraint",
            "kics:deployment_has_no_pod_anti_affinity", "kics:statefulset_has_no_pod_anti_affinity", "kyverno:spread-pods",
            "datree:83",
        ],
        check: Related(&SCALABLE, check)
    }
}

/// Labels by which nodes that fail together are told apart.
const DOMAINS: [&str; 4] = [
    "kubernetes.io/hostname",
    "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/zone",
    "topology.kubernetes.io/region",
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(pod) = Pod::of(resource).filter(|it| it.get("containers").is_some()) else { return };
    if pod.get("topologySpreadConstraints").is_some_and(|it| !it.is_empty()) || keeps_apart(pod) {
        return;
    }
    let Some((count, at)) = replicas::least(resource, index).filter(|it| it.0 >= 2) else { return };
    let finding = cx.report(resource, format!("all {count} pods of {} may run on one node", resource.title()));
    if let Some(at) = at {
        finding.label(at, "so many pods");
    }
    finding.help("add a spread constraint over `kubernetes.io/hostname`, or an anti-affinity against the same labels");
    if let Some(labels) = resource.path("spec.selector.matchLabels").and_then(labels) {
        let constraint = format!(
            "[{{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {{matchLabels: {{{labels}}}}}}}]"
        );
        let edits = Edit::insert_entry(pod.spec(), "topologySpreadConstraints", &constraint);
        finding.fix(Safety::Unsafe, "spread the pods over nodes", edits);
    }
}

/// Whether the pods have an anti-affinity against themselves.
fn keeps_apart(pod: Pod<'_>) -> bool {
    let Some(rules) = pod.spec().path("affinity.podAntiAffinity") else { return false };
    let required = rules.list("requiredDuringSchedulingIgnoredDuringExecution");
    let preferred = rules.list("preferredDuringSchedulingIgnoredDuringExecution");
    required.chain(preferred.filter_map(|it| it.get("podAffinityTerm"))).any(|term| {
        let itself = term.get("labelSelector").map(Selector::of_label_selector);
        term.str("topologyKey").is_some_and(|it| DOMAINS.contains(&it))
            && itself.is_some_and(|it| it.matches(pod.labels()))
    })
}

/// Labels as the inside of a mapping on one line; `None` where one of them would be refused.
pub(super) fn labels(map: Value<'_>) -> Option<String> {
    let mut text = String::new();
    for (key, value) in map.entries() {
        let (key, value) = (key.text()?, value.as_str()?);
        if label::key_error(key).is_some() || label::value_error(value).is_some() {
            return None;
        }
        let comma = if text.is_empty() { "" } else { ", " };
        text.push_str(&format!("{comma}\"{key}\": \"{value}\""));
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn web(replicas: &str, spec: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w}}\nspec: {{{replicas}template: {{metadata: {{labels: {{app: w}}}}, spec: {{{spec}containers: [{{name: a}}]}}}}}}\n"
        )
    }

    #[test]
    fn one_pod_needs_no_spreading() {
        let rule = tester::of(&super::NO_POD_SPREADING);
        rule.passes(&web("", ""));
        rule.fails(&web("replicas: 2, ", ""));
        rule.fails(&format!("{}---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\nspec: {{minReplicas: 2, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: w}}}}\n", web("", "")));
    }

    #[test]
    fn an_anti_affinity_must_be_against_the_same_pods() {
        let rule = tester::of(&super::NO_POD_SPREADING);
        let anti = |app: &str, key: &str| {
            let term = format!("{{topologyKey: {key}, labelSelector: {{matchLabels: {{app: {app}}}}}}}");
            web(
                "replicas: 2, ",
                &format!(
                    "affinity: {{podAntiAffinity: {{preferredDuringSchedulingIgnoredDuringExecution: [{{weight: 1, podAffinityTerm: {term}}}]}}}}, "
                ),
            )
        };
        rule.passes(&anti("w", "kubernetes.io/hostname"));
        rule.fails(&anti("x", "kubernetes.io/hostname"));
        rule.fails(&anti("w", "example.com/colour"));
    }
}
