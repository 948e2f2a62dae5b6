//! ServiceEntry.

use super::text::{self, Protocol, is_dns_label, is_domain, is_fqdn, is_ip, is_network, is_partial_wildcard, is_port};
use super::workload::{check_entry, check_ports};
use super::{Problems, check_export, check_labels, check_selector, number, set, word};
use crate::manifest::Resource;
use crate::yaml::Value;

pub(super) fn check<'a>(resource: Resource<'a>, spec: Value<'a>, out: &mut Problems<'a>) {
    let selector = spec.get("workloadSelector");
    check_selector(selector, "labels", out);
    let endpoints = set(spec, "endpoints");
    if let Some(at) = endpoints.filter(|_| selector.is_some()) {
        out.refuse(at, "a ServiceEntry has a `workloadSelector` or `endpoints`, not both");
    }
    let resolution = match word(spec, "resolution") {
        "" => "NONE",
        it => it,
    };
    let way = spec.get("resolution").unwrap_or(spec);
    if set(spec, "hosts").is_none() {
        out.refuse(spec, "the ServiceEntry has no hosts");
    }
    for (at, host) in spec.list("hosts").filter_map(|it| Some((it, it.as_str()?))) {
        if host == "*" || !is_domain(host) {
            out.refuse(at, format!("`{host}` is no DNS name with at most a `*` as its first label"));
        } else if is_partial_wildcard(host) && resolution != "DYNAMIC_DNS" {
            out.warn(at, format!("`{host}` has a wildcard that is not a whole label"));
        }
    }
    for (at, address) in spec.list("addresses").filter_map(|it| Some((it, it.as_str()?))) {
        if !is_network(address) {
            out.refuse(at, format!("`{address}` is no IP address or CIDR block"));
        } else if address.contains('/') && !matches!(resolution, "NONE" | "STATIC") {
            out.refuse(at, "CIDR blocks go with resolution NONE or STATIC");
        }
    }
    let names = check_service_ports(spec, out);
    match resolution {
        "NONE" => {
            out.refuse_field(spec, "endpoints", "with resolution NONE there are no endpoints");
            if let Some(at) = selector {
                out.warn(at, "with resolution NONE the `workloadSelector` has no use");
            }
        }
        "STATIC" => {
            for it in spec.list("endpoints").filter(|it| it.is_mapping()) {
                check_entry(it, Some(&names), false, out);
            }
        }
        "DNS" | "DNS_ROUND_ROBIN" => check_dns(spec, resolution, &names, out),
        "DYNAMIC_DNS" => check_dynamic(resource, spec, out),
        _ => {}
    }
    let several = spec.list("hosts").count() > 1;
    let spoken = |it: Value<'a>| text::protocol(word(it, "protocol"));
    if several && resolution != "NONE" {
        let plain = |it: &Value<'a>| !matches!(spoken(*it), Some(Protocol::Http | Protocol::Tls));
        if let Some(port) = spec.list("ports").find(plain) {
            out.refuse(port, "a port that speaks neither HTTP nor TLS cannot tell several hosts apart");
        }
    }
    if endpoints.is_some_and(|it| it.len() > 1) && resolution == "DNS_ROUND_ROBIN" {
        out.refuse(way, "resolution DNS_ROUND_ROBIN has one endpoint at most");
    }
    check_export(resource, spec, false, out);
}

fn check_service_ports<'a>(spec: Value<'a>, out: &mut Problems<'a>) -> Vec<&'a str> {
    let (mut names, mut numbers): (Vec<&str>, Vec<i64>) = (Vec::new(), Vec::new());
    // Addresses are made for ports of TCP, unless resolution leaves the host to the client.
    let made = !matches!(word(spec, "resolution"), "" | "NONE");
    for port in spec.list("ports").filter(|it| it.is_mapping()) {
        let (name, number) = (word(port, "name"), number(port, "number"));
        if names.contains(&name) {
            out.refuse(port.get("name").unwrap_or(port), format!("two ports are named `{name}`"));
        }
        if numbers.contains(&number) {
            out.refuse(port.get("number").unwrap_or(port), format!("{number} is listed twice"));
        }
        names.push(name);
        numbers.push(number);
        if !name.is_empty() && !is_dns_label(name) {
            out.refuse(port.get("name").unwrap_or(port), "the name of a port is one DNS label");
        }
        if !is_port(number) {
            out.refuse(port.get("number").unwrap_or(port), "the port is not between 1 and 65535");
        }
        if let Some(at) = port.get("targetPort").filter(|it| !it.as_int().is_some_and(|it| it == 0 || is_port(it))) {
            out.refuse(at, "the port is not between 1 and 65535");
        }
        if let Some(at) = set(port, "protocol").filter(|it| it.text().and_then(text::protocol).is_none()) {
            out.refuse(at, format!("`{}` is no protocol", word(port, "protocol")));
        }
        if !made && set(spec, "addresses").is_none() && matches!(word(port, "protocol"), "" | "TCP") {
            out.warn(port, "a port of TCP needs `addresses`");
        }
    }
    names
}

fn check_dns<'a>(spec: Value<'a>, resolution: &str, names: &[&str], out: &mut Problems<'a>) {
    if set(spec, "endpoints").is_none() {
        for at in spec.list("hosts").filter(|it| it.as_str().is_some_and(|it| is_domain(it) && !is_fqdn(it))) {
            out.refuse(at, format!("resolution {resolution} without endpoints looks hosts up: it needs whole names"));
        }
    }
    for endpoint in spec.list("endpoints").filter(|it| it.is_mapping()) {
        let address = word(endpoint, "address");
        if !is_ip(address) && !is_fqdn(address) {
            let at = endpoint.get("address").unwrap_or(endpoint);
            out.refuse(at, format!("`{address}` is not an IP address or a DNS name"));
        }
        check_labels(endpoint.get("labels"), out);
        check_ports(endpoint, Some(names), out);
    }
    let tcp = |it: Value<'a>| matches!(text::protocol(word(it, "protocol")), Some(Protocol::Tcp | Protocol::Tls));
    if set(spec, "addresses").is_some() && spec.list("hosts").count() > 1 && spec.list("ports").any(tcp) {
        let at = spec.get("addresses").unwrap_or(spec);
        out.warn(at, "with an address, a port of TCP cannot tell several hosts apart");
    }
}

fn check_dynamic<'a>(resource: Resource<'a>, spec: Value<'a>, out: &mut Problems<'a>) {
    for at in spec.list("hosts").filter(|it| !it.as_str().is_some_and(|it| it.starts_with('*'))) {
        out.refuse(at, "resolution DYNAMIC_DNS is for hosts with a wildcard");
    }
    for field in ["addresses", "endpoints"] {
        out.refuse_field(spec, field, &format!("with resolution DYNAMIC_DNS there are no {field}"));
    }
    for port in spec.list("ports").filter(|it| it.is_mapping()) {
        if !matches!(word(port, "protocol").to_ascii_lowercase().as_str(), "http" | "http2" | "grpc" | "tls") {
            let at = port.get("protocol").unwrap_or(port);
            out.refuse(at, "resolution DYNAMIC_DNS is for HTTP, HTTP2, GRPC and TLS");
        }
    }
    let waypoint = resource.label("istio.io/use-waypoint").and_then(Value::text).unwrap_or("none");
    if let Some(at) = spec.get("location").filter(|it| it.text() == Some("MESH_INTERNAL") && waypoint != "none") {
        out.refuse(at, "resolution DYNAMIC_DNS inside of the mesh does not go with a waypoint");
    }
}
