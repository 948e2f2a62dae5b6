//! `path-internet-to-namespace-secrets`

use super::path::{BINDINGS, report, starts};
use crate::index::graph::{Goal, Question};
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that strangers reach and whose token reads all Secrets of a namespace.
    ///
    /// ## Why is this bad?
    /// A pod that mounts the one Secret it needs loses that one to an attacker. A pod whose token reads Secrets loses all of the
    /// namespace, those of its neighbours and those that are yet to come.
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
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
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
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
    /// ```
    pub PATH_INTERNET_TO_NAMESPACE_SECRETS = "path-internet-to-namespace-secrets" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0015", "kubescape:C-0255", "kubescape:C-0256", "cis-1.12:5.1.2", "cwe:522"],
        check: Related(BINDINGS, check)
    }
}

const HELP: &str = "grant `get` on the Secrets that the pod uses, by name";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::NamespaceSecrets, Severity::High, at, index, cx, |attack| {
        (format!("strangers reach {}, whose token reads {}", starts(attack), secrets(attack.goal)), HELP)
    });
}

fn secrets(goal: Goal<'_>) -> String {
    match goal {
        Goal::Secrets(Some(namespace)) => format!("the Secrets of namespace `{namespace}`"),
        _ => "the Secrets of its namespace".to_owned(),
    }
}
