//! WorkloadEntry, which is also an endpoint of a ServiceEntry, and WorkloadGroup.

use super::text::{is_dns_label, is_fqdn, is_ip, is_port, is_socket};
use super::{Problems, check_labels, number, set, word};
use crate::yaml::Value;

pub(super) fn check_entry<'a>(entry: Value<'a>, ports: Option<&[&str]>, names: bool, out: &mut Problems<'a>) {
    let address = word(entry, "address");
    let at = entry.get("address").unwrap_or(entry);
    if address.is_empty() {
        match set(entry, "network") {
            None => return out.refuse(entry, "the workload has no `address`"),
            Some(network) => out.warn(network, "there is a `network` and no `address`"),
        }
    }
    if let Some(path) = address.strip_prefix("unix://") {
        if !is_socket(path) {
            out.refuse(at, "this is no path to a socket");
        }
        out.refuse_field(entry, "ports", "a socket has no ports");
        if ports.is_some_and(|it| it.len() != 1) {
            out.refuse(at, "an endpoint that is a socket needs a ServiceEntry with one port");
        }
    } else if !(address.is_empty() || is_ip(address) || names && is_fqdn(address)) {
        let wanted = if names { "an IP address or a DNS name" } else { "an IP address" };
        out.refuse(at, format!("`{address}` is not {wanted}"));
    }
    check_ports(entry, ports, out);
    check_labels(entry.get("labels"), out);
}

pub(super) fn check_ports<'a>(entry: Value<'a>, ports: Option<&[&str]>, out: &mut Problems<'a>) {
    for (key, value) in entry.get("ports").into_iter().flat_map(Value::entries) {
        let name = key.text().unwrap_or_default();
        if ports.is_some_and(|it| !it.contains(&name)) {
            out.refuse(value, format!("the ServiceEntry has no port `{name}`"));
        }
        if !is_dns_label(name) {
            out.refuse(value, format!("`{name}` is no name of a port"));
        }
        if !value.as_int().is_some_and(is_port) {
            out.refuse(value, "the port is not between 1 and 65535");
        }
    }
}

pub(super) fn check_group<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    check_labels(spec.path("metadata.labels"), out);
    let Some(probe) = spec.get("probe").filter(|it| it.is_mapping()) else { return };
    for field in ["periodSeconds", "initialDelaySeconds", "timeoutSeconds", "successThreshold", "failureThreshold"] {
        if let Some(at) = probe.get(field).filter(|_| number(probe, field) < 0) {
            out.refuse(at, format!("`{field}` is below 0"));
        }
    }
    let (http, tcp, exec, grpc) = (probe.get("httpGet"), probe.get("tcpSocket"), probe.get("exec"), probe.get("grpc"));
    if http.or(tcp).or(exec).or(grpc).is_none() {
        out.refuse(probe, "the probe has neither `httpGet`, `tcpSocket`, `exec` nor `grpc`");
    }
    for check in http.into_iter().chain(tcp) {
        if !is_port(number(check, "port")) {
            out.refuse(check.get("port").unwrap_or(check), "the port is not between 1 and 65535");
        }
    }
    if let Some(exec) = exec.filter(|it| set(*it, "command").is_none()) {
        out.refuse(exec, "`exec` has no `command`");
    }
}
