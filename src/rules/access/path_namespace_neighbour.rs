//! `path-namespace-neighbour`

use super::path::{BINDINGS, report, starts};
use crate::index::graph::Question;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that may start others beside an account that is cluster-admin.
    ///
    /// ## Why is this bad?
    /// The token of a pod that may start pods is as good as the most powerful account of the namespace, since a pod runs as any of
    /// them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   containers: [{name: web, image: shop}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: edit-web, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{kind: ServiceAccount, namespace: shop, name: web}]
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
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   containers: [{name: web, image: shop}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: view-web, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects: [{kind: ServiceAccount, namespace: shop, name: web}]
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
    pub PATH_NAMESPACE_NEIGHBOUR = "path-namespace-neighbour" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0188", "cis-1.12:5.1.4", "cwe:269"],
        check: Related(BINDINGS, check)
    }
}

const HELP: &str = "give the powerful account a namespace of its own";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::Neighbour, Severity::Medium, at, index, cx, |attack| {
        (format!("{} can start pods as an account that may do everything in the cluster", starts(attack)), HELP)
    });
}
