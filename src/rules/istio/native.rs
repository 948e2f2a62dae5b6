//! Whether the proxy of a pod is a native sidecar: an init container that starts before and ends after the program.

use crate::index::Index;
use crate::manifest::{Pod, Version};
use crate::yaml::Value;

/// The first line of Istio whose sidecars are native unless it is told otherwise.
const NATIVE_SINCE: u16 = 27;

/// Whether the sidecar that a pod gets is native; `None` where the input does not say.
pub(super) fn sidecars<'a>(pod: Pod<'a>, index: &Index<'a>, kubernetes: Version) -> Option<bool> {
    if kubernetes < (Version { major: 1, minor: 29 }) {
        return Some(false);
    }
    let said = |it: Value<'a>| Some(it.text()? == "true");
    if let Some(own) = pod.annotation("sidecar.istio.io/nativeSidecar").and_then(said) {
        return Some(own);
    }
    if let Some(proxy) = pod.containers().find(|it| it.name() == "istio-proxy") {
        return Some(proxy.is_sidecar());
    }
    let near = pod.resource();
    let environment = index.mesh(near).map(|it| it.environment()).unwrap_or_default();
    let switch = environment.into_iter().find(|it| it.0 == "ENABLE_NATIVE_SIDECARS").and_then(|it| it.1.text());
    match switch {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => index.istio_version(near).map(|it| !it.is_before(NATIVE_SINCE)),
    }
}
