//! Views over Istio's traffic management: DestinationRule, VirtualService, Gateway. All API versions have one schema.

use super::{Host, Kind, Resource};
use crate::yaml::Value;

/// What a client does to connect to a host.
#[derive(Clone, Copy, Debug)]
pub struct DestinationRule<'a> {
    resource: Resource<'a>,
    spec: Value<'a>,
}

/// A `trafficPolicy`, or one entry of its `portLevelSettings`, which replaces it as a whole.
#[derive(Clone, Copy, Debug)]
pub struct TrafficPolicy<'a> {
    /// The policy.
    pub value: Value<'a>,
    /// The policy it replaces for one port.
    pub replaces: Option<Value<'a>>,
}

impl<'a> DestinationRule<'a> {
    /// Reads a DestinationRule; `None` for other kinds and without a spec.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        let spec = resource.spec().filter(|it| resource.kind() == Kind::DestinationRule && it.is_mapping())?;
        Some(Self { resource, spec })
    }

    /// The host it is for.
    pub fn host(self) -> Option<Host<'a>> {
        Some(Host::resolve(self.spec.str("host")?, self.resource.namespace()))
    }

    /// Every traffic policy: of the host, of its subsets, and those of single ports.
    pub fn policies(self) -> Vec<TrafficPolicy<'a>> {
        let subsets = self.spec.list("subsets").filter_map(|it| it.get("trafficPolicy"));
        let mut all = Vec::new();
        for value in self.spec.get("trafficPolicy").into_iter().chain(subsets) {
            all.push(TrafficPolicy { value, replaces: None });
            let ports = value.list("portLevelSettings").filter(|it| it.is_mapping());
            all.extend(ports.map(|port| TrafficPolicy { value: port, replaces: Some(value) }));
        }
        all
    }

    /// The client's TLS settings, wherever they are written.
    pub fn tls(self) -> impl Iterator<Item = Value<'a>> {
        self.policies().into_iter().filter_map(|it| it.value.get("tls")).filter(|it| it.is_mapping())
    }

    /// Whether it declares a subset.
    pub fn has_subset(self, name: &str) -> bool {
        self.spec.list("subsets").any(|it| it.str("name") == Some(name))
    }
}

/// How requests to hosts are routed.
#[derive(Clone, Copy, Debug)]
pub struct VirtualService<'a> {
    resource: Resource<'a>,
    spec: Value<'a>,
}

impl<'a> VirtualService<'a> {
    /// Reads a VirtualService; `None` for other kinds and without a spec.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        let spec = resource.spec().filter(|it| resource.kind() == Kind::VirtualService && it.is_mapping())?;
        Some(Self { resource, spec })
    }

    /// The object.
    pub fn resource(self) -> Resource<'a> {
        self.resource
    }

    /// A field of the spec.
    pub fn get(self, field: &str) -> Option<Value<'a>> {
        self.spec.get(field)
    }

    /// The hosts it is for.
    pub fn hosts(self) -> impl Iterator<Item = (Value<'a>, Host<'a>)> {
        let namespace = self.resource.namespace();
        self.spec.list("hosts").filter_map(move |it| Some((it, Host::resolve(it.as_str()?, namespace))))
    }

    /// Whether it works on calls between services: no gateway, or `mesh`, among its gateways.
    pub fn is_on_mesh(self) -> bool {
        let mut gateways = self.spec.list("gateways").peekable();
        gateways.peek().is_none() || gateways.any(|it| it.as_str() == Some("mesh"))
    }

    /// Its routes of one protocol (`http`, `tls`, `tcp`), in order.
    pub fn routes(self, protocol: &str) -> impl Iterator<Item = Value<'a>> {
        self.spec.list(protocol).filter(|it| it.is_mapping())
    }

    /// Its routes of all protocols.
    pub fn all_routes(self) -> impl Iterator<Item = Value<'a>> {
        ["http", "tls", "tcp"].into_iter().flat_map(move |it| self.routes(it))
    }

    /// Where its routes lead: each `destination` that names a host.
    pub fn destinations(self) -> impl Iterator<Item = (Value<'a>, Host<'a>)> {
        let namespace = self.resource.namespace();
        let weighted = self.all_routes().flat_map(|route| route.list("route")).filter_map(|it| it.get("destination"));
        weighted.filter_map(move |it| Some((it, Host::resolve(it.str("host")?, namespace))))
    }

    /// Where its routes send copies: each destination that names a host.
    pub fn mirrors(self) -> impl Iterator<Item = (Value<'a>, Host<'a>)> {
        let namespace = self.resource.namespace();
        let listed = |route: Value<'a>| route.list("mirrors").filter_map(|it| it.get("destination"));
        let all = self.routes("http").flat_map(move |route| route.get("mirror").into_iter().chain(listed(route)));
        all.filter_map(move |it| Some((it, Host::resolve(it.str("host")?, namespace))))
    }

    /// The namespaces that see it; `None` for all.
    pub fn exported_to(self) -> Option<Vec<&'a str>> {
        let names: Vec<&str> = self.spec.list("exportTo").filter_map(Value::as_str).collect();
        (!names.is_empty() && !names.contains(&"*")).then_some(names)
    }
}

