//! What the rules about the Gateway API have in common: routes with their parents and backends, listeners and whom they let in.

use crate::index::Index;
use crate::manifest::{Kind, Resource, Selector};
use crate::yaml::Value;

/// The kinds of routes.
pub(super) const ROUTES: [Kind; 4] = [Kind::HttpRoute, Kind::GrpcRoute, Kind::TcpRoute, Kind::TlsRoute];

/// The group of the Gateway API.
pub(super) const GROUP: &str = "gateway.networking.k8s.io";

/// What a route is attached to, with the group and kind of each.
pub(super) fn parents<'a>(route: Resource<'a>) -> impl Iterator<Item = (Value<'a>, &'a str, &'a str)> {
    let all = route.spec().into_iter().flat_map(|it| it.list("parentRefs")).filter(|it| it.is_mapping());
    all.map(|it| (it, group(it, GROUP), it.str("kind").unwrap_or("Gateway")))
}

/// Where a route sends requests, copies of them among these, with the group and kind of each.
pub(super) fn backends<'a>(route: Resource<'a>) -> impl Iterator<Item = (Value<'a>, &'a str, &'a str)> {
    let rules = route.spec().into_iter().flat_map(|it| it.list("rules"));
    let all = rules.flat_map(|rule| {
        let filters = |of: Value<'a>| of.list("filters").filter_map(|it| it.path("requestMirror.backendRef"));
        let own = rule.list("backendRefs").filter(|it| it.is_mapping());
        own.clone().chain(own.flat_map(filters)).chain(filters(rule))
    });
    all.map(|it| (it, group(it, ""), it.str("kind").unwrap_or("Service")))
}

fn group<'a>(reference: Value<'a>, default: &'static str) -> &'a str {
    reference.get_raw("group").map_or(default, |it| it.text().unwrap_or_default())
}

/// The listeners of a Gateway.
pub(super) fn listeners<'a>(gateway: Resource<'a>) -> impl Iterator<Item = Value<'a>> {
    gateway.spec().into_iter().flat_map(|it| it.list("listeners")).filter(|it| it.is_mapping())
}

/// Whether a listener takes routes of a kind.
pub(super) fn takes_kind(listener: Value<'_>, kind: &str) -> bool {
    let mut kinds = listener.path("allowedRoutes.kinds").into_iter().flat_map(Value::items).peekable();
    if kinds.peek().is_some() {
        return kinds.any(|it| it.str("kind") == Some(kind));
    }
    match listener.str("protocol") {
        Some("HTTP" | "HTTPS") => matches!(kind, "HTTPRoute" | "GRPCRoute"),
        Some("TLS") => matches!(kind, "TLSRoute" | "TCPRoute"),
        Some("TCP") => kind == "TCPRoute",
        Some("UDP") => kind == "UDPRoute",
        _ => true,
    }
}

/// Whether a listener takes routes of a route's namespace; `None` where the input does not say.
pub(super) fn takes_namespace<'a>(
    listener: Value<'a>,
    gateway: Resource<'a>,
    route: Resource<'a>,
    index: &Index<'a>,
) -> Option<bool> {
    match listener.path("allowedRoutes.namespaces.from").and_then(Value::as_str).unwrap_or("Same") {
        "All" => Some(true),
        "None" => Some(false),
        "Same" => Some(gateway.namespace()? == route.namespace()?),
        "Selector" => {
            let selector = listener.path("allowedRoutes.namespaces.selector").map(Selector::of_label_selector)?;
            index.judge_namespace(&selector, route)
        }
        _ => None,
    }
}

/// Whether two names of hosts, either perhaps with a wildcard, have a host in common. Nothing stands for all.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    let wild = |pattern: &str, host: &str| {
        let rest = pattern.strip_prefix('*');
        rest.is_some_and(|rest| host.trim_start_matches('*').ends_with(rest) && host.len() > rest.len())
    };
    one.is_empty() || other.is_empty() || one.eq_ignore_ascii_case(other) || wild(one, other) || wild(other, one)
}
