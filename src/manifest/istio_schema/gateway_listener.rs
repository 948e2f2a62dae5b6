//! Gateways of the Gateway API: what their definitions demand beyond the form.

use super::{Problems, is_ip, word};
use crate::yaml::Value;

pub(super) fn check<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    let mut names: Vec<&str> = Vec::new();
    for listener in spec.list("listeners").filter(|it| it.is_mapping()) {
        let name = word(listener, "name");
        if names.contains(&name) && !name.is_empty() {
            out.refuse(listener.get("name").unwrap_or(listener), format!("two listeners are called `{name}`"));
        }
        names.push(name);
        if let Some(at) = listener.get("name").filter(|_| !name.is_empty() && !is_host(name)) {
            out.refuse(at, format!("`{name}` is not a name in lower case, of letters, digits, `-` and `.`"));
        }
        check_tls(listener, out);
        if let Some(host) = listener.get("hostname") {
            if matches!(word(listener, "protocol"), "TCP" | "UDP") {
                out.refuse(host, "a listener for TCP or UDP has no hostname");
            } else {
                check_host(host, out);
            }
        }
    }
    let mut addresses: Vec<(&str, &str)> = Vec::new();
    for address in spec.list("addresses") {
        let kind = address.str("type").unwrap_or("IPAddress");
        let Some(value) = address.get("value").filter(|_| matches!(kind, "IPAddress" | "Hostname")) else { continue };
        let text = value.text().unwrap_or_default();
        if kind == "IPAddress" && !text.is_empty() && !is_ip(text) {
            out.refuse(value, format!("`{text}` is no IP address"));
        }
        if addresses.contains(&(kind, text)) {
            out.refuse(value, "the address is listed twice");
        }
        addresses.push((kind, text));
    }
}

fn check_tls<'a>(listener: Value<'a>, out: &mut Problems<'a>) {
    let Some(protocol) = listener.get("protocol") else { return };
    let tls = listener.get("tls");
    let mode = tls.and_then(|it| it.get("mode"));
    match (protocol.text().unwrap_or_default(), tls) {
        ("HTTP" | "TCP" | "UDP", Some(tls)) => out.refuse(tls, "a listener for HTTP, TCP or UDP has no `tls`"),
        ("HTTPS", Some(_)) if mode.and_then(Value::text) == Some("Passthrough") => {
            out.refuse(mode.unwrap_or(protocol), "a listener for HTTPS terminates TLS");
        }
        ("TLS", None) => out.refuse(protocol, "a listener for TLS needs `tls.mode`"),
        _ => {}
    }
    let Some(tls) = tls.filter(|_| mode.is_none_or(|it| it.text() == Some("Terminate"))) else { return };
    let filled = |field| tls.get(field).is_some_and(|it| !it.is_empty());
    if !filled("certificateRefs") && !filled("options") {
        out.refuse(tls, "to terminate TLS takes `certificateRefs` or `options`");
    }
}

/// GatewayClass.
pub(super) fn check_class<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    let Some((at, name)) = spec.get("controllerName").and_then(|it| Some((it, it.as_str()?))) else { return };
    if !name.split_once('/').is_some_and(|(domain, path)| is_host(domain) && !path.is_empty()) {
        out.refuse(at, "a controller is named by a domain and a path, such as `example.com/gateway`");
    }
}

/// BackendTLSPolicy.
pub(super) fn check_backend<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    let Some(validation) = spec.get("validation").filter(|it| it.is_mapping()) else { return };
    let known = validation.get("wellKnownCACertificates");
    match (validation.get("caCertificateRefs"), known) {
        (Some(_), Some(known)) => {
            out.refuse(known, "`caCertificateRefs` and `wellKnownCACertificates` exclude each other")
        }
        (None, None) => out.refuse(validation, "`caCertificateRefs` or `wellKnownCACertificates` is needed"),
        _ => {}
    }
    for name in validation.list("subjectAltNames") {
        let kind = word(name, "type");
        for (field, own) in [("hostname", "Hostname"), ("uri", "URI")] {
            let there = name.get(field);
            if kind == own && there.is_none() {
                out.refuse(name, format!("type `{own}` needs `{field}`"));
            } else if let Some(at) = there.filter(|_| kind != own && !kind.is_empty()) {
                out.refuse(at, format!("`{field}` is for type `{own}` only"));
            }
        }
    }
}

/// The name of a host, perhaps with a wildcard as its first label.
pub(super) fn check_host<'a>(at: Value<'a>, out: &mut Problems<'a>) {
    let Some(text) = at.as_str().filter(|it| !it.is_empty()) else { return };
    if !is_host(text.strip_prefix("*.").unwrap_or(text)) {
        out.refuse(at, format!("`{text}` is not the name of a host in lower case, with `*.` before it at most"));
    }
}

pub(super) fn is_host(text: &str) -> bool {
    let inner = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    text.split('.').all(|it| !it.is_empty() && !it.starts_with('-') && !it.ends_with('-') && it.bytes().all(inner))
}
