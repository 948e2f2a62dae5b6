//! Who answers at a host name, and which pods a Service or a policy picks.
//!
//! To accuse, objects must provably meet; to acquit, it is enough that they might. So a selector picks nothing only where no
//! pod of the whole input that might live in its namespace fits.

use super::Index;
use super::place::Place;
use crate::manifest::{
    Direction, GatewayName, Host, Ingress, Kind, NetworkPolicy, Pod, Resource, Selector, VirtualService,
};
use crate::source::SourceId;
use crate::yaml::Value;
use rustc_hash::{FxHashMap, FxHashSet};

/// A pod, and whether ingress and egress are open.
type Uncovered = (u32, [bool; 2]);

/// The tables behind these questions.
#[derive(Debug, Default)]
pub(super) struct Network<'a> {
    pub(super) by_namespace: FxHashMap<(Kind, Option<&'a str>), Vec<u32>>,
    pub(super) by_host: FxHashMap<(Kind, &'a str), Vec<(u32, Value<'a>)>>,
    pub(super) by_gateway: FxHashMap<&'a str, Vec<u32>>,
    /// Gateways of Istio by the numbers of their ports.
    by_port: FxHashMap<i64, Vec<u32>>,
    /// First uncovered pod of a namespace that has policies → all its uncovered pods.
    uncovered: FxHashMap<(SourceId, u32), Vec<Uncovered>>,
    /// Hosts that VirtualServices of gateways lead to.
    gateway_destinations: FxHashSet<&'a str>,
    /// HTTPRoutes by the name of the Gateway they attach to, with the entry of `parentRefs`.
    routes: FxHashMap<&'a str, Vec<(u32, Value<'a>)>>,
}

/// More objects of one name or label than this are copies of one example, where asking all would cost more than it tells.
pub(super) const MANY: usize = 512;

/// What a selector picks.
#[derive(Clone, Debug)]
pub enum Selected<'a> {
    /// These pods.
    Pods(Vec<Pod<'a>>),
    /// None, although the input holds the pods of that place.
    Nothing,
    /// The input does not say.
    Unknown,
}

impl<'a> Index<'a> {
    pub(super) fn enter_network(&mut self, number: u32, resource: Resource<'a>) {
        let kind = resource.kind();
        let network = &mut self.network;
        network.by_namespace.entry((kind, resource.namespace())).or_default().push(number);
        let mut name = |key: &'a str, value: Value<'a>| {
            network.by_host.entry((kind, key)).or_default().push((number, value));
        };
        match kind {
            Kind::DestinationRule => {
                if let Some(host) = resource.path("spec.host")
                    && let Some(text) = host.as_str()
                {
                    name(Host::resolve(text, resource.namespace()).key(), host);
                }
            }
            Kind::ServiceEntry => {
                for host in resource.spec().into_iter().flat_map(|it| it.list("hosts")) {
                    if let Some(text) = host.as_str() {
                        name(Host::resolve(text, resource.namespace()).key(), host);
                    }
                }
            }
            Kind::IstioGateway => {
                for port in crate::manifest::gateway_servers(resource).filter_map(|it| it.path("port.number")?.as_int())
                {
                    let all = network.by_port.entry(port).or_default();
                    if all.last() != Some(&number) {
                        all.push(number);
                    }
                }
            }
            Kind::VirtualService => {
                let Some(service) = VirtualService::of(resource) else { return };
                if service.is_on_mesh() {
                    service.hosts().for_each(|(value, host)| name(host.key(), value));
                }
                if service.get("gateways").is_some_and(|it| it.items().any(|it| it.as_str() != Some("mesh"))) {
                    network.gateway_destinations.extend(service.destinations().map(|it| it.1.key()));
                }
                for gateway in service.get("gateways").into_iter().flat_map(|it| it.items()) {
                    if let Some(GatewayName::Named(_, name)) =
                        gateway.as_str().map(|it| GatewayName::of(it, resource.namespace()))
                    {
                        network.by_gateway.entry(name).or_default().push(number);
                    }
                }
            }
            Kind::Service => {
                let names = resource.annotation("external-dns.alpha.kubernetes.io/hostname");
                if let Some(names) = names
                    && let Some(text) = names.text()
                {
                    text.split(',').map(str::trim).filter(|it| !it.is_empty()).for_each(|it| name(it, names));
                }
            }
            Kind::HttpRoute => {
                for host in resource.spec().into_iter().flat_map(|it| it.list("hostnames")) {
                    if let Some(text) = host.as_str().filter(|it| !it.is_empty()) {
                        name(text, host);
                    }
                }
                for parent in resource.spec().into_iter().flat_map(|it| it.list("parentRefs")) {
                    if let Some(name) = parent.str("name") {
                        network.routes.entry(name).or_default().push((number, parent));
                    }
                }
            }
            Kind::Ingress => {
                let Some(ingress) = Ingress::of(resource) else { return };
                let mut seen = FxHashSet::default();
                for (host, path) in ingress.paths().filter(|it| !it.0.is_empty()) {
                    if seen.insert(host) {
                        name(host, path);
                    }
                }
            }
            _ => {}
        }
    }

