//! `path-internet-to-cluster-admin`

use super::path::{BINDINGS, report, starts};
use crate::index::graph::Question;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that strangers reach and whose token is cluster-admin.
    ///
    /// ## Why is this bad?
    /// Whoever finds a hole in the application reads the token from the file system, and with it may do everything in the
    /// cluster. No step of the way needs a password. The labels tell the way from the door to the permission, file by file; the
    /// primary one is where the least work ends most ways.
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
    ///   serviceAccountName: web
    ///   containers: [{name: web, image: shop}]
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: web, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: web}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
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
    ///   serviceAccountName: web
    ///   containers: [{name: web, image: shop}]
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: web, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: web}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ```
    pub PATH_INTERNET_TO_CLUSTER_ADMIN = "path-internet-to-cluster-admin" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0267", "kubescape:C-0256", "kubescape:C-0272", "cis-1.12:5.1.1", "cwe:250", "cwe:269"],
        check: Related(BINDINGS, check)
    }
}

const HELP: &str = "bind a role that lists what the pod uses, or set `automountServiceAccountToken: false`";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::ClusterAdmin, Severity::Critical, at, index, cx, |attack| {
        (format!("strangers reach {}, whose token may do everything in the cluster", starts(attack)), HELP)
    });
}
