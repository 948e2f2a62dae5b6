//! Which policies of the mesh meet at one workload.

use super::Index;
use super::network::MANY;
use crate::manifest::{AuthorizationAction, AuthorizationPolicy, Kind, Pod, Resource, Selector};

impl<'a> Index<'a> {
    /// The objects of a kind that are for workloads where `near` is: of its namespace and of the root namespace.
    pub fn policies_at(&self, kind: Kind, near: Resource<'a>) -> impl Iterator<Item = Resource<'a>> {
        let own = self.in_namespace(kind, near.namespace()).filter(move |it| self.together(*it, near));
        let root = self.root_namespace(near);
        let is_root = near.namespace() == Some(root);
        let root = self.in_namespace(kind, Some(root)).filter(move |it| !is_root && self.same_cluster(*it, near));
        own.chain(root)
    }

    /// The objects of a kind in the root namespace of the mesh around an object.
    pub fn of_root_namespace(&self, kind: Kind, near: Resource<'a>) -> impl Iterator<Item = Resource<'a>> {
        let all = self.in_namespace(kind, Some(self.root_namespace(near)));
        all.filter(move |it| self.same_cluster(*it, near))
    }

    /// The policies that allow something at every workload that a policy is for: where there is one, the rest is refused.
    pub fn allowing(&self, policy: AuthorizationPolicy<'a>) -> impl Iterator<Item = AuthorizationPolicy<'a>> {
        let policies =
            self.policies_at(Kind::AuthorizationPolicy, policy.resource()).filter_map(AuthorizationPolicy::of);
        policies.filter(move |it| {
            it.action() == AuthorizationAction::Allow && !it.is_dry_run() && it.reaches_all_of(policy)
        })
    }

    /// The pods with these labels, in whatever namespace; of very many the first.
    pub fn labelled<'s>(&'s self, selector: &'s Selector<'_>) -> impl Iterator<Item = Pod<'a>> {
        let rarest = selector.equal().iter().map(|&pair| self.pods_by_label.near(pair, None)).min_by_key(|it| it.len());
        let pods = rarest.into_iter().flat_map(|it| it.iter().collect::<Vec<_>>()).take(MANY).map(|at| self.pods[at]);
        pods.filter(|pod| selector.matches(pod.labels()))
    }
}
