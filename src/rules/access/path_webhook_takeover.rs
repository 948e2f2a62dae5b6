//! `path-webhook-takeover`

use super::author::takeover;
use crate::index::graph::Asks;
use crate::rule::prelude::*;

declare_rule! {
    /// RoleBindings that let others take over a webhook which changes all pods.
    ///
    /// ## Why is this bad?
    /// The API server sends every pod that is written to the webhook and stores what comes back. Whoever may write the Service, its
    /// endpoints or its Deployment answers in its place, and so has any image run as any account of the cluster.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: MutatingWebhookConfiguration
    /// metadata: {name: injector}
    /// webhooks:
    ///   - name: injector.example.com
    ///     clientConfig: {service: {name: injector, namespace: platform}}
    ///     rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: platform}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: MutatingWebhookConfiguration
    /// metadata: {name: injector}
    /// webhooks:
    ///   - name: injector.example.com
    ///     clientConfig: {service: {name: injector, namespace: platform}}
    ///     rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: platform}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    pub PATH_WEBHOOK_TAKEOVER = "path-webhook-takeover" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0039", "cwe:269"],
        check: Related(&[Kind::RoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    takeover(binding, |it| it == Asks::Mutation, "may change every pod", index, cx);
}
