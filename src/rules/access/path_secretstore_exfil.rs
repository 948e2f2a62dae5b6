//! `path-secretstore-exfil`

use super::author::{Author, STARTS_PODS};
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that let people read what an open ClusterSecretStore can read.
    ///
    /// ## Why is this bad?
    /// An ExternalSecret copies any key that the store can read into a Secret of its own namespace. Without conditions the store
    /// serves all namespaces, so whoever may write an ExternalSecret, and read a Secret or start a pod, has all of it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: external-secrets.io/v1
    /// kind: ClusterSecretStore
    /// metadata: {name: vault}
    /// spec:
    ///   provider: {vault: {server: "https://vault.example.com"}}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: author}
    /// rules:
    ///   - {apiGroups: [external-secrets.io], resources: [externalsecrets], verbs: [create]}
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: author}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: external-secrets.io/v1
    /// kind: ClusterSecretStore
    /// metadata: {name: vault}
    /// spec:
    ///   provider: {vault: {server: "https://vault.example.com"}}
    ///   conditions: [{namespaces: [billing]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: author}
    /// rules:
    ///   - {apiGroups: [external-secrets.io], resources: [externalsecrets], verbs: [create]}
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: author}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    pub PATH_SECRETSTORE_EXFIL = "path-secretstore-exfil" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:522"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((store, provider)) = index.open_secret_store(binding) else { return };
    let Some(author) = Author::of(binding, None, index) else { return };
    let Some(asks) = author.may(&[("external-secrets.io", "externalsecrets", &["create", "update", "patch"])]) else {
        return;
    };
    let reads = author.may(&[("", "secrets", &["get", "list", "watch"])]).or_else(|| author.may(STARTS_PODS));
    let Some(reads) = reads else { return };
    let message = format!("{} can read whatever {} can", author.name(), store.title());
    cx.report(author.reference, message)
        .caption("with this role")
        .label(author.place(asks), "asks the store for any key")
        .label(author.place(reads), "and gets at the Secret that comes of it")
        .label(provider, "the store, which serves every namespace")
        .help("list the namespaces that may use the store in its `conditions`");
}
