//! `path-internet-to-all-secrets`

use super::path::{BINDINGS, report, starts};
use crate::index::graph::Question;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that strangers reach and whose token reads the Secrets of all namespaces.
    ///
    /// ## Why is this bad?
    /// Among the Secrets of a cluster are the passwords of its databases, the keys of its certificates and often tokens of more
    /// powerful accounts. A hole in the application is enough to have them all. Proxies and controllers whose work it is to read
    /// Secrets are left out.
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
    /// kind: ClusterRoleBinding
    /// metadata: {name: web}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]
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
    /// rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]
    /// ```
    pub PATH_INTERNET_TO_ALL_SECRETS = "path-internet-to-all-secrets" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0015", "kubescape:C-0186", "kubescape:C-0256", "cis-1.12:5.1.2", "cwe:522"],
        check: Related(BINDINGS, check)
    }
}

const HELP: &str = "grant `get` on the Secrets that the pod uses, by name and in their namespace";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    report(Question::AllSecrets, Severity::Critical, at, index, cx, |attack| {
        (format!("strangers reach {}, whose token reads the Secrets of all namespaces", starts(attack)), HELP)
    });
}
