//! How Istio writes names, ports, times and networks.

use std::net::IpAddr;

/// What a port speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP in any version, gRPC among them.
    Http,
    /// TLS as it comes, or HTTPS.
    Tls,
    /// Bytes, or a protocol on top of them that is not HTTP.
    Tcp,
    /// Datagrams.
    Udp,
}

/// Reads the name of a protocol, in any case.
pub fn protocol(text: &str) -> Option<Protocol> {
    Some(match text.to_ascii_lowercase().as_str() {
        "http" | "http2" | "http_proxy" | "grpc" | "grpc-web" => Protocol::Http,
        "https" | "tls" => Protocol::Tls,
        "tcp" | "mongo" | "redis" | "mysql" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        _ => return None,
    })
}

/// Whether it is one label of a DNS name, in any case.
pub fn is_dns_label(text: &str) -> bool {
    let inner = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
    let (first, last) = (text.bytes().next(), text.bytes().next_back());
    text.len() <= 63
        && first.is_some_and(|it| it.is_ascii_alphanumeric())
        && last.is_some_and(|it| it.is_ascii_alphanumeric())
        && text.bytes().all(inner)
}

/// Whether it is a DNS name; a dot at its end is allowed.
pub fn is_fqdn(text: &str) -> bool {
    !text.is_empty() && text.len() <= 255 && are_labels(text)
}

fn are_labels(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let top = text.rsplit('.').next().unwrap_or_default();
    text.split('.').all(is_dns_label) && !top.bytes().all(|it| it.is_ascii_digit())
}

/// Whether it is a DNS name whose first label may be or begin with `*`.
pub(super) fn is_domain(text: &str) -> bool {
    if text.is_empty() || text.len() > 255 {
        return false;
    }
    let (first, rest) = text.split_once('.').map_or((text, None), |(a, b)| (a, Some(b)));
    let open = first.strip_prefix("*-").or(first.strip_prefix('*')).unwrap_or(first);
    let first_fits = first == "*" || is_dns_label(open);
    first_fits && rest.is_none_or(are_labels)
}

/// Like [`is_domain`], for hosts of a gateway, which include those that Istio makes for SNI.
pub(super) fn is_gateway_domain(text: &str, with_sni: bool) -> bool {
    let made = text.strip_prefix("outbound_.").and_then(|it| it.split_once("_.")).is_some_and(|(port, rest)| {
        port.bytes().any(|it| it.is_ascii_digit()) && rest.bytes().any(|it| it.is_ascii_alphabetic())
    });
    with_sni && made || is_domain(text)
}

/// Whether a `*` stands elsewhere than as the whole first label.
pub(super) fn is_partial_wildcard(text: &str) -> bool {
    text.contains('*') && text.len() != 1 && !text.starts_with("*.")
}

/// Whether every name that the first stands for is one that the second stands for.
pub fn is_within(narrow: &str, wide: &str) -> bool {
    let (narrow, wide) = (narrow.to_ascii_lowercase(), wide.to_ascii_lowercase());
    match wide.strip_prefix('*') {
        Some("") => true,
        Some(suffix) => {
            narrow == wide || narrow.len() > suffix.len() && narrow.trim_start_matches('*').ends_with(suffix)
        }
        None => narrow == wide,
    }
}

/// Whether one of two names covers the other.
pub fn overlaps(one: &str, other: &str) -> bool {
    is_within(one, other) || is_within(other, one)
}

/// Whether it is an IP address.
pub fn is_ip(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// An address, or a network in CIDR notation.
pub(super) fn is_network(text: &str) -> bool {
    match text.split_once('/') {
        Some((address, bits)) => match (address.parse::<IpAddr>(), bits.parse::<u8>()) {
            (Ok(IpAddr::V4(_)), Ok(bits)) => bits <= 32,
            (Ok(IpAddr::V6(_)), Ok(bits)) => bits <= 128,
            _ => false,
        },
        None => is_ip(text),
    }
}

pub(super) fn is_port(number: i64) -> bool {
    (1..=65535).contains(&number)
}

pub(super) fn is_port_text(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|it| (0..=65535).contains(&it))
}

/// Nanoseconds of a time such as `1.5s` or `1h30m`.
pub fn duration(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix('-').unwrap_or(text);
    if rest == "0" {
        return Some(0.0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut sum = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let value: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let units = [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12)];
        let (unit, factor) = units.into_iter().find(|it| rest.starts_with(it.0))?;
        rest = &rest[unit.len()..];
        sum += value * factor;
    }
    Some(if text.starts_with('-') { -sum } else { sum })
}

/// What is wrong with a time, if anything is: Envoy counts in whole milliseconds.
pub(super) fn duration_error(text: &str) -> Option<&'static str> {
    let Some(nanoseconds) = duration(text) else { return Some("this is no time such as `5s`") };
    if nanoseconds < 1e6 {
        return Some("the time is shorter than 1ms");
    }
    ((nanoseconds / 1e6 - (nanoseconds / 1e6).round()).abs() > 1e-9 * nanoseconds / 1e6 && nanoseconds % 1e6 >= 0.5)
        .then_some("times are counted in whole milliseconds")
}

/// Whether it is a path to a socket, or the name of an abstract one.
pub(super) fn is_socket(text: &str) -> bool {
    text.starts_with('@') || text.starts_with('/') && !text.ends_with('/')
}

pub(super) fn is_header(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it))
}

/// Whether a header's name is one of the claims of a token.
pub(super) fn is_claim(text: &str) -> bool {
    let rest = text.to_ascii_lowercase();
    let Some(rest) = rest.strip_prefix("@request.auth.claims") else { return false };
    rest.len() > 1 && rest.starts_with('.') || rest.len() > 2 && rest.starts_with('[') && rest.ends_with(']')
}
