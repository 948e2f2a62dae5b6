//! `path-psa-bypass-to-node`

use super::author::{Author, STARTS_PODS};
use crate::manifest::pss::{Level, NamespacePolicy};
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that let people lift the Pod Security level of a namespace and start pods in it.
    ///
    /// ## Why is this bad?
    /// The level is a label of the Namespace. Who may change the label and then start a pod is held by no level: a privileged pod is
    /// two requests away, and with it the node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels: {pod-security.kubernetes.io/enforce: restricted}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: owner}
    /// rules:
    ///   - {apiGroups: [""], resources: [namespaces], verbs: [get, patch]}
    ///   - {apiGroups: [""], resources: [pods], verbs: [create]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: owner}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels: {pod-security.kubernetes.io/enforce: restricted}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: owner}
    /// rules:
    ///   - {apiGroups: [""], resources: [namespaces], verbs: [get]}
    ///   - {apiGroups: [""], resources: [pods], verbs: [create]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: owner}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    pub PATH_PSA_BYPASS_TO_NODE = "path-psa-bypass-to-node" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(author) = Author::of(binding, None, index) else { return };
    let Some(label) = author.may(&[("", "namespaces", &["patch", "update"])]) else { return };
    let Some(pods) = author.may(STARTS_PODS) else { return };
    let Some(level) = level(binding, index) else { return };
    let message =
        format!("{} can lift the Pod Security level {} and start privileged pods", author.name(), author.scope());
    cx.report(author.reference, message)
        .caption("with this role")
        .label(author.place(label), "changes the label")
        .label(author.place(pods), "starts pods")
        .label(level, "the level that holds nothing")
        .covers(&["psa-namespace-patchable"])
        .help("grant `get` only, and leave changes of Namespaces to administrators");
}

/// So many namespaces are looked at for one with a level.
const MANY: usize = 64;

/// A level that a binding lets one lift, where the input has one.
fn level<'a>(binding: Resource<'a>, index: &Index<'a>) -> Option<Value<'a>> {
    let of = |namespace: Resource<'a>| {
        let policy = NamespacePolicy::of(namespace);
        let value = policy.enforce.level?;
        value.text().and_then(Level::parse).filter(|it| *it != Level::Privileged).map(|_| value)
    };
    if binding.kind() == Kind::RoleBinding {
        return index.namespace_of(binding).and_then(of);
    }
    index.of_kind(Kind::Namespace).take(MANY).filter(|it| index.same_cluster(*it, binding)).find_map(of)
}
