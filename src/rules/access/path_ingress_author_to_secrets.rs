//! `path-ingress-author-to-secrets`

use super::author::Author;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that let people read all Secrets through ingress-nginx.
    ///
    /// ## Why is this bad?
    /// A snippet in an annotation is configuration of nginx, and runs in the pod of the controller with its token. Where that reads
    /// the Secrets of all namespaces, whoever may write an Ingress reads them, too.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
    /// data: {allow-snippet-annotations: "true"}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
    /// spec:
    ///   serviceAccountName: ingress-nginx
    ///   containers: [{name: controller, image: controller}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: ingress-nginx}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ingress-nginx}
    /// subjects: [{kind: ServiceAccount, name: ingress-nginx, namespace: ingress-nginx}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: ingress-nginx}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [list, watch]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
    /// data: {allow-snippet-annotations: "false"}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
    /// spec:
    ///   serviceAccountName: ingress-nginx
    ///   containers: [{name: controller, image: controller}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: ingress-nginx}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ingress-nginx}
    /// subjects: [{kind: ServiceAccount, name: ingress-nginx, namespace: ingress-nginx}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: ingress-nginx}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [list, watch]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    pub PATH_INGRESS_AUTHOR_TO_SECRETS = "path-ingress-author-to-secrets" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:94", "cwe:522"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((controller, snippets)) = index.snippet_proxy(binding) else { return };
    let Some(author) = Author::of(binding, controller.namespace(), index) else { return };
    let ingresses = ("networking.k8s.io", "ingresses", &["create", "update", "patch"][..]);
    let Some(granted) = author.may(&[ingresses]) else { return };
    let message = format!("{} can read the Secrets of all namespaces through ingress-nginx", author.name());
    cx.report(author.reference, message)
        .caption(format!("with this role, {}", author.scope()))
        .label(author.place(granted), "writes Ingresses")
        .label(snippets, "whose snippets the controller runs")
        .label(controller, "with a token that reads the Secrets of all namespaces")
        .help("set `allow-snippet-annotations: \"false\"`");
}
