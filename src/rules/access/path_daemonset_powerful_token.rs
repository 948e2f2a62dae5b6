//! `path-daemonset-powerful-token`

use super::path::{BINDINGS, gain, report, starts};
use crate::index::graph::Question;
use crate::rule::prelude::*;

declare_rule! {
    /// DaemonSets with the token of a powerful account.
    ///
    /// ## Why is this bad?
    /// The token lies on every node. Whoever takes over any one of them holds it, wherever the pod was meant to be.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: DaemonSet
    /// metadata: {name: agent, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: agent}}
    ///   template:
    ///     metadata: {labels: {app: agent}}
    ///     spec:
    ///       serviceAccountName: agent
    ///       automountServiceAccountToken: true
    ///       containers: [{name: agent, image: agent}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: cluster-admin-agent}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    /// subjects: [{kind: ServiceAccount, namespace: shop, name: agent}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: DaemonSet
    /// metadata: {name: agent, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: agent}}
    ///   template:
    ///     metadata: {labels: {app: agent}}
    ///     spec:
    ///       serviceAccountName: agent
    ///       automountServiceAccountToken: false
    ///       containers: [{name: agent, image: agent}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: cluster-admin-agent}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    /// subjects: [{kind: ServiceAccount, namespace: shop, name: agent}]
    /// ```
    pub PATH_DAEMONSET_POWERFUL_TOKEN = "path-daemonset-powerful-token" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0272", "kubescape:C-0261", "cwe:250"],
        check: Related(BINDINGS, check)
    }
}

const HELP: &str =
    "give the DaemonSet a role that lists what it uses on its own node, and let a Deployment do the rest";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::Daemon, Severity::High, at, index, cx, |attack| {
        (format!("every node holds the token of {}, with {}", starts(attack), gain(attack.goal)), HELP)
    });
}
