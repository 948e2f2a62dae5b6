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

/// Why no listener of a Gateway takes a route, and where in the route to say so.
pub(super) fn refusal<'a>(
    route: Resource<'a>,
    parent: Value<'a>,
    gateway: Resource<'a>,
    index: &Index<'a>,
) -> Option<(Value<'a>, String)> {
    // Listeners may be added from elsewhere.
    if gateway.path("spec.allowedListeners").is_some() || listeners(gateway).next().is_none() {
        return None;
    }
    let name = gateway.name();
    let (section, port) = (parent.get("sectionName"), parent.get("port"));
    let named = |it: &Value<'a>| section.is_none_or(|section| it.get("name").and_then(Value::text) == section.text());
    let numbered = |it: &Value<'a>| port.is_none_or(|port| it.get("port").and_then(Value::as_int) == port.as_int());
    if let Some(at) = section.filter(|_| !listeners(gateway).any(|it| named(&it))) {
        return Some((at, format!("Gateway `{name}` has no listener `{}`", at.text().unwrap_or_default())));
    }
    if let Some(at) = port.filter(|_| !listeners(gateway).any(|it| named(&it) && numbered(&it))) {
        return Some((at, format!("Gateway `{name}` has no listener at port {}", at.text().unwrap_or_default())));
    }
    let at = section.or(port).or(parent.get("name"))?;
    let kind = route.kind_name();
    let of_kind: Vec<Value<'a>> =
        listeners(gateway).filter(|it| named(it) && numbered(it) && takes_kind(*it, kind)).collect();
    if of_kind.is_empty() {
        return Some((at, format!("no listener of Gateway `{name}` takes an {kind}").replace("an T", "a T")));
    }
    let refused = |it: &&Value<'a>| takes_namespace(**it, gateway, route, index) == Some(false);
    if of_kind.iter().filter(refused).count() == of_kind.len() {
        let place = route.namespace().unwrap_or_default();
        return Some((at, format!("no listener of Gateway `{name}` takes routes of namespace `{place}`")));
    }
    // Of HTTPRoutes another rule speaks.
    let hosts = route.path("spec.hostnames").filter(|it| !it.is_empty() && route.kind() != Kind::HttpRoute)?;
    let fits = |it: &Value<'a>| {
        let own = it.str("hostname").unwrap_or_default();
        hosts.items().filter_map(Value::as_str).any(|it| overlap(own, it))
    };
    let none = !of_kind.iter().any(fits);
    none.then(|| (hosts, format!("no listener of Gateway `{name}` serves these hosts")))
}
