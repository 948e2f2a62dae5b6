//! What keeps strangers out of an Ingress of ingress-nginx.

use crate::manifest::Ingress;
use crate::yaml::Value;

/// Annotations that ask who someone is, or where from.
const GUARDS: [&str; 5] = ["auth-url", "auth-secret", "auth-type", "auth-tls-secret", "whitelist-source-range"];

/// Whether it asks for a login or a certificate, or lets in some addresses only.
pub(super) fn is_guarded(ingress: Ingress<'_>) -> bool {
    guard(ingress).is_some()
}

/// The annotation that does.
pub(super) fn guard(ingress: Ingress<'_>) -> Option<Value<'_>> {
    GUARDS.iter().find_map(|it| ingress.nginx(it)).filter(|it| it.text().is_some_and(|it| !it.is_empty()))
}
