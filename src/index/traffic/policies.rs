//! Which policies are about a pod.

use super::{is_on_host, may_meet, namespace_of};
use crate::index::Index;
use crate::index::shelf::Shelf;
use crate::manifest::{Cidr, Direction, Kind, NetworkPolicy, Pod, Resource, Selector};
use crate::source::SourceId;
use crate::yaml::Value;
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
    /// Whether a policy engine makes network policies.
    generated: bool,
    blocks: Vec<(Value<'a>, Cidr, &'static str)>,
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

    /// The NetworkPolicies that may live in a Namespace: those that name it, and those of its folders that leave theirs open.
    pub fn policies_of(&self, namespace: Resource<'a>) -> Vec<NetworkPolicy<'a>> {
        let named = self.in_namespace(Kind::NetworkPolicy, Some(namespace.name()));
        let open = self.in_namespace(Kind::NetworkPolicy, None).filter(|it| self.same_cluster(*it, namespace));
        named
            .chain(open)
            .filter(|it| !self.are_alternatives(it.source(), namespace.source()))
            .filter_map(NetworkPolicy::of)
            .collect()
    }

    /// The first pod that names the namespace of this Namespace as its own.
    pub fn first_pod_in(&self, namespace: Resource<'a>) -> Option<Pod<'a>> {
        let pods = self.pods_by_place.near((), Some(namespace.name()));
        let mut pods = pods.iter().map(|at| self.pods[at]).filter(|it| it.resource().namespace().is_some());
        pods.find(|it| !self.are_alternatives(it.resource().source(), namespace.source()))
    }

    /// The pods of any namespace that a selector fits.
    pub fn anywhere(&self, selector: &Selector<'_>) -> Vec<Pod<'a>> {
        let labels = selector.equal().iter().map(|&pair| self.pods_by_label.near(pair, None));
        let near = labels.min_by_key(|it| it.len()).unwrap_or_default();
        near.iter().take(MANY).map(|at| self.pods[at]).filter(|it| selector.matches(it.labels())).collect()
    }

    /// The other policies that may be about the same pods as one.
    pub fn policies_beside(&self, policy: NetworkPolicy<'a>) -> Vec<NetworkPolicy<'a>> {
        let resource = policy.resource();
        let namespaces = [resource.namespace(), None];
        let all = namespaces[..if resource.namespace().is_some() { 2 } else { 1 }].iter();
        all.flat_map(|it| self.in_namespace(Kind::NetworkPolicy, *it))
            .filter(|it| it.root() != resource.root() && self.together(*it, resource))
            .filter_map(NetworkPolicy::of)
            .collect()
    }

    /// The address ranges that the input gives to pods or Services, with the place that says so.
    pub fn cluster_blocks(&self) -> &[(Value<'a>, Cidr, &'static str)] {
        &self.policies.blocks
    }

    /// Whether policies of another make, which are not read, may be about the pods of an object: Cilium's, Calico's, and those
    /// of the administrator.
    pub fn is_guarded(&self, resource: Resource<'a>) -> bool {
        self.policies.clusterwide || self.policies.guards.near((), namespace_of(resource)).len() > 0
    }

    /// Whether policies may be about the pods of an object that the input does not hold: of another make, or made by a
    /// controller.
    pub fn is_guarded_elsewhere(&self, resource: Resource<'a>) -> bool {
        self.policies.generated || self.is_guarded(resource)
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
        for resource in self.of_kind(Kind::Other) {
            table.generated |= generates(resource);
            table.blocks.extend(blocks(resource));
        }
        table.for_all.seal();
        table.guards.seal();
        self.policies = table;
    }
}

/// Whether a policy of Kyverno makes objects.
fn generates(resource: Resource<'_>) -> bool {
    resource.group() == "kyverno.io"
        && resource.spec().into_iter().flat_map(|it| it.list("rules")).any(|it| it.get("generate").is_some())
}

/// The address ranges of pods and Services in the configuration of kubeadm, of kind and of Calico.
fn blocks(resource: Resource<'_>) -> Vec<(Value<'_>, Cidr, &'static str)> {
    let places: &[(&str, &str)] = match (resource.group(), resource.kind_name()) {
        ("kubeadm.k8s.io", "ClusterConfiguration") | ("kind.x-k8s.io", "Cluster") => {
            &[("networking.podSubnet", "pods"), ("networking.serviceSubnet", "Services")]
        }
        ("crd.projectcalico.org" | "projectcalico.org", "IPPool") => &[("spec.cidr", "pods")],
        _ => &[],
    };
    let found = places.iter().filter_map(|&(path, what)| Some((resource.path(path)?, what)));
    found
        .flat_map(|(at, what)| {
            let texts = at.text().unwrap_or_default().split(',');
            texts.filter_map(move |it| Some((at, Cidr::parse(it.trim())?, what))).collect::<Vec<_>>()
        })
        .collect()
}
