//! Which policies are about a pod.

use super::{is_on_host, may_meet, namespace_of};
use crate::index::Index;
use crate::index::shelf::Shelf;
use crate::manifest::{Direction, Kind, NetworkPolicy, Pod, Resource};
use crate::source::SourceId;
use rustc_hash::FxHashMap;

/// The policies of each pod.
#[derive(Debug, Default)]
pub(in crate::index) struct PolicyTable<'a> {
    /// Policies that ask for labels, by the file and place of the pods they may select.
    by_pod: FxHashMap<(SourceId, u32), Vec<u32>>,
    /// Policies for all pods of a namespace.
    for_all: Shelf<'a, ()>,
    /// Policies of other makes that live in a namespace.
    guards: Shelf<'a, ()>,
    /// Whether there are policies of other makes that live in none.
    clusterwide: bool,
}

const CLUSTERWIDE: [Kind; 5] = [
    Kind::CiliumClusterwideNetworkPolicy,
    Kind::CalicoGlobalNetworkPolicy,
    Kind::AdminNetworkPolicy,
    Kind::BaselineAdminNetworkPolicy,
    Kind::ClusterNetworkPolicy,
];

/// More policies for one pod than this are not looked at.
const MANY: usize = 512;

impl<'a> Index<'a> {
    /// The policies that isolate a pod in a direction, and of each whether that is sure: one may leave its namespace open and
    /// stand elsewhere. Pods on the network of the host are never isolated.
    pub fn isolation(&self, pod: Pod<'a>, direction: Direction) -> (Vec<NetworkPolicy<'a>>, Vec<bool>) {
        let resource = pod.resource();
        let key = (resource.source(), pod.template().id());
        let table = &self.policies;
        let own = table.by_pod.get(&key).into_iter().flatten().map(|&it| it as usize);
        let general = table.for_all.near((), resource.namespace());
        own.chain(general.iter())
            .take(MANY)
            .map(|at| self.resources[at])
            .filter(|_| !is_on_host(pod))
            .filter(|it| may_meet(*it, resource) && !self.are_alternatives(it.source(), resource.source()))
            .filter_map(NetworkPolicy::of)
            .filter(|it| it.isolates(direction))
            .map(|it| (it, self.together(it.resource(), resource)))
            // A default for all pods that stands elsewhere and names no namespace says nothing about this one.
            .filter(|(policy, sure)| {
                *sure || !policy.selector().is_empty() || self.same_cluster(policy.resource(), resource)
            })
            .unzip()
    }

    /// Whether policies of another make, which are not read, may be about the pods of an object: Cilium's, Calico's, and those
    /// of the administrator.
    pub fn is_guarded(&self, resource: Resource<'a>) -> bool {
        self.policies.clusterwide || self.policies.guards.near((), resource.namespace()).len() > 0
    }

    pub(super) fn has_policies_near(&self, resource: Resource<'a>) -> bool {
        let namespace = namespace_of(resource);
        self.is_guarded(resource)
            || self
                .of_kind(Kind::NetworkPolicy)
                .take(MANY)
                .any(|it| !matches!((it.namespace(), namespace), (Some(a), Some(b)) if a != b))
    }

    pub(in crate::index) fn enter_policies(&mut self) {
        let mut table =
            PolicyTable { clusterwide: CLUSTERWIDE.iter().any(|&it| self.has_kind(it)), ..PolicyTable::default() };
        for kind in [Kind::CiliumNetworkPolicy, Kind::CalicoNetworkPolicy] {
            for &at in &self.by_kind[kind as usize] {
                table.guards.enter((), self.resources[at as usize].namespace(), at);
            }
        }
        for &at in &self.by_kind[Kind::NetworkPolicy as usize] {
            let resource = self.resources[at as usize];
            let Some(policy) = NetworkPolicy::of(resource) else { continue };
            let selector = policy.selector();
            if selector.is_empty() {
                table.for_all.enter((), resource.namespace(), at);
                continue;
            }
            for pod in self.candidates(&selector, resource).iter().map(|at| self.pods[at]) {
                if may_meet(resource, pod.resource()) && selector.matches(pod.labels()) {
                    let key = (pod.resource().source(), pod.template().id());
                    table.by_pod.entry(key).or_default().push(at);
                }
            }
        }
        table.for_all.seal();
        table.guards.seal();
        self.policies = table;
    }
}
