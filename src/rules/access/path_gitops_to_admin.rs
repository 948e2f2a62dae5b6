//! `path-gitops-to-admin`

use super::author::Author;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that let people have Argo CD deploy anything anywhere.
    ///
    /// ## Why is this bad?
    /// Argo CD deploys with an account of its own, which may do everything. What keeps the author of an Application within bounds is
    /// its project: one that allows every kind and every namespace is no bound.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: argoproj.io/v1alpha1
    /// kind: AppProject
    /// metadata: {name: default, namespace: argocd}
    /// spec:
    ///   sourceRepos: ["*"]
    ///   destinations: [{server: "*", namespace: "*"}]
    ///   clusterResourceWhitelist: [{group: "*", kind: "*"}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: author}
    /// rules:
    ///   - {apiGroups: [argoproj.io], resources: [applications], verbs: [create, patch]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: argocd}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: author}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: argoproj.io/v1alpha1
    /// kind: AppProject
    /// metadata: {name: default, namespace: argocd}
    /// spec:
    ///   sourceRepos: ["*"]
    ///   destinations: [{server: "*", namespace: "*"}]
    ///   clusterResourceWhitelist: []
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: author}
    /// rules:
    ///   - {apiGroups: [argoproj.io], resources: [applications], verbs: [create, patch]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: argocd}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: author}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    pub PATH_GITOPS_TO_ADMIN = "path-gitops-to-admin" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((project, kinds)) = index.free_project(binding) else { return };
    if binding.kind() == Kind::RoleBinding && binding.namespace() != project.namespace() {
        return;
    }
    let Some(author) = Author::of(binding, project.namespace(), index) else { return };
    let Some(granted) = author.may(&[("argoproj.io", "applications", &["create", "update", "patch"])]) else { return };
    let message = format!("{} can have Argo CD deploy anything in the cluster", author.name());
    cx.report(author.reference, message)
        .caption("with this role")
        .label(author.place(granted), "writes Applications")
        .label(kinds, format!("{} allows every kind, in every namespace", project.title()))
        .help("list the kinds and the namespaces that the project is for");
}
