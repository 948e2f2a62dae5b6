//! `path-internet-to-node`

use super::path::{PLACES, report, starts};
use crate::index::graph::Question;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that strangers reach and that lead to their node.
    ///
    /// ## Why is this bad?
    /// A container that is privileged, commands the container runtime or writes to the system of its node is no boundary: a hole in
    /// the application is a hole in the node, with every pod, token and Secret on it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec:
    ///   automountServiceAccountToken: false
    ///   containers:
    ///     - name: web
    ///       image: shop
    ///       securityContext: {privileged: true}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: ClusterIP, selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec:
    ///   automountServiceAccountToken: false
    ///   containers:
    ///     - name: web
    ///       image: shop
    ///       securityContext: {privileged: true}
    /// ```
    pub PATH_INTERNET_TO_NODE = "path-internet-to-node" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0057", "kubescape:C-0256", "pss:baseline", "cwe:250"],
        check: Related(PLACES, check)
    }
}

const HELP: &str = "take the privilege away, or move what needs it to a pod that nobody talks to from outside";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::Node, Severity::Critical, at, index, cx, |attack| {
        (format!("strangers reach {}, which leads to root on its node", starts(attack)), HELP)
    });
}
