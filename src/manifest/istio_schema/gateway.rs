//! Gateway.

use super::text::{self, Protocol, is_dns_label, is_domain, is_ip, is_partial_wildcard, is_port, is_socket};
use super::{Problems, number, set, tls, word};
use crate::manifest::Resource;
use crate::yaml::Value;

pub(super) fn check<'a>(resource: Resource<'a>, spec: Value<'a>, out: &mut Problems<'a>) {
    let name = resource.name();
    if !name.is_empty() && !is_dns_label(name) {
        let at = resource.path("metadata.name").unwrap_or(spec);
        out.refuse(at, "the name of a Gateway is one DNS label, without dots");
    }
    if set(spec, "servers").is_none() {
        out.refuse(spec, "the Gateway has no servers");
    }
    let mut names: Vec<&str> = Vec::new();
    for server in spec.list("servers").filter(|it| it.is_mapping()) {
        check_server(server, out);
        let Some(port) = server.get("port") else { continue };
        let name = word(port, "name");
        if !name.is_empty() && names.contains(&name) {
            out.refuse(port.get("name").unwrap_or(port), format!("two servers have a port named `{name}`"));
        }
        names.push(name);
        let redirects = server.path("tls.httpsRedirect").filter(|it| it.is_true());
        if let Some(at) = redirects.filter(|_| text::protocol(word(port, "protocol")) != Some(Protocol::Http)) {
            out.warn(at, "`httpsRedirect` is for servers of plain HTTP");
        }
    }
}

fn check_server<'a>(server: Value<'a>, out: &mut Problems<'a>) {
    if set(server, "hosts").is_none() {
        out.refuse(server, "the server has no hosts");
    }
    for (at, host) in server.list("hosts").filter_map(|it| Some((it, it.as_str()?))) {
        check_host(at, host, out);
    }
    let bind = word(server, "bind");
    let Some(port) = server.get("port") else {
        out.refuse(server, "the server has no `port`");
        return;
    };
    let spoken = text::protocol(word(port, "protocol"));
    if spoken.is_none() {
        let at = port.get("protocol").unwrap_or(port);
        out.refuse(at, "the protocol is none of HTTP, HTTP2, GRPC, GRPC-WEB, HTTPS, TLS, MONGO, REDIS, MYSQL, TCP");
    }
    let number = number(port, "number");
    match bind.strip_prefix("unix://") {
        Some(path) if !is_socket(path) => out.refuse(server, "`bind` is no path to a socket"),
        Some(_) if number != 0 => out.refuse(port, "a socket has no port number"),
        Some(_) => {}
        None if !is_port(number) => {
            out.refuse(port.get("number").unwrap_or(port), "the port is not between 1 and 65535")
        }
        None if !bind.is_empty() && !is_ip(bind) => {
            out.refuse(server.get("bind").unwrap_or(server), format!("`{bind}` is no IP address"));
        }
        None => {}
    }
    out.refuse_field(port, "targetPort", "`targetPort` has no effect in a Gateway");
    if set(port, "name").is_none() {
        out.refuse(port, "the port has no name");
    }
    let settings = server.get("tls");
    if let Some(settings) = settings {
        tls::check_server(settings, out);
    }
    match (spoken, settings) {
        (Some(Protocol::Tls), None) => out.refuse(port, "a server of HTTPS or TLS needs `tls`"),
        (Some(Protocol::Http), Some(it)) => {
            let certificates = ["caCertificates", "privateKey", "serverCertificate"];
            if !matches!(word(it, "mode"), "" | "PASSTHROUGH")
                || certificates.iter().any(|field| set(it, field).is_some())
            {
                out.refuse(it, "a server of plain HTTP has no `tls` other than `httpsRedirect`");
            }
        }
        (Some(Protocol::Tcp | Protocol::Udp), Some(it)) => {
            out.refuse(it, "only servers of HTTPS or TLS have `tls`");
        }
        _ => {}
    }
}

fn check_host<'a>(at: Value<'a>, host: &str, out: &mut Problems<'a>) {
    let name = match host.split_once('/') {
        Some((namespace, name)) => {
            if !matches!(namespace, "*" | ".") && !is_dns_label(namespace) {
                return out.refuse(at, format!("`{namespace}` is not `*`, `.` or the name of a namespace"));
            }
            name
        }
        None => host,
    };
    if name != "*" && !name.contains('.') && !is_ip(name) {
        out.refuse(at, format!("`{name}` is a short name: a Gateway needs whole ones"));
    } else if !is_domain(name) && !is_ip(name) || is_partial_wildcard(name) {
        out.refuse(at, format!("`{name}` is no DNS name with at most a `*` as its first label"));
    }
}
