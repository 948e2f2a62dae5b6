//! `path-apiservice-takeover`

use super::author::takeover;
use crate::index::graph::Asks;
use crate::rule::prelude::*;

declare_rule! {
    /// RoleBindings that let others take over a Service that answers for the API server.
    ///
    /// ## Why is this bad?
    /// The API server hands requests for an aggregated API, and objects to convert, to a Service, with the identity of whoever asks.
    /// Whoever may write that Service, its endpoints or its Deployment sees and answers them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apiregistration.k8s.io/v1
    /// kind: APIService
    /// metadata: {name: v1.things.example.com}
    /// spec:
    ///   group: things.example.com
    ///   version: v1
    ///   service: {name: things, namespace: platform}
    ///   groupPriorityMinimum: 1000
    ///   versionPriority: 15
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: platform}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apiregistration.k8s.io/v1
    /// kind: APIService
    /// metadata: {name: v1.things.example.com}
    /// spec:
    ///   group: things.example.com
    ///   version: v1
    ///   service: {name: things, namespace: platform}
    ///   groupPriorityMinimum: 1000
    ///   versionPriority: 15
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: platform}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    pub PATH_APISERVICE_TAKEOVER = "path-apiservice-takeover" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(&[Kind::RoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    takeover(binding, |it| it != Asks::Mutation, "answers for the API server", index, cx);
}
