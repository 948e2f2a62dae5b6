//! `externalname-port-name`

use crate::rule::prelude::*;

declare_rule! {
    /// ExternalName Services with ports that do not tell their protocol.
    ///
    /// ## Why is this bad?
    /// For a name outside the proxy takes an unnamed port as TCP, without an address to tell it by: it then catches
    /// every connection to that port.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: api, annotations: {networking.istio.io/exportTo: "."}}
    /// spec: {type: ExternalName, externalName: api.example.com, ports: [{name: api, port: 443}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: api, annotations: {networking.istio.io/exportTo: "."}}
    /// spec: {type: ExternalName, externalName: api.example.com, ports: [{name: https, port: 443}]}
    /// ```
    pub EXTERNALNAME_PORT_NAME = "externalname-port-name" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0150"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource).filter(|it| it.exposure() == "ExternalName") else { return };
    let meshed = || {
        let labelled = index.namespace_of(resource).map(|it| index.data_plane_of_namespace(it).enrolled().is_some());
        labelled.unwrap_or(false) || index.is_closed() || resource.annotation("networking.istio.io/exportTo").is_some()
    };
    for port in service.ports().filter(|it| !is_told(*it)) {
        if meshed() {
            let at = port.value().get("name").unwrap_or(port.value());
            cx.report(at, "the port of a name outside does not tell its protocol")
                .help("name it after the protocol, such as `https` or `tcp-db`");
        }
    }
}

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
fn is_told(port: ServicePort<'_>) -> bool {
    let name = port.value().str("name").unwrap_or_default().to_ascii_lowercase();
    let first = name.split('-').next().unwrap_or_default();
    PROTOCOLS.contains(&first)
        || name.starts_with("grpc-web")
        || port.value().get("appProtocol").is_some()
        || port.value().str("protocol").is_some_and(|it| it != "TCP")
}
