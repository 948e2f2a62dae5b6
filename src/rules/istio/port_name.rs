//! What the port of a Service says about its protocol.

use crate::manifest::ServicePort;

const PROTOCOLS: [&str; 13] = [
    "http",
    "http2",
    "http_proxy",
    "grpc",
    "grpc-web",
    "https",
    "tls",
    "tcp",
    "udp",
    "mongo",
    "redis",
    "mysql",
    "sctp",
];

/// Whether the protocol of a port is told by its name or otherwise.
pub(super) fn is_told(port: ServicePort<'_>) -> bool {
    let name = port.value().str("name").unwrap_or_default().to_ascii_lowercase();
    let first = name.split('-').next().unwrap_or_default();
    PROTOCOLS.contains(&first)
        || name.starts_with("grpc-web")
        || port.value().get("appProtocol").is_some()
        || port.value().str("protocol").is_some_and(|it| it != "TCP")
}
