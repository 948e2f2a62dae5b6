//! From the outside to pods: what opens a door, which Service it leads to, which pods that picks.

use super::build::Builder;
use super::{Bond, Certainty, Step, Vertex, calls};
use crate::index::network::MANY;
use crate::index::{Destination, Endpoint, PortOf, Verdict};
use crate::manifest::exposure::{is_internal, is_open_ingress};
use crate::manifest::{
    Direction, Ingress, Kind, Pod, Resource, Selector, Service, TrafficRule, VirtualService, gateway_servers,
};
use crate::yaml::Value;
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

struct Doors<'b, 'i, 'a> {
    builder: &'b mut Builder<'i, 'a>,
}

pub(super) fn enter(builder: &mut Builder<'_, '_>) {
    let index = builder.index;
    let mut doors = Doors { builder };
    for resource in index.of_kind(Kind::Service) {
        if let Some((value, text)) = Service::of(resource).and_then(open_service) {
            let service = doors.service(resource);
            doors.open(service, resource, value, text, Certainty::Certain);
        }
    }
    for ingress in index.of_kind(Kind::Ingress).filter_map(Ingress::of).filter(|it| is_open_ingress(*it)) {
        doors.ingress(ingress);
    }
    for gateway in index.of_kind(Kind::GatewayApiGateway) {
        doors.gateway(gateway);
    }
    for gateway in index.of_kind(Kind::IstioGateway) {
        doors.istio_gateway(gateway);
    }
    for &pod in index.pods() {
        doors.host_port(pod);
    }
}

impl<'a> Doors<'_, '_, 'a> {
    fn open(
        &mut self,
        to: NodeIndex,
        resource: Resource<'a>,
        value: Option<Value<'a>>,
        text: String,
        certainty: Certainty,
    ) {
        let outside = self.builder.outside;
        let step = Step::new(resource, value, text);
        self.builder.edge(outside, to, Bond::Traffic, certainty, vec![step]);
    }

    /// The vertex of a Service, with edges to its pods.
    fn service(&mut self, resource: Resource<'a>) -> NodeIndex {
        let (from, new) = self.builder.vertex(Vertex::Service(resource));
        let Some(service) = Service::of(resource).filter(|_| new) else { return from };
        let Some(selector) = service.selector() else { return from };
        for pod in self.builder.index.selected(&selector, resource).into_iter().take(MANY) {
            if !takes_traffic(service, pod) || self.is_isolated(pod) || calls::close(self.builder.index, pod) {
                continue;
            }
            let to = self.builder.workload(pod);
            let text = format!("Service `{}` leads to {}", resource.name(), pod.resource().title());
            let step = Step::new(resource, service.selector_value(), text);
            self.builder.edge(from, to, Bond::Traffic, Certainty::Certain, vec![step]);
        }
        from
    }

    /// Whether policies let nobody in from outside, neither by themselves nor through what takes the traffic of an Ingress.
    fn is_isolated(&self, pod: Pod<'a>) -> bool {
        let index = self.builder.index;
        let (at, outside) = (Endpoint::Pod(pod), Endpoint::Address(None));
        let passage = index.passage(Direction::Ingress, at, outside, PortOf::default());
        let admits = |rule: TrafficRule<'a>| rule.all_namespaces().is_some() || admits_a_gateway(rule.value());
        let admitted = || passage.policies.iter().any(|it| it.rules(Direction::Ingress).any(admits));
        passage.verdict != Verdict::Allowed && (index.is_guarded(pod.resource()) || !admitted())
    }

    fn ingress(&mut self, ingress: Ingress<'a>) {
        let resource = ingress.resource();
        let hosts: FxHashMap<u32, &str> = ingress
            .paths()
            .filter_map(|(host, path)| {
                let backend = path.get("backend")?;
                let named = backend.path("service.name").or_else(|| backend.get("serviceName"))?;
                Some((named.id(), host))
            })
            .collect();
        for backend in ingress.backends().take(MANY) {
            let Some(name) = backend.as_str() else { continue };
            let Some(service) = self.builder.index.find(Kind::Service, name, resource).found() else { continue };
            if !self.builder.index.together(resource, service) {
                continue;
            }
            let to = self.service(service);
            let (from, new) = self.builder.vertex(Vertex::Listener(resource));
            if new {
                let text = match hosts.get(&backend.id()) {
                    Some(host) if !host.is_empty() => {
                        format!("Ingress `{}` answers strangers at `{host}`", resource.name())
                    }
                    _ => format!("Ingress `{}` answers strangers at every host", resource.name()),
                };
                self.open(from, resource, None, text, Certainty::Certain);
            }
            let step = Step::new(resource, Some(backend), format!("and sends them to Service `{name}`"));
            self.builder.edge(from, to, Bond::Traffic, Certainty::Certain, vec![step]);
        }
    }

