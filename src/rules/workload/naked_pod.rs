//! `naked-pod`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that no controller keeps running.
    ///
    /// ## Why is this bad?
    /// A bare Pod is gone for good when its node fails or is drained, and it cannot be updated without an outage.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
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
    /// ```
    pub NAKED_POD = "naked-pod" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubescape:C-0073", "datree:25", "popeye:POP-208",
            "kyverno:prevent-bare-pods",
        ],
        check: Resource(&[Kind::Pod], check)
    }
}

/// Annotations of pods that the kubelet, Helm or Argo CD looks after.
const KEPT: [&str; 5] = [
    "kubernetes.io/config.source",
    "kubernetes.io/config.mirror",
    "kubernetes.io/config.hash",
    "helm.sh/hook",
    "argocd.argoproj.io/hook",
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let owned = resource.path("metadata.ownerReferences").is_some_and(|it| !it.is_empty());
    // The static pods of kubeadm are told by this label.
    let is_static = resource.label("tier").and_then(Value::text) == Some("control-plane");
    if owned || is_static || KEPT.iter().any(|it| resource.annotation(it).is_some()) {
        return;
    }
    cx.report(resource, format!("nothing keeps Pod `{}` running", resource.name()))
        .help("write a Deployment, or a Job for what ends by itself");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn owned_static_and_hook_pods_are_kept() {
        let rule = tester::of(&super::NAKED_POD);
        let of = |metadata: &str| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p{metadata}}}\nspec: {{}}\n");
        rule.fails(&of(""));
        rule.fails(&of(", ownerReferences: []"));
        rule.passes(&of(", ownerReferences: [{kind: ReplicaSet, name: r}]"));
        rule.passes(&of(", annotations: {helm.sh/hook: test}"));
        rule.passes(&of(", annotations: {kubernetes.io/config.mirror: x}"));
        rule.passes(&of(", labels: {tier: control-plane, component: etcd}"));
    }
}
