//! What several rules ask about the proxy in a pod: its containers, its annotations, and whether it is there at all.

use crate::index::{DataPlane, Index};
use crate::manifest::{Container, Image, Pod};
use crate::yaml::{Embedded, Value};

/// Whether a container is Istio's own.
pub(super) fn is_istio(container: Container<'_>) -> bool {
    const NAMES: [&str; 5] = ["istio-proxy", "istio-init", "istio-validation", "enable-core-dump", "install-cni"];
    const IMAGES: [&str; 4] = ["proxyv2", "pilot", "ztunnel", "install-cni"];
    let ours = |it: Image<'_>| IMAGES.contains(&it.base_name()) && it.path.contains("istio");
    NAMES.contains(&container.name())
        || container.get("image").and_then(Value::as_str) == Some("auto")
        || container.image().is_some_and(ours)
}

/// The entries of a list of ports; `None` for those that are no number.
pub(super) fn ports(value: Value<'_>) -> Vec<Option<i64>> {
    let text = value.text().unwrap_or_default();
    text.split(',').map(str::trim).filter(|it| !it.is_empty()).map(|it| it.parse().ok()).collect()
}

/// The ports that the containers of a pod declare, those of the proxy left out.
pub(super) fn container_ports<'a>(pod: Pod<'a>) -> impl Iterator<Item = (i64, Value<'a>)> {
    let own = pod.containers().filter(|it| it.get("ports").is_some() && !is_istio(*it));
    own.flat_map(|it| it.value().list("ports")).filter_map(|it| {
        let port = it.get("containerPort")?;
        Some((port.as_int()?, port))
    })
}

/// The configuration of the proxy in the annotation `proxy.istio.io/config`.
pub(super) fn config(pod: Pod<'_>) -> Option<(Value<'_>, Embedded)> {
    let outer = pod.annotation("proxy.istio.io/config")?;
    Some((outer, Embedded::read(outer)?))
}

/// Whether a pod has, or may have, a sidecar.
pub(super) fn may_have_sidecar<'a>(pod: Pod<'a>, index: &Index<'a>) -> bool {
    matches!(index.data_plane(pod), DataPlane::Sidecar(_) | DataPlane::Unknown)
}
