//! What ConfigMaps and Secrets hold.

use crate::manifest::Resource;

/// ConfigMaps that the cluster puts into every namespace.
pub(super) const EVERYWHERE: [&str; 3] = ["kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert"];

/// Whether what is written is all there will be. Controllers fill in objects that are created empty, and some that say so.
pub(super) fn is_complete(object: Resource<'_>) -> bool {
    let filled = FIELDS.iter().any(|it| object.root().get(it).is_some_and(|it| !it.is_empty()));
    let token = object.root().str("type") == Some("kubernetes.io/service-account-token");
    let injected = object.label("config.openshift.io/inject-trusted-cabundle").is_some()
        || object.annotation("service.beta.openshift.io/inject-cabundle").is_some();
    filled && !token && !injected
}

/// Whether a ConfigMap or Secret has a key.
pub(super) fn holds(object: Resource<'_>, key: &str) -> bool {
    FIELDS.iter().any(|it| object.root().get(it).is_some_and(|it| it.get_raw(key).is_some()))
}

/// Where ConfigMaps and Secrets keep what they hold.
const FIELDS: [&str; 3] = ["data", "binaryData", "stringData"];
