//! `node-name-pinned`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that name the node they run on.
    ///
    /// ## Why is this bad?
    /// `nodeName` goes past the scheduler: taints, affinity, free memory and ports are not looked at, and the pod is
    /// lost with the node. It also puts a pod where the keys of the control plane are.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   nodeName: worker-1
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   nodeSelector: {disk: ssd}
    ///   containers:
    ///     - name: app
    /// ```
    pub NODE_NAME_PINNED = "node-name-pinned" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:restrict-node-selection", "cwe:653"],
        keys: ["nodeName"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(node) = pod.get("nodeName").filter(|it| it.text().is_some_and(|it| !it.is_empty())) else { return };
    // Read back from a cluster, the scheduler has written it.
    let root = pod.resource().root();
    if root.get("status").is_some_and(|it| !it.is_empty()) || pod.resource().path("metadata.uid").is_some() {
        return;
    }
    cx.report(node, format!("{} goes past the scheduler", pod.resource().title()))
        .covers(&["restrict-node-selection"])
        .help("use `nodeSelector` or `affinity`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_the_scheduler_wrote_is_fine() {
        let rule = tester::of(&super::NODE_NAME_PINNED);
        rule.fails("apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {nodeName: n}}}\n");
        rule.passes("apiVersion: v1\nkind: Pod\nmetadata: {name: p, uid: x}\nspec: {nodeName: n}\n");
        rule.passes("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {nodeName: n}\nstatus: {phase: Running}\n");
        rule.passes(&tester::pod("{nodeName: '', containers: []}"));
    }
}
