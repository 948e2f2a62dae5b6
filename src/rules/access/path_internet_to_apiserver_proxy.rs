//! `path-internet-to-apiserver-proxy`

use super::path::{BINDINGS, report, starts};
use crate::index::graph::Question;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that strangers reach and whose token runs commands in pods of all namespaces.
    ///
    /// ## Why is this bad?
    /// Commands run through the API server or the kubelets need no network path: policies between namespaces do not see them. A hole
    /// in the application is then a shell in every other one.
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
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shell}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: shell}
    /// rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]
    /// ```
    /// ## Pass
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
    /// kind: RoleBinding
    /// metadata: {name: web, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shell}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: shell}
    /// rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]
    /// ```
    pub PATH_INTERNET_TO_APISERVER_PROXY = "path-internet-to-apiserver-proxy" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0002", "kubescape:C-0063", "kubescape:C-0256", "cwe:269"],
        check: Related(BINDINGS, check)
    }
}

const HELP: &str = "grant it in the namespaces that need it, or not at all";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::Proxy, Severity::High, at, index, cx, |attack| {
        (format!("strangers reach {}, whose token runs commands in pods of all namespaces", starts(attack)), HELP)
    });
}