    /// The objects of a kind that write exactly this namespace, or none.
    pub fn in_namespace<'s>(&'s self, kind: Kind, namespace: Option<&'s str>) -> impl Iterator<Item = Resource<'a>> {
        let by_namespace: &'s FxHashMap<(Kind, Option<&'s str>), Vec<u32>> = &self.network.by_namespace;
        let all = by_namespace.get(&(kind, namespace)).map(Vec::as_slice).unwrap_or_default();
        all.iter().take(MANY).map(|&at| self.resources[at as usize])
    }

    /// The objects of a kind (DestinationRule, ServiceEntry, VirtualService on the mesh,
    /// Ingress, HTTPRoute, Service with a name for external-dns) that name a host, with the
    /// place where they do. Hosts of the cluster go by the name of the Service.
    pub fn naming(&self, kind: Kind, key: &str) -> std::vec::IntoIter<(Resource<'a>, Value<'a>)> {
        let all = self.network.by_host.get(&(kind, key)).map(Vec::as_slice).unwrap_or_default();
        let all = all.iter().take(MANY).map(|&(at, value)| (self.resources[at as usize], value));
        all.collect::<Vec<_>>().into_iter()
    }

    /// Like [`Self::naming`], for a host and the patterns that cover it.
    pub fn covering(&self, kind: Kind, host: Host<'_>) -> Vec<(Resource<'a>, Value<'a>)> {
        let full = match host {
            Host::Service(name, Some(namespace)) => format!("{name}.{namespace}.svc.cluster.local"),
            Host::Service(name, None) => format!("{name}.svc.cluster.local"),
            Host::Other(name) => name.to_owned(),
        };
        let dots = full.match_indices('.').map(|(at, _)| format!("*{}", &full[at..]));
        let keys = dots.chain(["*".to_owned()]).filter(|it| *it != full);
        let exact = self.naming(kind, host.key()).filter(|(resource, value)| {
            value.as_str().is_some_and(|it| Host::resolve(it, resource.namespace()).may_be(host))
        });
        exact.chain(keys.collect::<Vec<_>>().iter().flat_map(|key| self.naming(kind, key))).collect()
    }

    /// The Gateways of Istio that open a port.
    pub fn gateways_at(&self, port: i64) -> impl Iterator<Item = Resource<'a>> {
        let all = self.network.by_port.get(&port).map(Vec::as_slice).unwrap_or_default();
        all.iter().take(MANY).map(|&at| self.resources[at as usize])
    }

    /// The VirtualServices that bind to a Gateway.
    pub fn bound_to(&self, gateway: Resource<'a>) -> impl Iterator<Item = Resource<'a>> {
        let all = self.network.by_gateway.get(gateway.name()).map(Vec::as_slice).unwrap_or_default();
        all.iter().take(MANY).map(|&at| self.resources[at as usize]).filter(move |it| {
            let mut names = it.spec().into_iter().flat_map(|it| it.list("gateways")).filter_map(Value::as_str);
            names.any(|text| match GatewayName::of(text, it.namespace()) {
                GatewayName::Named(namespace, name) => {
                    name == gateway.name() && !matches!((namespace, gateway.namespace()), (Some(a), Some(b)) if a != b)
                }
                _ => false,
            })
        })
    }

    /// Whether some VirtualService of a gateway leads to a host.
    pub fn is_routed_by_gateway(&self, host: Host<'_>) -> bool {
        self.network.gateway_destinations.contains(host.key())
    }

    /// Whether so many objects of a kind name a host that not all are looked at.
    pub(super) fn is_crowded(&self, kind: Kind, key: &str) -> bool {
        self.network.by_host.get(&(kind, key)).is_some_and(|it| it.len() > MANY)
    }

    /// What a selector of `from` picks in its namespace.
    pub fn pick(&self, selector: &Selector<'_>, from: Resource<'a>) -> Selected<'a> {
        let pods = self.selected(selector, from);
        if !pods.is_empty() {
            return Selected::Pods(pods);
        }
        let known = self.closes(Kind::Pod) || self.closes(Kind::Deployment) || self.places.has_pods(Place::of(from));
        if !known || self.places.may_hold_more(from) || self.might_pick(selector, from) {
            super::doubt::of_namespace(from.namespace());
            return Selected::Unknown;
        }
        Selected::Nothing
    }

    /// Whether any pod that might live in the namespace of `from` fits.
    pub fn might_pick(&self, selector: &Selector<'_>, from: Resource<'a>) -> bool {
        let fits = |pod: &Pod<'a>| {
            !matches!((pod.resource().namespace(), from.namespace()), (Some(a), Some(b)) if a != b)
                && selector.matches(pod.labels())
        };
        self.candidates(selector, from).iter().map(|at| self.pods[at]).any(|pod| fits(&pod))
    }

    /// Whether the input holds so much of a namespace that what is not there does not exist: its Namespace object, or a Service
    /// and a workload in it. `None` is the namespace that `near` leaves open.
    pub fn owns(&self, namespace: Option<&'a str>, near: Resource<'a>) -> bool {
        if self.closed {
            return true;
        }
        // What the cluster and the mesh are installed into holds more than anyone's files.
        let installed = namespace.is_some_and(|it| it == "kube-system" || it == self.root_namespace(near))
            && !self.named(Kind::Service, "istiod").any(|it| it.namespace() == namespace);
        if installed || self.places.may_hold_more_in(namespace, near) {
            return false;
        }
        let place = match namespace {
            Some(namespace) => Place::Namespace(namespace),
            None => Place::Folder(near.folder()),
        };
        let written = |it: Resource<'a>| !self.inventory.holds(it);
        namespace.is_some_and(|it| self.find(Kind::Namespace, it, near).found().is_some_and(written))
            || self.places.has(Kind::Service, place) && self.places.has_pods(place)
    }

    /// Whether an object of a kind that is not in the input does not exist in a namespace: the input owns it, or an inventory
    /// has all of the kind.
    pub fn knows(&self, kind: Kind, namespace: Option<&'a str>, near: Resource<'a>) -> bool {
        let known = self.owns(namespace, near) || self.closes(kind) && !self.places.may_hold_more_in(namespace, near);
        if !known {
            super::doubt::of_namespace(namespace);
        }
        known
    }

    /// Whether this is the first of the pods that network policies of their namespace leave open; all of them with the
    /// directions (ingress, egress) that are open, if so: both where none selects the pod, else those that policies of the
    /// namespace isolate other pods in. The worst come first. Empty where
    /// policies that are not read may cover them.
    pub fn uncovered_from(&self, resource: Resource<'a>) -> Vec<(Pod<'a>, [bool; 2])> {
        let all = self.network.uncovered.get(&identity(resource));
        all.into_iter().flatten().map(|&(at, open)| (self.pods[at as usize], open)).collect()
    }

    /// The HTTPRoutes that attach to a Gateway of the Gateway API, with the entry of `parentRefs` that does.
    pub fn routes_to(&self, gateway: Resource<'a>) -> impl Iterator<Item = (Resource<'a>, Value<'a>)> {
        let all = self.network.routes.get(gateway.name()).map(Vec::as_slice).unwrap_or_default();
        all.iter().take(MANY).map(|&(at, parent)| (self.resources[at as usize], parent)).filter(
            move |(route, parent)| {
                let namespace = parent.str("namespace").or(route.namespace());
                !matches!((namespace, gateway.namespace()), (Some(a), Some(b)) if a != b)
            },
        )
    }

    pub(super) fn find_uncovered(&mut self) {
        if !self.has_kind(Kind::NetworkPolicy) {
            return;
        }
        // Of each place: the directions that its policies isolate some pods in, and those in which they isolate all.
        let mut places: FxHashMap<Place<'a>, [[bool; 2]; 2]> = FxHashMap::default();
        let mut covered: FxHashMap<(SourceId, u32), [bool; 2]> = FxHashMap::default();
        for policy in self.of_kind(Kind::NetworkPolicy).filter_map(NetworkPolicy::of) {
            let selector = policy.selector();
            let isolates = Direction::ALL.map(|it| policy.isolates(it));
            let [some, all] = places.entry(Place::of(policy.resource())).or_default();
            add(some, isolates);
            if selector.is_empty() {
                add(all, isolates);
                continue;
            }
            for pod in self.candidates(&selector, policy.resource()).iter().map(|at| self.pods[at]) {
                let (a, b) = (pod.resource().namespace(), policy.resource().namespace());
                if !matches!((a, b), (Some(a), Some(b)) if a != b) && selector.matches(pod.labels()) {
                    add(covered.entry(identity(pod.resource())).or_default(), isolates);
                }
            }
        }
        let mut uncovered: FxHashMap<Place<'a>, Vec<(u32, [bool; 2])>> = FxHashMap::default();
        for (at, pod) in self.pods.iter().enumerate().filter(|it| !self.inventory.holds(it.1.resource())) {
            let resource = pod.resource();
            let place = Place::of(resource);
            let Some([some, all]) = places.get(&place) else { continue };
            let own = covered.get(&identity(resource)).copied().unwrap_or_default();
            let mut open = [0, 1].map(|it| some[it] && !all[it] && !own[it]);
            if open.contains(&true) && own == [false; 2] && *all == [false; 2] {
                open = [true; 2];
            }
            let on_host = pod.get("hostNetwork").is_some_and(Value::is_true);
            if open.contains(&true) && !on_host && !self.is_guarded_elsewhere(resource) {
                uncovered.entry(place).or_default().push((at as u32, open));
            }
        }
        // What is open both ways first, then what can be reached.
        uncovered.values_mut().for_each(|all| all.sort_by_key(|it| it.1.map(|open| !open)));
        self.network.uncovered =
            uncovered.into_values().map(|all| (identity(self.pods[all[0].0 as usize].resource()), all)).collect();
    }
}

fn add(to: &mut [bool; 2], more: [bool; 2]) {
    to.iter_mut().zip(more).for_each(|(one, other)| *one |= other);
}

/// Tells objects apart.
fn identity(resource: Resource<'_>) -> (SourceId, u32) {
    (resource.source(), resource.root().id())
}
