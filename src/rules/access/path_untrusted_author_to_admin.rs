//! `path-untrusted-author-to-admin`

use super::path::{BINDINGS, report};
use crate::index::graph::{Attack, Question};
use crate::rule::prelude::*;

declare_rule! {
    /// People who may start pods beside an account that is cluster-admin.
    ///
    /// ## Why is this bad?
    /// A namespace is no boundary for those who work in it: a pod runs as any service account of its namespace. Whoever may start
    /// one, or a Deployment or a Job, may do what the most powerful of these accounts may.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: edit-developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: developers}]
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
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: view-developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: developers}]
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
    pub PATH_UNTRUSTED_AUTHOR_TO_ADMIN = "path-untrusted-author-to-admin" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0188", "cis-1.12:5.1.4", "cwe:269"],
        check: Related(BINDINGS, check)
    }
}

const HELP: &str = "give the powerful account a namespace of its own";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::Author, Severity::High, at, index, cx, |attack| {
        (format!("{} can start pods as an account that may do everything in the cluster", who(attack)), HELP)
    });
}

fn who(attack: &Attack<'_>) -> String {
    let subject = attack.identity.map(|it| it.to_string()).unwrap_or_default();
    match attack.starts.len() {
        0 | 1 => subject,
        more => format!("{subject} and subjects of {} more bindings", more - 1),
    }
}
