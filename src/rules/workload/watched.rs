//! Which ConfigMaps, Secrets and service accounts are put to use without anybody writing their name.

use crate::manifest::{Kind, Resource};
use crate::yaml::Value;

/// Whether the cluster or a program that watches the API may use it without being told its name.
pub(super) fn is_watched(resource: Resource<'_>) -> bool {
    let namespace = resource.namespace().unwrap_or_default();
    if namespace.starts_with("kube-") || namespace.starts_with("openshift-") {
        return true;
    }
    if resource.kind() == Kind::ServiceAccount && resource.name() == "default" {
        return true;
    }
    let kind = resource.root().str("type").unwrap_or("Opaque");
    if resource.kind() == Kind::Secret && !ORDINARY.contains(&kind) {
        return true;
    }
    let metadata = |field| resource.root().get("metadata").and_then(|it| it.get(field));
    let special = |it: Value<'_>| it.entries().any(|(key, _)| key.text().is_some_and(|it| !is_plain(it)));
    metadata("labels").is_some_and(special) || metadata("annotations").is_some_and(special)
}

/// Types of Secrets that only a reference puts to use.
const ORDINARY: [&str; 6] = [
    "Opaque",
    "kubernetes.io/tls",
    "kubernetes.io/basic-auth",
    "kubernetes.io/ssh-auth",
    "kubernetes.io/dockercfg",
    "kubernetes.io/dockerconfigjson",
];

/// Labels and annotations that say what an object is, not who is to find it.
fn is_plain(key: &str) -> bool {
    const DOMAINS: [&str; 6] = [
        "app.kubernetes.io",
        "helm.sh",
        "meta.helm.sh",
        "kubectl.kubernetes.io",
        "config.kubernetes.io",
        "meta.kubernetes.io",
    ];
    const WORDS: [&str; 12] = [
        "app",
        "chart",
        "component",
        "description",
        "env",
        "environment",
        "heritage",
        "k8s-app",
        "release",
        "team",
        "tier",
        "version",
    ];
    match key.split_once('/') {
        Some((domain, name)) => DOMAINS.contains(&domain) && name != "hook",
        None => WORDS.contains(&key),
    }
}
