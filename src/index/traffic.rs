//! Who may talk to whom, as network policies say.
//!
//! [`Index::may_reach`] judges both ends: the policies for egress of the pod that calls, and those for ingress of the pod that is
//! called. The answer is about what the input says: a pod that no policy of the input selects is open, one that a policy
//! isolates lets through what any of its policies allow. It is [`Verdict::Unknown`] where labels, ports or policies
//! decide that the input does not show, and where Cilium, Calico or AdminNetworkPolicies have a say, which are not read.
//!
//! Ports are those of pods, as they are after the translation of a Service. What a pod sends to itself and what the kubelet of
//! its node sends always passes, and a load balancer may put its own address in place of the caller's: both are up to who asks.

mod end;
mod policies;

pub use end::{Endpoint, Passage, PortOf, Reachability, Verdict};
pub(super) use policies::PolicyTable;

use super::Index;
use crate::manifest::{Direction, IpBlock, Kind, NetworkPolicy, Peer, Pod, Resource, Selector, TrafficRule};
use crate::yaml::Value;
use end::{and, or};
use std::net::IpAddr;

impl<'a> Index<'a> {
    /// Whether one end may open a connection to a port of the other.
    pub fn may_reach(&self, from: Endpoint<'a>, to: Endpoint<'a>, port: PortOf) -> Reachability<'a> {
        Reachability {
            egress: self.passage(Direction::Egress, from, to, port),
            ingress: self.passage(Direction::Ingress, to, from, port),
        }
    }

    /// Whether the policies about a pod let traffic of a direction pass between it and a peer. `port` is that of the end
    /// that is called: of the pod itself for ingress, of the peer for egress.
    pub fn passage(&self, direction: Direction, at: Endpoint<'a>, peer: Endpoint<'a>, port: PortOf) -> Passage<'a> {
        let open = |verdict| Passage { verdict, rule: None, policies: Vec::new() };
        let pod = match at {
            Endpoint::Address(_) => return open(Verdict::Allowed),
            // Which policies select it depends on its labels.
            Endpoint::PodNear(resource) => {
                let any = self.has_policies_near(resource);
                return open(if any { Verdict::Unknown } else { Verdict::Allowed });
            }
            Endpoint::Pod(pod) => pod,
        };
        if is_on_host(pod) {
            return open(Verdict::Allowed);
        }
        let (policies, is_sure) = self.isolation(pod, direction);
        let target = match (direction, peer) {
            (Direction::Ingress, _) => Some(pod),
            (Direction::Egress, Endpoint::Pod(pod)) => Some(pod),
            (Direction::Egress, _) => None,
        };
        let (mut some, mut all, mut allowing) = (Some(false), Some(true), None);
        for (at, policy) in policies.iter().enumerate() {
            let mut answer = Some(false);
            for rule in policy.rules(direction) {
                let passes = and(admits(rule, port, target, peer), self.names(rule, *policy, peer));
                if passes == Some(true) {
                    allowing = allowing.or(Some(rule));
                }
                answer = or(answer, passes);
            }
            some = or(some, if is_sure[at] { answer } else { and(answer, None) });
            all = and(all, answer);
        }
        let isolated = is_sure.contains(&true);
        let answer = if isolated { some } else { all.filter(|it| *it) };
        let verdict = if self.is_guarded(pod.resource()) { Verdict::Unknown } else { Verdict::of(answer) };
        Passage { verdict, rule: allowing.filter(|_| verdict == Verdict::Allowed), policies }
    }

    /// Whether a rule's peers name an end.
    fn names(&self, rule: TrafficRule<'a>, policy: NetworkPolicy<'a>, end: Endpoint<'a>) -> Option<bool> {
        if rule.peers().is_none() {
            return Some(true);
        }
        let mut any = Some(false);
        for (_, peer) in rule.each_peer() {
            if any != Some(true) {
                any = or(any, self.is_peer(&peer, policy.resource(), end));
            }
        }
        any
    }

    /// Whether a peer in a policy names an end.
    pub fn is_peer(&self, peer: &Peer<'a>, policy: Resource<'a>, end: Endpoint<'a>) -> Option<bool> {
        match (peer, end) {
            (Peer::Invalid, _) => Some(false),
            (Peer::Pods { .. }, Endpoint::Address(_)) => Some(false),
            (Peer::Block(block), Endpoint::Address(address)) => holds(block, address),
            // Whether blocks are about pods is up to the network plugin, as are the addresses of pods.
            (Peer::Block(_), _) => None,
            (Peer::Pods { namespaces, pods }, Endpoint::Pod(pod)) => {
                let near = pod.resource();
                // Most plugins take it for its node.
                let on_host = if is_on_host(pod) { None } else { Some(true) };
                let named = and(Some(pods.matches(pod.labels())), on_host);
                and(named, self.is_namespace_of(namespaces.as_ref(), policy, near))
            }
            (Peer::Pods { namespaces, pods }, Endpoint::PodNear(near)) => {
                let named = pods.is_empty().then_some(true);
                and(named, self.is_namespace_of(namespaces.as_ref(), policy, near))
            }
        }
    }

    /// Whether a peer's `namespaceSelector`, or its absence, means the namespace that an object lives in.
    fn is_namespace_of(
        &self,
        selector: Option<&Selector<'a>>,
        policy: Resource<'a>,
        near: Resource<'a>,
    ) -> Option<bool> {
        let Some(selector) = selector else {
            return match (policy.namespace(), namespace_of(near)) {
                (Some(a), Some(b)) => Some(a == b),
                _ => self.together(policy, near).then_some(true),
            };
        };
        self.judge_namespace(selector, near)
    }

    /// Whether a selector of namespaces picks the one that an object lives in. What labels it has is known where the input
    /// holds the Namespace; its name is always one of them.
    pub fn judge_namespace(&self, selector: &Selector<'a>, near: Resource<'a>) -> Option<bool> {
        let name = namespace_of(near);
        let object = if near.kind() == Kind::Namespace {
            Some(near)
        } else {
            name.and_then(|it| self.find(Kind::Namespace, it, near).found())
        };
        selector.judge(|key| match (key, name, object) {
            ("kubernetes.io/metadata.name", Some(name), _) => Some(Some(name)),
            (_, _, Some(object)) => Some(object.label(key).and_then(Value::text)),
            _ => None,
        })
    }
}

