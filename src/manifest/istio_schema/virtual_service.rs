//! VirtualService: hosts, gateways, destinations, routes of TLS and TCP.

use super::http_route;
use super::text::{
    is_claim, is_dns_label, is_domain, is_fqdn, is_gateway_domain, is_ip, is_network, is_port, is_within,
};
use super::{Problems, check_export, check_labels, number, set, word};
use crate::manifest::Resource;
use crate::yaml::Value;

pub(super) fn check<'a>(resource: Resource<'a>, spec: Value<'a>, out: &mut Problems<'a>) {
    let is_delegate = set(spec, "hosts").is_none();
    if is_delegate {
        for field in ["gateways", "tls", "tcp"] {
            let text = format!("a VirtualService without hosts is a part of another one and has no `{field}`");
            out.refuse_field(spec, field, &text);
        }
    }
    check_gateways(spec, out);
    let mut gateways = spec.list("gateways").filter_map(Value::as_str);
    let on_gateway = gateways.any(|it| it != "mesh");
    if !on_gateway {
        let matches = spec.list("http").flat_map(|it| it.list("match"));
        let headers = matches.flat_map(|it| it.get("headers").into_iter().chain(it.get("withoutHeaders")));
        for (key, value) in headers.flat_map(Value::entries).filter(|it| it.0.text().is_some_and(is_claim)) {
            let name = key.text().unwrap_or_default();
            out.refuse(value, format!("`{name}` is known to gateways only, and the VirtualService names none"));
        }
    }
    check_hosts(spec, on_gateway, out);
    if ["http", "tls", "tcp"].iter().all(|it| set(spec, it).is_none()) {
        out.refuse(spec, "the VirtualService has no `http`, `tls` or `tcp`");
    }
    for route in spec.list("http").filter(|it| it.is_mapping()) {
        http_route::check(route, is_delegate, out);
    }
    for route in spec.list("tls").filter(|it| it.is_mapping()) {
        if set(route, "match").is_none() {
            out.refuse(route, "a route of TLS needs a `match`");
        }
        for condition in route.list("match").filter(|it| it.is_mapping()) {
            check_connection(condition, out);
            check_names(condition, spec, on_gateway, out);
        }
        check_routes(route, out);
    }
    for route in spec.list("tcp").filter(|it| it.is_mapping()) {
        route.list("match").filter(|it| it.is_mapping()).for_each(|it| check_connection(it, out));
        check_routes(route, out);
    }
    check_export(resource, spec, false, out);
}

fn check_hosts<'a>(spec: Value<'a>, on_gateway: bool, out: &mut Problems<'a>) {
    let with_sni = spec.list("tls").flat_map(|it| it.list("match")).any(|it| set(it, "sniHosts").is_some());
    let mut seen: Vec<&str> = Vec::new();
    let mut valid = true;
    for (at, host) in spec.list("hosts").filter_map(|it| Some((it, it.as_str()?))) {
        let fits = if on_gateway { is_gateway_domain(host, with_sni) } else { is_domain(host) };
        if !fits && !is_ip(host) {
            valid = false;
            out.refuse(at, format!("`{host}` is no DNS name with at most a `*` as its first label"));
        } else if host == "*" && !on_gateway {
            valid = false;
            out.refuse(at, "the host `*` is for gateways, not for calls inside of the mesh");
        }
    }
    for (at, host) in spec.list("hosts").filter_map(|it| Some((it, it.as_str()?))).filter(|_| valid) {
        if let Some(other) = seen.iter().find(|it| super::text::overlaps(it, host)) {
            out.refuse(at, format!("`{host}` is covered by `{other}`"));
        }
        seen.push(host);
    }
}

