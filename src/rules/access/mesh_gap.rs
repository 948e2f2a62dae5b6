//! Ways to a pod of the mesh that no proxy of the mesh takes.

use crate::index::{DataPlane, Index};
use crate::manifest::Pod;
use crate::yaml::Value;

/// Where it is written, how it is called, and the port.
pub(super) type Gap<'a> = (Value<'a>, &'static str, Option<u16>);

/// A way to the application that no proxy of the mesh takes.
pub(super) fn gap<'a>(pod: Pod<'a>, index: &Index<'a>) -> Option<Gap<'a>> {
    let kept = |name| pod.annotation(name);
    let excluded = kept("traffic.sidecar.istio.io/excludeInboundPorts");
    let included = kept("traffic.sidecar.istio.io/includeInboundPorts");
    let bypass = kept("ambient.istio.io/bypass-inbound-capture").filter(|it| it.text() == Some("true"));
    let on_host = pod.get("hostNetwork").is_some_and(Value::is_true);
    if excluded.or(included).or(bypass).is_none() && !on_host {
        return None;
    }
    match index.data_plane(pod) {
        DataPlane::Sidecar(_) => {
            let skipped = excluded.and_then(|list| Some((list, ports(pod).find(|it| lists(list, *it))?)));
            let missed = || {
                let list = included.filter(|it| it.text().is_some_and(|it| !it.contains('*')))?;
                Some((list, ports(pod).find(|it| !lists(list, *it))?))
            };
            let (list, port) = skipped.or_else(missed)?;
            Some((list, "keeps the port from the sidecar", Some(port)))
        }
        DataPlane::Ambient(_) => Some((bypass?, "keeps the pod from the proxy of its node", ports(pod).next())),
        DataPlane::OptedOut(host) if on_host => {
            Some((host, "the network of the node has no sidecar", ports(pod).next()))
        }
        _ => None,
    }
}

fn ports(pod: Pod<'_>) -> impl Iterator<Item = u16> {
    let own = pod.containers().filter(|it| it.name() != "istio-proxy");
    let ports =
        own.flat_map(|it| it.value().list("ports")).filter(|it| it.str("protocol").is_none_or(|it| it == "TCP"));
    ports.filter_map(|it| u16::try_from(it.get("containerPort")?.as_int()?).ok())
}

fn lists(list: Value<'_>, port: u16) -> bool {
    list.text().is_some_and(|it| it.split(',').any(|it| it.trim().parse() == Ok(port)))
}
