//! The hosts that Istio's objects name, wherever they stand.

use crate::manifest::{Kind, Resource};
use crate::yaml::Value;

/// A host as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    /// The scalar.
    pub(super) at: Value<'a>,
    /// What stands before the host: a namespace and a slash, or nothing.
    pub(super) prefix: &'a str,
    /// The host.
    pub(super) host: &'a str,
    /// Whether it is one that requests are made to from outside, so that any name will do.
    pub(super) is_served: bool,
}

/// All hosts of an object.
pub(super) fn of<'a>(resource: Resource<'a>) -> Vec<Named<'a>> {
    let Some(spec) = resource.spec() else { return Vec::new() };
    let mut all = Vec::new();
    let mut add = |at: Option<Value<'a>>, is_served: bool, with_namespace: bool| {
        let Some((at, text)) = at.and_then(|it| Some((it, it.as_str()?))) else { return };
        let start = if with_namespace { text.find('/').map_or(0, |it| it + 1) } else { 0 };
        all.push(Named { at, prefix: &text[..start], host: &text[start..], is_served });
    };
    match resource.kind() {
        Kind::VirtualService => {
            let served = spec.list("gateways").any(|it| it.as_str() != Some("mesh"));
            spec.list("hosts").for_each(|it| add(Some(it), served, false));
            for route in ["http", "tls", "tcp"].into_iter().flat_map(|it| spec.list(it)) {
                let mirrors = route.list("mirrors").chain(route.list("route")).filter_map(|it| it.get("destination"));
                mirrors.chain(route.get("mirror")).for_each(|it| add(it.get("host"), false, false));
            }
        }
        Kind::DestinationRule => add(spec.get("host"), false, false),
        Kind::ServiceEntry => spec.list("hosts").for_each(|it| add(Some(it), true, false)),
        Kind::Sidecar => {
            spec.list("egress").flat_map(|it| it.list("hosts")).for_each(|it| add(Some(it), false, true));
        }
        Kind::IstioGateway => {
            spec.list("servers").flat_map(|it| it.list("hosts")).for_each(|it| add(Some(it), true, true));
        }
        _ => {}
    }
    all
}
