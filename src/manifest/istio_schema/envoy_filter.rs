//! EnvoyFilter, as far as it is Istio's own: the values of patches are Envoy's.

use super::{Problems, check_selector, set, word};
use crate::yaml::Value;

/// Old names of filters, which proxies still take.
const OLD: [(&str, &str); 18] = [
    ("envoy.buffer", "envoy.filters.http.buffer"),
    ("envoy.cors", "envoy.filters.http.cors"),
    ("envoy.csrf", "envoy.filters.http.csrf"),
    ("envoy.ext_authz", "envoy.filters.http.ext_authz"),
    ("envoy.fault", "envoy.filters.http.fault"),
    ("envoy.grpc_http1_bridge", "envoy.filters.http.grpc_http1_bridge"),
    ("envoy.grpc_json_transcoder", "envoy.filters.http.grpc_json_transcoder"),
    ("envoy.grpc_web", "envoy.filters.http.grpc_web"),
    ("envoy.gzip", "envoy.filters.http.gzip"),
    ("envoy.health_check", "envoy.filters.http.health_check"),
    ("envoy.http_connection_manager", "envoy.filters.network.http_connection_manager"),
    ("envoy.lua", "envoy.filters.http.lua"),
    ("envoy.mongo_proxy", "envoy.filters.network.mongo_proxy"),
    ("envoy.rate_limit", "envoy.filters.http.ratelimit"),
    ("envoy.redis_proxy", "envoy.filters.network.redis_proxy"),
    ("envoy.router", "envoy.filters.http.router"),
    ("envoy.squash", "envoy.filters.http.squash"),
    ("envoy.tcp_proxy", "envoy.filters.network.tcp_proxy"),
];

const MANAGERS: [&str; 2] = ["envoy.filters.network.http_connection_manager", "envoy.http_connection_manager"];

pub(super) fn check<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    check_selector(spec.get("workloadSelector"), "labels", out);
    for patch in spec.list("configPatches").filter(|it| it.is_mapping()) {
        check_patch(patch, out);
    }
}

fn check_patch<'a>(entry: Value<'a>, out: &mut Problems<'a>) {
    let wanted = entry.get("match");
    if wanted.is_some_and(|it| word(it, "context") == "WAYPOINT") {
        return;
    }
    let target = word(entry, "applyTo");
    if matches!(target, "" | "INVALID") {
        return out.refuse(entry, "the patch has no `applyTo`");
    }
    let Some(patch) = entry.get("patch") else { return out.refuse(entry, "there is no `patch`") };
    let operation = word(patch, "operation");
    if matches!(operation, "" | "INVALID") {
        return out.refuse(patch, "the patch has no `operation`");
    }
    if operation != "REMOVE" && patch.get("value").is_none() {
        return out.refuse(patch, "the patch has no `value`");
    }
    if let Some(value) = patch.get("value")
        && let Some(name) = value.get("name").filter(|it| it.as_str().is_none())
        && !matches!(target, "HTTP_ROUTE" | "BOOTSTRAP")
    {
        out.refuse(name, "`name` must be a string");
    }
    if let Some(version) = wanted.and_then(|it| it.path("proxy.proxyVersion")) {
        let text = version.text().unwrap_or_default();
        if text.len() > 1024 {
            out.warn(version, "`proxyVersion` has more than 1024 characters and is ignored");
        } else if regex::Regex::new(text).is_err() {
            return out.refuse(version, "`proxyVersion` is no regular expression");
        }
    }
    let Some(wanted) = wanted else { return };
    let objects = ["listener", "routeConfiguration", "cluster"];
    let object = objects.iter().find_map(|it| Some((*it, wanted.get(it)?)));
    let fits = match target {
        "LISTENER" | "FILTER_CHAIN" | "NETWORK_FILTER" | "HTTP_FILTER" => "listener",
        "ROUTE_CONFIGURATION" | "VIRTUAL_HOST" | "HTTP_ROUTE" => "routeConfiguration",
        "CLUSTER" => "cluster",
        _ => return,
    };
    let Some((name, object)) = object else { return };
    if name != fits {
        return out.refuse(object, format!("a patch of {target} matches a `{fits}`, not a `{name}`"));
    }
    let Some(filter) = object.path("filterChain.filter") else { return };
    if matches!(target, "LISTENER" | "FILTER_CHAIN") {
        out.warn(filter, format!("the match of a filter has no effect on a patch of {target}"));
    }
    let Some(name) = set(filter, "name") else {
        return out.refuse(filter, "the match of a filter has no `name`");
    };
    check_name(name, out);
    let Some(sub) = filter.get("subFilter") else { return };
    if target != "HTTP_FILTER" {
        out.refuse(sub, "only a patch of HTTP_FILTER matches a `subFilter`");
    } else if !MANAGERS.contains(&word(filter, "name")) {
        out.refuse(name, format!("a `subFilter` is one of `{}`", MANAGERS[0]));
    } else {
        match set(sub, "name") {
            None => out.refuse(sub, "the match of a filter has no `name`"),
            Some(name) => check_name(name, out),
        }
    }
}

fn check_name<'a>(name: Value<'a>, out: &mut Problems<'a>) {
    if let Some((old, new)) = OLD.iter().find(|it| name.text() == Some(it.0)) {
        out.warn(name, format!("`{old}` is an old name of `{new}`"));
    }
}
