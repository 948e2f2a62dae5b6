//! Namespaces of which every Secret is worth more than the namespace itself.

use super::grant::Grant;
use crate::finding::Severity;

/// Namespaces whose Secrets open more than themselves, and what those are.
const POWERFUL: [(&str, Severity, &str); 6] = [
    ("kube-system", Severity::Critical, "with the credentials of the cluster itself"),
    ("argocd", Severity::High, "with the credentials of repositories and clusters"),
    ("flux-system", Severity::High, "with the credentials of repositories and clusters"),
    ("cattle-system", Severity::High, "with the credentials of clusters"),
    ("openshift-config", Severity::High, "with the credentials of the cluster itself"),
    ("openshift-etcd", Severity::High, "with the credentials of the cluster itself"),
];

fn powerful(namespace: &str) -> Option<&'static (&'static str, Severity, &'static str)> {
    const ALL: &[(&str, Severity, &str)] = &POWERFUL;
    ALL.iter().find(|it| it.0 == namespace)
}

/// The worst namespace that a role holds in, how bad it is to read all its Secrets, and why.
pub(super) fn of(grant: &Grant<'_>) -> Option<&'static (&'static str, Severity, &'static str)> {
    if grant.is_cluster_wide() {
        return None;
    }
    let namespaces = grant.bindings().iter().map(|it| it.namespace()).chain([grant.role.namespace()]);
    namespaces.flatten().filter_map(powerful).max_by_key(|it| it.1)
}
