//! `deprecated-node-label`

use super::null_affinity_selector::pod_terms;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that choose nodes by labels which have been replaced.
    ///
    /// ## Why is this bad?
    /// The labels of the beta are set only for compatibility, and not on every node. Clusters no longer label
    /// control plane nodes as `master`: such a selector fits no node of a new cluster.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   nodeSelector:
    ///     beta.kubernetes.io/os: linux
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   nodeSelector:
    ///     kubernetes.io/os: linux
    ///   containers:
    ///     - name: app
    /// ```
    pub DEPRECATED_NODE_LABEL = "deprecated-node-label" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:477"],
        check: Pod(check)
    }
}

/// Old labels with those that replace them. <https://kubernetes.io/docs/reference/labels-annotations-taints/>
const RENAMED: [(&str, &str); 6] = [
    ("beta.kubernetes.io/arch", "kubernetes.io/arch"),
    ("beta.kubernetes.io/os", "kubernetes.io/os"),
    ("beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type"),
    ("failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region"),
    ("failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone"),
    ("node-role.kubernetes.io/master", "node-role.kubernetes.io/control-plane"),
];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if let Some(selector) = pod.get("nodeSelector") {
        for (key, _) in selector.entries() {
            judge(key, Some(selector), cx);
        }
    }
    for constraint in pod.spec().list("topologySpreadConstraints") {
        constraint.get("topologyKey").into_iter().for_each(|it| judge(it, None, cx));
    }
    let Some(affinity) = pod.get("affinity") else { return };
    pod_terms(affinity).filter_map(|it| it.get("topologyKey")).for_each(|it| judge(it, None, cx));
    node_terms(affinity).filter_map(|it| it.get("key")).for_each(|it| judge(it, None, cx));
}

/// The expressions over labels of nodes, required and preferred.
pub(super) fn node_terms(affinity: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let rules = affinity.get("nodeAffinity").into_iter();
    rules.flat_map(|it| {
        let required = it.path("requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms");
        let preferred = it.list("preferredDuringSchedulingIgnoredDuringExecution");
        let terms = required.into_iter().flat_map(Value::items).chain(preferred.filter_map(|it| it.get("preference")));
        terms.flat_map(|it| it.list("matchExpressions"))
    })
}

fn judge(at: Value<'_>, map: Option<Value<'_>>, cx: &mut Context<'_>) {
    let Some(old) = at.text() else { return };
    let Some(&(_, new)) = RENAMED.iter().find(|it| it.0 == old) else { return };
    let finding = cx.report(at, format!("the node label `{old}` has been replaced by `{new}`"));
    finding.help(format!("use `{new}`"));
    // Beside the new label, the old one may say something else.
    if map.is_none_or(|it| it.get(new).is_none()) {
        let master = old.ends_with("/master");
        let safety = if master { Safety::Unsafe } else { Safety::Safe };
        finding.fix(safety, "use the new label", Edit::set_scalar(at, new));
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Safety;
    use crate::rules::tester;

    #[test]
    fn keys_are_renamed_wherever_nodes_are_chosen() {
        let rule = tester::of(&super::DEPRECATED_NODE_LABEL);
        let fix = |spec: &str| rule.fails(&tester::pod(spec)).fix.map(|it| (it.safety, it.edits[0].text.clone()));
        let arch = Some((Safety::Safe, "kubernetes.io/arch".to_owned()));
        assert_eq!(fix("{nodeSelector: {beta.kubernetes.io/arch: amd64}}"), arch);
        assert_eq!(fix("{nodeSelector: {beta.kubernetes.io/arch: amd64, kubernetes.io/arch: amd64}}"), None);
        let master = fix("{nodeSelector: {node-role.kubernetes.io/master: ''}}").unwrap();
        assert_eq!(master.0, Safety::Unsafe);
        rule.fails(&tester::pod("{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: beta.kubernetes.io/os, operator: Exists}]}]}}}}"));
        rule.fails(&tester::pod("{affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: failure-domain.beta.kubernetes.io/zone, labelSelector: {}}]}}}"));
        rule.fails(&tester::pod(
            "{topologySpreadConstraints: [{topologyKey: failure-domain.beta.kubernetes.io/region}]}",
        ));
        rule.passes(&tester::pod("{nodeSelector: {kubernetes.io/arch: amd64}}"));
    }
}
