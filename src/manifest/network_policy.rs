//! [`NetworkPolicy`], with the defaults that decide what an empty field means.

mod peer;
mod port;

pub use peer::{IpBlock, Peer};
pub use port::{PolicyPort, PortMatch, Protocol, named_ports};

use super::{Kind, Resource, Selector};
use crate::yaml::Value;

/// Which way traffic goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the pods.
    Ingress,
    /// From the pods.
    Egress,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ingress, Self::Egress];

    /// The field with the rules.
    pub fn field(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }

    /// The word in `policyTypes`.
    pub fn policy_type(self) -> &'static str {
        match self {
            Self::Ingress => "Ingress",
            Self::Egress => "Egress",
        }
    }

    /// The field of a rule with the peers.
    pub fn peers(self) -> &'static str {
        match self {
            Self::Ingress => "from",
            Self::Egress => "to",
        }
    }
}

/// A NetworkPolicy of Kubernetes itself.
#[derive(Clone, Copy, Debug)]
pub struct NetworkPolicy<'a> {
    resource: Resource<'a>,
    spec: Value<'a>,
}

impl<'a> NetworkPolicy<'a> {
    /// Reads a NetworkPolicy; `None` for other kinds and without a spec.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        let spec = resource.spec().filter(|it| resource.kind() == Kind::NetworkPolicy && it.is_mapping())?;
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

    /// Which pods of its namespace it isolates; empty for all.
    pub fn selector(self) -> Selector<'a> {
        self.spec.get("podSelector").map(Selector::of_label_selector).unwrap_or_default()
    }

    /// Whether it isolates in a direction: as `policyTypes` says, else always for ingress and for egress where there are rules.
    pub fn isolates(self, direction: Direction) -> bool {
        match self.spec.get("policyTypes").filter(|it| !it.is_empty()) {
            Some(types) => types.items().any(|it| it.as_str() == Some(direction.policy_type())),
            None => direction == Direction::Ingress || self.spec.get("egress").is_some_and(|it| !it.is_empty()),
        }
    }

    /// The rules of a direction that takes effect.
    pub fn rules(self, direction: Direction) -> impl Iterator<Item = TrafficRule<'a>> {
        let list = self.spec.get(direction.field()).filter(|_| self.isolates(direction));
        list.into_iter().flat_map(|it| it.items()).map(move |value| TrafficRule { value, direction })
    }
}

/// One rule: it allows what matches any of its peers on any of its ports.
#[derive(Clone, Copy, Debug)]
pub struct TrafficRule<'a> {
    value: Value<'a>,
    direction: Direction,
}

impl<'a> TrafficRule<'a> {
    /// The rule.
    pub fn value(self) -> Value<'a> {
        self.value
    }

    /// Its direction.
    pub fn direction(self) -> Direction {
        self.direction
    }

    /// Each peer, with the entry that says so; none for everyone, see [`Self::peers`].
    pub fn each_peer(self) -> impl Iterator<Item = (Value<'a>, Peer<'a>)> {
        self.value.list(self.direction.peers()).map(|it| (it, Peer::of(it)))
    }

    /// Each entry of `ports`; none for all, see [`Self::ports`].
    pub fn each_port(self) -> impl Iterator<Item = PolicyPort<'a>> {
        self.value.list("ports").map(PolicyPort::new)
    }

    /// The peers; `None` for everyone, which is also what an empty list says.
    pub fn peers(self) -> Option<Value<'a>> {
        self.value.get(self.direction.peers()).filter(|it| !it.is_empty())
    }

    /// The ports; `None` for all of them.
    pub fn ports(self) -> Option<Value<'a>> {
        self.value.get("ports").filter(|it| !it.is_empty())
    }

    /// A peer that stands for the whole network: `0.0.0.0/0` or `::/0` without exceptions, or both halves of one.
    pub fn everywhere(self) -> Option<Value<'a>> {
        let blocks: Vec<(Value<'a>, &str)> = self
            .value
            .list(self.direction.peers())
            .filter_map(|it| it.get("ipBlock"))
            .filter(|it| it.get("except").is_none_or(|it| it.is_empty()))
            .filter_map(|it| Some((it.get("cidr")?, it.get("cidr")?.as_str()?)))
            .collect();
        let find = |cidr: &str| blocks.iter().find(|(_, it)| *it == cidr).map(|it| it.0);
        find("0.0.0.0/0")
            .or_else(|| find("::/0"))
            .or_else(|| find("0.0.0.0/1").filter(|_| find("128.0.0.0/1").is_some()))
            .or_else(|| find("::/1").filter(|_| find("8000::/1").is_some()))
    }

    /// A peer that stands for all pods of all namespaces.
    pub fn all_namespaces(self) -> Option<Value<'a>> {
        self.value.list(self.direction.peers()).find(|it| {
            it.get("podSelector").is_none()
                && it.get("namespaceSelector").is_some_and(|it| Selector::of_label_selector(it).is_empty())
        })
    }
}