/// The namespace that is meant by an object: a Namespace stands for itself.
fn namespace_of(resource: Resource<'_>) -> Option<&str> {
    if resource.kind() == Kind::Namespace { Some(resource.name()) } else { resource.namespace() }
}

fn may_meet(one: Resource<'_>, other: Resource<'_>) -> bool {
    !matches!((one.namespace(), other.namespace()), (Some(a), Some(b)) if a != b)
}

fn is_on_host(pod: Pod<'_>) -> bool {
    pod.get("hostNetwork").is_some_and(Value::is_true)
}

fn holds(block: &IpBlock, address: Option<IpAddr>) -> Option<bool> {
    match address {
        Some(address) => Some(block.holds(address)),
        None => block.holds_internet(),
    }
}

/// Whether a rule lets a port of a pod through.
fn admits(rule: TrafficRule<'_>, port: PortOf, target: Option<Pod<'_>>, peer: Endpoint<'_>) -> Option<bool> {
    if rule.ports().is_none() {
        return Some(true);
    }
    // Only pods have names for their ports.
    let nameless = rule.direction() == Direction::Egress && matches!(peer, Endpoint::Address(_));
    let mut any = Some(false);
    for entry in rule.each_port() {
        let one = entry.admits(port.protocol, port.number, target);
        any = or(any, if nameless { one.or(Some(false)) } else { one });
    }
    any
}

#[cfg(test)]
mod tests;