    fn gateway(&mut self, gateway: Resource<'a>) {
        let index = self.builder.index;
        if gateway.spec().is_none() || is_internal(gateway) {
            return;
        }
        let routes: Vec<_> = index.routes_to(gateway).filter(|it| index.same_cluster(it.0, gateway)).collect();
        for (route, parent) in routes {
            let backends = route.spec().into_iter().flat_map(|it| it.list("rules"));
            let backends: Vec<Value<'a>> = backends.flat_map(|it| it.list("backendRefs")).take(MANY).collect();
            for backend in backends {
                let Some(name) = backend.get("name").filter(|_| backend.str("kind").is_none_or(|it| it == "Service"))
                else {
                    continue;
                };
                let namespace = backend.str("namespace").or(route.namespace());
                let found = index.find_in(Kind::Service, name.text().unwrap_or_default(), namespace, route).found();
                let Some(service) = found.filter(|it| index.same_cluster(*it, route)) else { continue };
                let to = self.service(service);
                let (middle, new) = self.builder.vertex(Vertex::Route(route));
                if new {
                    let (from, new) = self.builder.vertex(Vertex::Listener(gateway));
                    if new {
                        let text = format!("Gateway `{}` answers strangers", gateway.name());
                        self.open(from, gateway, gateway.path("spec.listeners"), text, Certainty::Certain);
                    }
                    let text = format!("HTTPRoute `{}` hangs on it", route.name());
                    let step = Step::new(route, Some(parent), text);
                    self.builder.edge(from, middle, Bond::Traffic, Certainty::Certain, vec![step]);
                }
                let step = Step::new(route, Some(name), format!("and sends them to Service `{}`", service.name()));
                self.builder.edge(middle, to, Bond::Traffic, Certainty::Certain, vec![step]);
            }
        }
    }

    fn istio_gateway(&mut self, gateway: Resource<'a>) {
        let index = self.builder.index;
        let Some(server) = gateway_servers(gateway).next() else { return };
        // A gateway for calls that leave the mesh, or for those between clusters, is no door for strangers.
        let picks = gateway.path("spec.selector").into_iter().flat_map(|it| it.entries()).filter_map(|it| it.1.text());
        let inner = ["egress", "eastwest", "internal", "private"];
        if picks.chain([gateway.name()]).any(|name| inner.iter().any(|it| name.contains(it))) {
            return;
        }
        let services: Vec<_> = index.bound_to(gateway).filter(|it| index.same_cluster(*it, gateway)).collect();
        for resource in services {
            let Some(service) = VirtualService::of(resource) else { continue };
            for (value, host) in service.destinations().take(MANY) {
                let Destination::Found(found) = index.destination(host, resource) else { continue };
                let fits = |it: &Resource<'a>| it.kind() == Kind::Service && index.same_cluster(*it, resource);
                for target in found.into_iter().filter(fits).take(1) {
                    let to = self.service(target);
                    let (middle, new) = self.builder.vertex(Vertex::Route(resource));
                    if new {
                        let (from, new) = self.builder.vertex(Vertex::Listener(gateway));
                        if new {
                            let text = format!("Gateway `{}` answers strangers", gateway.name());
                            self.open(from, gateway, server.get("hosts"), text, Certainty::Default);
                        }
                        let text = format!("VirtualService `{}` routes what arrives there", resource.name());
                        let step = Step::new(resource, service.get("gateways"), text);
                        self.builder.edge(from, middle, Bond::Traffic, Certainty::Certain, vec![step]);
                    }
                    let step = Step::new(resource, Some(value), format!("to Service `{}`", target.name()));
                    self.builder.edge(middle, to, Bond::Traffic, Certainty::Certain, vec![step]);
                }
            }
        }
    }

    fn host_port(&mut self, pod: Pod<'a>) {
        let local = |it: &str| it.starts_with("127.") || it == "::1";
        let mut ports = pod.containers().filter(|it| it.is_long_running()).flat_map(|it| it.value().list("ports"));
        let open = ports.find_map(|it| {
            let port = it.get("hostPort").filter(|port| port.as_int().is_some_and(|it| it > 0))?;
            (!it.str("hostIP").is_some_and(local)).then_some(port)
        });
        let Some(port) = open else { return };
        let text =
            format!("{} answers at port {} of its nodes", pod.resource().title(), port.text().unwrap_or_default());
        let to = self.builder.workload(pod);
        self.open(to, pod.resource(), Some(port), text, Certainty::Default);
    }
}

/// How a Service is open to strangers by itself.
fn open_service(service: Service<'_>) -> Option<(Option<Value<'_>>, String)> {
    let resource = service.resource();
    let name = resource.name();
    let value = service.get("type");
    match service.exposure() {
        "LoadBalancer" => {
            let limited = service.get("loadBalancerSourceRanges").is_some_and(|it| {
                !it.is_empty() && !it.items().any(|it| matches!(it.text(), Some("0.0.0.0/0" | "::/0")))
            });
            let open = !limited && !is_internal(resource) && service.get("loadBalancerClass").is_none();
            open.then(|| (value, format!("load balancer `{name}` takes traffic from everywhere")))
        }
        "NodePort" => Some((value, format!("Service `{name}` answers at a port of every node"))),
        "ExternalName" => None,
        _ => {
            let addresses = service.get("externalIPs").filter(|it| !it.is_empty())?;
            Some((Some(addresses), format!("Service `{name}` answers at an address outside of the cluster")))
        }
    }
}

/// Whether some port of a Service leads to a port of a pod: a name must be that of a port.
fn takes_traffic(service: Service<'_>, pod: Pod<'_>) -> bool {
    let named =
        |name: &str| pod.containers().any(|it| it.value().list("ports").any(|port| port.str("name") == Some(name)));
    let mut ports = service.ports().peekable();
    ports.peek().is_none() || ports.any(|it| it.target_name().is_none_or(|(_, name)| named(name)))
}

/// Whether a rule lets in the pods that take the traffic of an Ingress or a Gateway.
fn admits_a_gateway(rule: Value<'_>) -> bool {
    let words = ["ingress", "gateway", "traefik", "nginx", "istio-system", "kong", "contour", "envoy", "haproxy"];
    rule.list("from").any(|peer| {
        let selectors = [peer.get("namespaceSelector"), peer.get("podSelector")];
        selectors.into_iter().flatten().any(|it| {
            let selector = Selector::of_label_selector(it);
            selector.equal().iter().any(|(_, value)| words.iter().any(|it| value.contains(it)))
        })
    })
}