/// A reference to a Gateway in the list of a VirtualService.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayName<'a> {
    /// `mesh`: calls between services.
    Mesh,
    /// A Gateway; the namespace is `None` where the file leaves it open.
    Named(Option<&'a str>, &'a str),
    /// A form that is not resolved here: the old `name.namespace`, or one that Istio makes up itself.
    Unresolved,
}

impl<'a> GatewayName<'a> {
    /// Reads a name written in an object of this namespace.
    pub fn of(text: &'a str, namespace: Option<&'a str>) -> Self {
        if text == "mesh" {
            return Self::Mesh;
        }
        if text.contains('.') || text.contains("istio-autogenerated-k8s") || text.is_empty() {
            return Self::Unresolved;
        }
        match text.split_once('/') {
            Some((".", name)) => Self::Named(namespace, name),
            Some((namespace, name)) => Self::Named(Some(namespace), name),
            None => Self::Named(namespace, text),
        }
    }
}

/// The servers of an Istio Gateway.
pub fn gateway_servers<'a>(resource: Resource<'a>) -> impl Iterator<Item = Value<'a>> {
    let spec = resource.spec().filter(|_| resource.kind() == Kind::IstioGateway);
    spec.into_iter().flat_map(|it| it.list("servers")).filter(|it| it.is_mapping())
}

/// The Service or ServiceEntry ports a client may use, by number.
pub fn port_numbers<'a>(resource: Resource<'a>) -> Vec<i64> {
    let field = if resource.kind() == Kind::ServiceEntry { "number" } else { "port" };
    let ports = resource.spec().into_iter().flat_map(|it| it.list("ports"));
    ports.filter_map(|it| it.get(field)?.as_int()).collect()
}

/// How a workload takes connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MtlsMode {
    /// Mutual TLS of the mesh only.
    Strict,
    /// Mutual TLS of the mesh and anything else.
    Permissive,
    /// As they come, without the mesh's TLS.
    Disable,
}

impl MtlsMode {
    /// The mode of this name; `None` for `UNSET`, which leaves it to the policy above.
    pub fn of(text: &str) -> Option<Self> {
        match text {
            "STRICT" => Some(Self::Strict),
            "PERMISSIVE" => Some(Self::Permissive),
            "DISABLE" => Some(Self::Disable),
            _ => None,
        }
    }
}

/// What a client does where a DestinationRule has a `tls` block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientTls {
    /// Plain text.
    Disable,
    /// TLS that the mesh does not know.
    Simple,
    /// Mutual TLS with certificates of its own.
    Mutual,
    /// Mutual TLS of the mesh.
    IstioMutual,
}

impl ClientTls {
    /// What a `tls` block says; without `mode` it switches TLS off.
    pub fn of(tls: Value<'_>) -> Option<Self> {
        match tls.get("mode") {
            None => Some(Self::Disable),
            Some(mode) => match mode.as_str()? {
                "DISABLE" => Some(Self::Disable),
                "SIMPLE" => Some(Self::Simple),
                "MUTUAL" => Some(Self::Mutual),
                "ISTIO_MUTUAL" => Some(Self::IstioMutual),
                _ => None,
            },
        }
    }

    /// Whether the sidecar of the server takes the connection. What it passes on may still be no TLS for the application.
    pub fn is_taken(self, server: MtlsMode) -> bool {
        match server {
            MtlsMode::Strict => self == Self::IstioMutual,
            MtlsMode::Permissive => true,
            MtlsMode::Disable => self != Self::IstioMutual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_servers_take_the_tls_of_the_mesh_and_disabled_ones_anything_else() {
        let all = [ClientTls::Disable, ClientTls::Simple, ClientTls::Mutual, ClientTls::IstioMutual];
        let row = |server| all.map(|it| it.is_taken(server));
        assert_eq!(row(MtlsMode::Strict), [false, false, false, true]);
        assert_eq!(row(MtlsMode::Permissive), [true; 4]);
        assert_eq!(row(MtlsMode::Disable), [true, true, true, false]);
    }
}
