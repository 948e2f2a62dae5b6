//! Sidecar.

use super::destination_rule::check_pool;
use super::text::{self, Protocol, is_dns_label, is_domain, is_fqdn, is_ip, is_partial_wildcard, is_port, is_socket};
use super::virtual_service::check_destination;
use super::{Problems, check_selector, number, set, tls, word};
use crate::manifest::Resource;
use crate::yaml::Value;

pub(super) fn check<'a>(resource: Resource<'a>, spec: Value<'a>, out: &mut Problems<'a>) {
    check_selector(spec.get("workloadSelector"), "labels", out);
    let parts = ["egress", "ingress", "outboundTrafficPolicy", "inboundConnectionPool"];
    if parts.iter().all(|it| set(spec, it).is_none()) {
        out.refuse(spec, "the Sidecar says nothing: it has neither `egress`, `ingress` nor `outboundTrafficPolicy`");
    }
    let mut ports: Vec<i64> = Vec::new();
    for listener in spec.list("ingress").filter(|it| it.is_mapping()) {
        let Some(port) = listener.get("port") else { continue };
        if ports.contains(&number(port, "number")) {
            out.refuse(port, "two listeners have this port");
        }
        ports.push(number(port, "number"));
        check_ingress(listener, port, out);
    }
    if let Some(pool) = spec.get("inboundConnectionPool") {
        check_pool(pool, out);
    }
    let (mut ports, mut sockets): (Vec<i64>, Vec<&str>) = (Vec::new(), Vec::new());
    let count = spec.list("egress").count();
    for (at, listener) in spec.list("egress").enumerate().filter(|it| it.1.is_mapping()) {
        let bind = word(listener, "bind");
        match listener.get("port") {
            None if at + 1 != count => {
                out.refuse(listener, "the listener without a port must be the only one of its kind and the last");
            }
            None => {}
            Some(port) => {
                check_egress_port(listener, port, bind, out);
                let number = number(port, "number");
                if number == 0 && sockets.contains(&bind) || number != 0 && ports.contains(&number) {
                    out.refuse(port, "two listeners have this port");
                }
                if number == 0 { sockets.push(bind) } else { ports.push(number) }
            }
        }
        check_hosts(listener, resource.namespace(), out);
    }
    if let Some(policy) = spec.get("outboundTrafficPolicy") {
        check_outbound(policy, out);
    }
}

fn check_name<'a>(port: Value<'a>, out: &mut Problems<'a>) {
    if let Some(at) = set(port, "name").filter(|it| !it.text().is_some_and(is_dns_label)) {
        out.refuse(at, "the name of a port is one DNS label");
    }
    if let Some(at) = set(port, "protocol").filter(|it| it.text().and_then(text::protocol).is_none()) {
        out.refuse(at, format!("`{}` is no protocol", word(port, "protocol")));
    }
    out.refuse_field(port, "targetPort", "`targetPort` has no effect in a Sidecar");
}

fn check_ingress<'a>(listener: Value<'a>, port: Value<'a>, out: &mut Problems<'a>) {
    check_name(port, out);
    if !is_port(number(port, "number")) {
        out.refuse(port.get("number").unwrap_or(port), "the port is not between 1 and 65535");
    }
    if let Some(at) = set(listener, "bind").filter(|it| !it.text().is_some_and(is_ip)) {
        out.refuse(at, "this is no IP address");
    }
    if let Some(at) = set(listener, "defaultEndpoint") {
        let text = at.text().unwrap_or_default();
        let fits = match text.strip_prefix("unix://") {
            Some(path) => is_socket(path),
            None => text.rsplit_once(':').is_some_and(|(host, port)| {
                matches!(host, "" | "127.0.0.1" | "0.0.0.0" | "[::1]" | "[::]") && port.parse().is_ok_and(is_port)
            }),
        };
        if !fits {
            out.refuse(at, "an endpoint is 127.0.0.1, 0.0.0.0, [::1] or [::] with a port, or a `unix://` socket");
        }
    }
    let spoken = text::protocol(word(port, "protocol"));
    if let Some(settings) = listener.get("tls") {
        for field in ["subjectAltNames", "credentialName", "credentialNames", "tlsCertificates"] {
            out.refuse_field(settings, field, &format!("`{field}` is not supported in a Sidecar"));
        }
        if let Some(at) = settings.get("httpsRedirect").filter(|it| it.is_true()) {
            out.refuse(at, "`httpsRedirect` is not supported in a Sidecar");
        }
        if let Some(at) =
            settings.get("mode").filter(|it| matches!(it.text(), Some("ISTIO_MUTUAL" | "AUTO_PASSTHROUGH")))
        {
            out.refuse(at, "this mode is not supported in a Sidecar");
        }
        if spoken != Some(Protocol::Tls) {
            out.refuse(settings, "only a port of HTTPS or TLS has `tls`");
        }
        tls::check_server(settings, out);
    }
    if let Some(pool) = listener.get("connectionPool") {
        check_pool(pool, out);
        if let Some(at) = pool.get("http").filter(|_| spoken != Some(Protocol::Http)) {
            out.warn(at, "the port does not speak HTTP: only the settings for TCP apply");
        }
    }
}

