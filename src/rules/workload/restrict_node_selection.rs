//! `restrict-node-selection`

use super::deprecated_node_label::node_terms;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that choose their node past the scheduler, or run where others may not.
    ///
    /// ## Why is this bad?
    /// `nodeName` skips the scheduler with its checks of taints, resources and quotas. A toleration without a key
    /// fits every taint: the pod runs on control plane nodes, beside their credentials, and stays on nodes that are
    /// isolated or drained.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       tolerations:
    ///         - operator: Exists
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       tolerations:
    ///         - key: example.com/batch
    ///           operator: Exists
    ///       containers:
    ///         - name: app
    /// ```
    pub RESTRICT_NODE_SELECTION = "restrict-node-selection" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kyverno:restrict-node-selection", "kyverno:restrict-controlplane-scheduling", "cwe:653"],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Report pods that ask for control plane nodes, or tolerate their taint, too.
    pub control_plane: bool,
}

const CONTROL_PLANE: [&str; 2] = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let (node, tolerations) = (pod.get("nodeName"), pod.get("tolerations"));
    let (selector, affinity) = (pod.get("nodeSelector"), pod.get("affinity"));
    if node.or(tolerations).or(selector).or(affinity).is_none() || is_agent(pod) {
        return;
    }
    let resource = pod.resource();
    // An object that was read out of a cluster says where the scheduler has put it.
    if let Some(node) = node.filter(|it| it.text() != Some("") && resource.path("metadata.uid").is_none()) {
        cx.report(node, format!("the pods of {} choose their node past the scheduler", resource.title()))
            .help("delete `nodeName`, and use `nodeSelector` or an affinity");
    }
    let every = |it: &Value<'_>| {
        it.is_mapping()
            && it.get("key").is_none_or(|it| it.text() == Some(""))
            && it.str("operator") == Some("Exists")
            && it.str("effect") != Some("PreferNoSchedule")
    };
    let mut tolerations = pod.spec().list("tolerations");
    if let Some(all) = tolerations.clone().find(every) {
        cx.report(all, format!("the pods of {} tolerate every taint, that of the control plane too", resource.title()))
            .help("name the taints by their `key`");
        return;
    }
    if !cx.options::<Options>().control_plane {
        return;
    }
    let selected = selector.into_iter().flat_map(Value::entries).map(|it| it.0).find(|&it| is_one(it));
    let wanted = |it: &Value<'_>| matches!(it.str("operator"), Some("In" | "Exists"));
    let preferred = || affinity.and_then(|it| node_terms(it).filter(wanted).find_map(key));
    if let Some(at) = selected.or_else(preferred).or_else(|| tolerations.find_map(key)) {
        cx.report(at, format!("the pods of {} may run on the control plane", resource.title()))
            .help("leave the nodes of the control plane to the control plane");
    }
}

fn is_one(key: Value<'_>) -> bool {
    key.text().is_some_and(|it| CONTROL_PLANE.contains(&it))
}

fn key(expression: Value<'_>) -> Option<Value<'_>> {
    expression.get("key").filter(|&it| is_one(it))
}

/// Whether it serves the nodes themselves, so that it must run on every one, or before the cluster works.
fn is_agent(pod: Pod<'_>) -> bool {
    let critical = |it: &str| it.starts_with("system-");
    pod.resource().kind() == Kind::DaemonSet
        || pod.resource().namespace() == Some("kube-system")
        || pod.spec().str("priorityClassName").is_some_and(critical)
        || pod.spec().flag("hostNetwork")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn agents_of_nodes_and_named_taints_are_fine() {
        let rule = tester::of(&super::RESTRICT_NODE_SELECTION);
        rule.fails(&tester::pod("{nodeName: n1}"));
        rule.passes(&tester::pod("{nodeName: n1}").replace("name: p", "name: p, uid: x"));
        rule.fails(&tester::pod("{tolerations: [{operator: Exists, effect: NoSchedule}]}"));
        rule.passes(&tester::pod("{tolerations: [{operator: Exists, effect: PreferNoSchedule}]}"));
        rule.passes(&tester::pod("{tolerations: [{key: a, operator: Exists}]}"));
        rule.passes(&tester::pod("{priorityClassName: system-node-critical, tolerations: [{operator: Exists}]}"));
        rule.passes("apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: d}\nspec: {template: {spec: {tolerations: [{operator: Exists}]}}}\n");
    }

    #[test]
    fn the_control_plane_by_name_is_an_option() {
        let pods = [
            "{tolerations: [{key: node-role.kubernetes.io/control-plane, operator: Exists}]}",
            "{nodeSelector: {node-role.kubernetes.io/master: ''}}",
            "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: node-role.kubernetes.io/control-plane, operator: Exists}]}]}}}}",
        ];
        let away = pods[2].replace("operator: Exists", "operator: DoesNotExist");
        let strict = || tester::of(&super::RESTRICT_NODE_SELECTION).options(serde_json::json!({"control-plane": true}));
        for pod in pods.map(tester::pod) {
            tester::of(&super::RESTRICT_NODE_SELECTION).passes(&pod);
            strict().fails(&pod);
        }
        strict().passes(&tester::pod(&away));
    }
}
