//! What routes and Gateways of the Gateway API refer to.

use crate::manifest::Resource;
use crate::yaml::Value;

/// The references of a route to backends, or of a Gateway to certificates, each with the kind it means where it names none.
pub(super) fn references<'a>(resource: Resource<'a>) -> impl Iterator<Item = (Value<'a>, &'static str)> {
    let spec = resource.spec();
    let rules = spec.into_iter().flat_map(|it| it.list("rules"));
    let mirrors = rules.clone().flat_map(|it| it.list("filters")).filter_map(|it| it.path("requestMirror.backendRef"));
    let backends = rules.flat_map(|it| it.list("backendRefs")).chain(mirrors);
    let listeners = spec.into_iter().flat_map(|it| it.list("listeners"));
    let certificates = listeners.filter_map(|it| it.get("tls")).flat_map(|it| it.list("certificateRefs"));
    backends.map(|it| (it, "Service")).chain(certificates.map(|it| (it, "Secret")))
}
