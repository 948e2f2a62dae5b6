//! `path-node-escape-to-cluster-admin`

use super::path::{BINDINGS, report, starts};
use crate::index::graph::Question;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that lead to their node, on which a token of cluster-admin lies.
    ///
    /// ## Why is this bad?
    /// Root on a node reads the tokens of all pods there. A DaemonSet is on every node: if its account may do everything, every
    /// container that leads to a node leads to the whole cluster.
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
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: build, namespace: shop}
    /// spec:
    ///   automountServiceAccountToken: false
    ///   containers:
    ///     - name: build
    ///       image: build
    ///       securityContext: {privileged: true}
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
    ///       automountServiceAccountToken: true
    ///       containers: [{name: agent, image: agent}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: cluster-admin-agent}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    /// subjects: [{kind: ServiceAccount, namespace: shop, name: agent}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: build, namespace: shop}
    /// spec:
    ///   automountServiceAccountToken: false
    ///   containers:
    ///     - name: build
    ///       image: build
    ///       securityContext: {privileged: false}
    /// ```
    pub PATH_NODE_ESCAPE_TO_CLUSTER_ADMIN = "path-node-escape-to-cluster-admin" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0267", "kubescape:C-0057", "cwe:250", "cwe:269"],
        check: Related(BINDINGS, check)
    }
}

const HELP: &str =
    "give the DaemonSet a role that lists what it uses, or let a Deployment on nodes of its own do that work";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::NodeEscape, Severity::High, at, index, cx, |attack| {
        (
            format!("a pod leads to its node, where the token of {} may do everything in the cluster", starts(attack)),
            HELP,
        )
    });
}
