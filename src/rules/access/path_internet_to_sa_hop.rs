//! `path-internet-to-sa-hop`

use super::path::{BINDINGS, gain, report, starts};
use crate::index::graph::Question;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that strangers reach and whose token makes them another, powerful account.
    ///
    /// ## Why is this bad?
    /// Who may start pods, issue tokens or run commands in pods acts as other service accounts. If one of these may do everything,
    /// the first one may, too, although no rule of its own says so.
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
    /// kind: RoleBinding
    /// metadata: {name: web, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: operator, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: cluster-admin-operator}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    /// subjects: [{kind: ServiceAccount, namespace: shop, name: operator}]
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
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: operator, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: cluster-admin-operator}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    /// subjects: [{kind: ServiceAccount, namespace: shop, name: operator}]
    /// ```
    pub PATH_INTERNET_TO_SA_HOP = "path-internet-to-sa-hop" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0188", "kubescape:C-0002", "kubescape:C-0256", "cis-1.12:5.1.4", "cwe:269"],
        check: Related(BINDINGS, check)
    }
}

const HELP: &str = "take away what starts pods or issues tokens, or give the powerful account a namespace of its own";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::Hop, Severity::High, at, index, cx, |attack| {
        (format!("strangers reach {}, which can act as an account with {}", starts(attack), gain(attack.goal)), HELP)
    });
}
