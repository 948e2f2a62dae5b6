//! Resolution in the mesh: hosts, subsets, gateways.

use super::network::MANY;
use super::{Index, Lookup};
use crate::manifest::{DestinationRule, GatewayName, Host, Kind, Pod, Resource, Selector};
use crate::yaml::Value;

/// What a host name stands for in the mesh.
#[derive(Clone, Debug)]
pub enum Destination<'a> {
    /// These Services and ServiceEntries; more than one where the input does not tell which.
    Found(Vec<Resource<'a>>),
    /// Nothing, although the input owns the namespace it would be in.
    Missing,
    /// The input does not say.
    Unknown,
}

impl<'a> Index<'a> {
    /// What answers at a host that `near` names.
    pub fn destination(&self, host: Host<'a>, near: Resource<'a>) -> Destination<'a> {
        let services = self.by_name.count((Kind::Service, host.key()));
        if services > MANY || self.is_crowded(Kind::ServiceEntry, host.key()) {
            return Destination::Unknown;
        }
        let mut found: Vec<Resource<'a>> = Vec::new();
        if let Host::Service(name, namespace) = host {
            let fits = |it: &Resource<'a>| !disjoint(it.namespace(), namespace) && is_visible(*it, near);
            found.extend(self.named(Kind::Service, name).filter(fits));
        }
        let entries = self.covering(Kind::ServiceEntry, host).into_iter().map(|it| it.0);
        found.extend(entries.filter(|it| is_visible(*it, near)));
        if !found.is_empty() {
            return Destination::Found(found);
        }
        match host {
            Host::Service("kubernetes", _) => Destination::Unknown,
            Host::Service(_, namespace) if self.knows(Kind::Service, namespace, near) => Destination::Missing,
            Host::Other(name) if self.is_closed() && !name.contains('*') && name.contains(char::is_alphabetic) => {
                Destination::Missing
            }
            _ => Destination::Unknown,
        }
    }

    /// Whether a subset of a host is declared where a client in the namespace of `near` looks: in its own namespace, in that of
    /// the Service, in the root namespace. `Found` holds the DestinationRule.
    pub fn subset(&self, host: Host<'a>, subset: &str, near: Resource<'a>) -> Lookup<'a> {
        if self.is_crowded(Kind::DestinationRule, host.key()) {
            return Lookup::Unknown;
        }
        let target = match host {
            Host::Service(_, namespace) => namespace,
            Host::Other(_) => near.namespace(),
        };
        let root = self.root_namespace(near);
        let looked_up = |it: &Resource<'a>| {
            let place = it.namespace();
            place.is_none()
                || near.namespace().is_none()
                || place == near.namespace()
                || place == Some(root)
                || !disjoint(place, target)
        };
        let rules: Vec<Resource<'a>> =
            self.covering(Kind::DestinationRule, host).into_iter().map(|it| it.0).filter(looked_up).collect();
        let has = |it: &&Resource<'a>| DestinationRule::of(**it).is_some_and(|it| it.has_subset(subset));
        match rules.iter().find(has) {
            Some(&rule) => Lookup::Found(rule),
            None if self.knows(Kind::DestinationRule, target, near) => Lookup::Missing,
            None => Lookup::Unknown,
        }
    }

    /// The Gateway of a name that `near` uses.
    pub fn gateway(&self, name: GatewayName<'a>, near: Resource<'a>) -> Lookup<'a> {
        let GatewayName::Named(namespace, name) = name else { return Lookup::Unknown };
        let gateway = self.named(Kind::IstioGateway, name).find(|it| !disjoint(it.namespace(), namespace));
        // Istio makes a Gateway of its own for each of the Gateway API, and takes either name.
        let made = || self.named(Kind::GatewayApiGateway, name).any(|it| !disjoint(it.namespace(), namespace));
        match gateway {
            Some(gateway) => Lookup::Found(gateway),
            None if made() => Lookup::Unknown,
            None if self.knows(Kind::IstioGateway, namespace, near) => Lookup::Missing,
            None => Lookup::Unknown,
        }
    }

    /// The Gateway of the Gateway API whose name `near` uses where one of Istio is meant.
    pub fn gateway_of_api(&self, name: GatewayName<'a>, near: Resource<'a>) -> Option<Resource<'a>> {
        let GatewayName::Named(namespace, name) = name else { return None };
        let fits = |it: &Resource<'a>| {
            !disjoint(it.namespace(), namespace) && (self.is_closed() || self.same_cluster(*it, near))
        };
        self.named(Kind::GatewayApiGateway, name).find(fits)
    }

    /// The pods that a Gateway of Istio is laid on: those with its labels, in whatever namespace.
    pub fn gateway_pods(&self, gateway: Resource<'a>) -> Vec<Pod<'a>> {
        let Some(selector) = gateway.path("spec.selector").map(Selector::of_map) else { return Vec::new() };
        let labels = selector.equal().iter().map(|&pair| self.pods_by_label.near(pair, None));
        let Some(all) = labels.min_by_key(super::shelf::Near::len) else { return Vec::new() };
        let fits = |it: &Pod<'a>| {
            selector.matches(it.labels()) && (self.is_closed() || self.same_cluster(it.resource(), gateway))
        };
        all.iter().take(MANY).map(|at| self.pods[at]).filter(fits).collect()
    }

    /// The objects of a kind and name, wherever they are; of very many the first.
    pub fn named(&self, kind: Kind, name: &str) -> std::vec::IntoIter<Resource<'a>> {
        let all = self.by_name.near((kind, name), None);
        all.iter().take(MANY).map(|at| self.resources[at]).collect::<Vec<_>>().into_iter()
    }
}

/// Whether `exportTo` shows an object to another one's namespace.
fn is_visible(resource: Resource<'_>, near: Resource<'_>) -> bool {
    let annotation = resource.annotation("networking.istio.io/exportTo").and_then(Value::as_str);
    let annotated = annotation.filter(|_| resource.kind() == Kind::Service).into_iter().flat_map(|it| it.split(','));
    let listed = resource.spec().into_iter().flat_map(|it| it.list("exportTo")).filter_map(Value::as_str);
    let mut names = annotated.map(str::trim).chain(listed).peekable();
    names.peek().is_none()
        || names.any(|it| match it {
            "*" => true,
            "." => !disjoint(resource.namespace(), near.namespace()),
            name => near.namespace().is_none_or(|it| it == name),
        })
}

fn disjoint(one: Option<&str>, other: Option<&str>) -> bool {
    matches!((one, other), (Some(a), Some(b)) if a != b)
}