fn check_egress_port<'a>(listener: Value<'a>, port: Value<'a>, bind: &str, out: &mut Problems<'a>) {
    check_name(port, out);
    let number = number(port, "number");
    if number == 0 {
        if !bind.strip_prefix("unix://").is_some_and(is_socket) {
            out.refuse(port, "a port 0 needs a `unix://` socket in `bind`");
        }
        if let Some(at) = listener.get("captureMode").filter(|it| !matches!(it.text(), Some("DEFAULT" | "NONE"))) {
            out.refuse(at, "a socket is captured with DEFAULT or NONE");
        }
        return;
    }
    if !is_port(number) {
        out.refuse(port.get("number").unwrap_or(port), "the port is not between 1 and 65535");
    }
    if !bind.is_empty() && !is_ip(bind) {
        out.refuse(listener.get("bind").unwrap_or(listener), format!("`{bind}` is no IP address"));
    }
}

fn check_hosts<'a>(listener: Value<'a>, own: Option<&'a str>, out: &mut Problems<'a>) {
    let Some(hosts) = listener.get("hosts").filter(|it| !it.is_empty()) else {
        return out.refuse(listener, "the listener has no hosts");
    };
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (at, host) in hosts.items().filter_map(|it| Some((it, it.as_str()?))) {
        let Some((namespace, name)) = host.split_once('/') else {
            out.refuse(at, "a host is written `namespace/name`");
            continue;
        };
        let place = namespace.strip_prefix('~').unwrap_or(namespace);
        if namespace.is_empty() || !matches!(place, "" | "*" | ".") && !is_dns_label(place) {
            out.refuse(at, format!("`{namespace}` is not `*`, `.`, `~` or the name of a namespace"));
        }
        if name != "*" && !name.contains('.') {
            out.refuse(at, format!("`{name}` is a short name: a Sidecar needs whole ones"));
        } else if !is_domain(name) || is_partial_wildcard(name) {
            out.refuse(at, format!("`{name}` is no DNS name with at most a `*` as its first label"));
        }
        if namespace.starts_with('~') {
            continue;
        }
        let key = if namespace == "." { own.unwrap_or(".") } else { namespace };
        let same = |it: &&(&str, &str)| it.0 == key;
        let covered = seen.iter().filter(same).any(|it| name == "*" || it.1 == name || it.1 == "*");
        if covered {
            out.warn(at, format!("`{host}` is listed twice, or covered by another one"));
        }
        seen.push((key, name));
    }
    if let Some(at) = seen.iter().position(|it| *it == ("*", "*"))
        && seen.iter().any(|it| it.0 != "*")
    {
        out.warn(hosts.items().nth(at).unwrap_or(hosts), "`*/*` is every host: the others say nothing");
    }
}

fn check_outbound<'a>(policy: Value<'a>, out: &mut Problems<'a>) {
    let mode = word(policy, "mode");
    if mode == "ALLOW_ANY_DYNAMIC_DNS" {
        return out.refuse(policy.get("mode").unwrap_or(policy), "this mode is for the mesh as a whole");
    }
    let Some(proxy) = policy.get("egressProxy") else { return };
    if mode != "ALLOW_ANY" {
        return out.refuse(proxy, "`egressProxy` needs mode ALLOW_ANY");
    }
    if !is_fqdn(word(proxy, "host")) {
        out.refuse(proxy.get("host").unwrap_or(proxy), "the host of the proxy is no DNS name");
    }
    if proxy.get("port").is_none() {
        out.refuse(proxy, "the proxy has no `port`");
    }
    check_destination(proxy, out);
}
