//! What a probe asks, so that two of them can be compared.

use crate::manifest::Container;
use crate::yaml::Value;

/// What a probe asks.
#[derive(PartialEq)]
pub(super) enum Question<'a> {
    Exec(Vec<&'a str>),
    Http { host: &'a str, port: Port<'a>, path: &'a str, scheme: &'a str, headers: Vec<(String, &'a str)> },
    Tcp { host: &'a str, port: Port<'a> },
    Grpc { port: Port<'a>, service: &'a str },
}

#[derive(PartialEq)]
pub(super) enum Port<'a> {
    Number(i64),
    Name(&'a str),
}

impl<'a> Question<'a> {
    /// With names of ports resolved; `None` where it asks nothing.
    pub(super) fn of(container: Container<'a>, probe: Value<'a>) -> Option<Self> {
        let port = |it: Value<'a>| {
            let port = it.get("port")?;
            let Some(name) = port.as_str() else { return port.as_int().map(Port::Number) };
            let named = container.value().list("ports").find(|it| it.str("name") == Some(name));
            let number = named.and_then(|it| it.get("containerPort")?.as_int());
            Some(number.map_or(Port::Name(name), Port::Number))
        };
        if let Some(exec) = probe.get("exec") {
            return Some(Self::Exec(exec.list("command").filter_map(Value::text).collect()));
        }
        if let Some(grpc) = probe.get("grpc") {
            return Some(Self::Grpc { port: port(grpc)?, service: grpc.str("service").unwrap_or_default() });
        }
        if let Some(tcp) = probe.get("tcpSocket") {
            return Some(Self::Tcp { host: tcp.str("host").unwrap_or_default(), port: port(tcp)? });
        }
        let http = probe.get("httpGet")?;
        let header = |it: Value<'a>| Some((it.str("name")?.to_ascii_lowercase(), it.str("value")?));
        let mut headers: Vec<_> = http.list("httpHeaders").filter_map(header).collect();
        headers.sort();
        Some(Self::Http {
            host: http.str("host").unwrap_or_default(),
            port: port(http)?,
            path: http.str("path").unwrap_or("/"),
            scheme: http.str("scheme").unwrap_or("HTTP"),
            headers,
        })
    }
}