pub(super) fn check_gateways<'a>(of: Value<'a>, out: &mut Problems<'a>) {
    for (at, name) in of.list("gateways").filter_map(|it| Some((it, it.as_str()?))) {
        match name.split_once('/') {
            Some((namespace, gateway)) => {
                if !is_dns_label(namespace) || !is_dns_label(gateway) {
                    out.refuse(at, format!("`{name}` is not a namespace and the name of a Gateway"));
                }
            }
            None => {
                if !is_fqdn(name) {
                    out.refuse(at, format!("`{name}` is not the name of a Gateway"));
                } else if name.contains('.') {
                    out.warn(at, format!("`{name}` is the old form of `namespace/name`"));
                }
            }
        }
    }
}

fn check_names<'a>(condition: Value<'a>, spec: Value<'a>, on_gateway: bool, out: &mut Problems<'a>) {
    if set(condition, "sniHosts").is_none() && condition.get("sniHosts").is_some() {
        out.refuse(condition, "`sniHosts` is empty");
    }
    for (at, name) in condition.list("sniHosts").filter_map(|it| Some((it, it.as_str()?))) {
        let fits = if on_gateway { is_gateway_domain(name, true) } else { is_domain(name) };
        if is_ip(name) {
            out.warn(at, "clients do not send IP addresses as server names");
        } else if !fits {
            out.refuse(at, format!("`{name}` is no DNS name with at most a `*` as its first label"));
        } else if !spec.list("hosts").filter_map(Value::as_str).any(|it| is_within(name, it)) {
            out.refuse(at, format!("no host of the VirtualService covers `{name}`"));
        }
    }
}

fn check_connection<'a>(condition: Value<'a>, out: &mut Problems<'a>) {
    for at in condition.list("destinationSubnets").filter(|it| !it.as_str().is_some_and(is_network)) {
        out.refuse(at, "this is no IP address or CIDR block");
    }
    check_source(condition, out);
}

/// Port, labels and gateways of a condition.
pub(super) fn check_source<'a>(condition: Value<'a>, out: &mut Problems<'a>) {
    let port = number(condition, "port");
    if port != 0 && !is_port(port) {
        out.refuse(condition.get("port").unwrap_or(condition), "the port is not between 1 and 65535");
    }
    check_labels(condition.get("sourceLabels"), out);
    check_gateways(condition, out);
}

fn check_routes<'a>(route: Value<'a>, out: &mut Problems<'a>) {
    if set(route, "route").is_none() {
        out.refuse(route, "the route leads nowhere: it has no `route`");
    }
    check_weights(route, out);
}

/// The destinations of a route and how requests are shared among them.
pub(super) fn check_weights<'a>(route: Value<'a>, out: &mut Problems<'a>) {
    let all: Vec<Value<'a>> = route.list("route").filter(|it| it.is_mapping()).collect();
    let mut sum = 0;
    for entry in &all {
        // A missing field is reported by the schema.
        if let Some(it) = entry.get("destination") {
            check_destination(it, out);
        }
        let weight = number(*entry, "weight");
        if weight < 0 {
            out.refuse(entry.get("weight").unwrap_or(*entry), "a weight is not below 0");
        }
        sum += weight;
    }
    if all.len() > 1 && sum == 0 {
        out.refuse(route.get("route").unwrap_or(route), "the weights add up to 0");
    }
}

pub(super) fn check_destination<'a>(destination: Value<'a>, out: &mut Problems<'a>) {
    if !destination.is_mapping() {
        return;
    }
    let host = word(destination, "host");
    if destination.get("host").is_some() && (host == "*" || !is_domain(host)) {
        out.refuse(destination.get("host").unwrap_or(destination), format!("`{host}` is no host to send requests to"));
    }
    if let Some(at) = set(destination, "subset").filter(|it| !it.text().is_some_and(is_dns_label)) {
        out.refuse(at, "the name of a subset is one DNS label");
    }
    if let Some(port) = destination.get("port").filter(|it| it.is_mapping())
        && !is_port(number(port, "number"))
    {
        out.refuse(port.get("number").unwrap_or(port), "the port is not between 1 and 65535");
    }
}
