//! What decides whether a pod is let into its namespace: the Namespace with its labels, the defaults of the cluster, and policy
//! engines that may do the same work.

use super::Index;
use crate::manifest::pss::{self, Configuration};
use crate::manifest::{Kind, Pod, Resource};

/// API groups of objects that hold policies about pods.
const ENGINES: [&str; 6] = [
    "kyverno.io",
    "policies.kyverno.io",
    "constraints.gatekeeper.sh",
    "policies.kubewarden.io",
    "security.openshift.io",
    "admissionregistration.k8s.io",
];

impl<'a> Index<'a> {
    pub(super) fn enter_guard(&mut self, number: u32, resource: Resource<'a>) {
        let policy = match resource.kind() {
            Kind::ValidatingAdmissionPolicy | Kind::PodSecurityPolicy => true,
            Kind::Other => {
                let group = resource.group();
                let hook = group == "admissionregistration.k8s.io" && !resource.kind_name().ends_with("Policy");
                ENGINES.contains(&group) && !hook
            }
            _ => false,
        };
        if policy {
            self.guards.push(number);
        }
    }

    /// The Namespace in which an object says that it lives, where the input holds it.
    pub fn namespace_of(&self, resource: Resource<'a>) -> Option<Resource<'a>> {
        let found = self.find(Kind::Namespace, resource.namespace()?, resource).found();
        found.filter(|it| self.same_cluster(*it, resource))
    }

    /// The pods and pod templates that say they live in a Namespace.
    pub fn pods_in(&self, namespace: Resource<'a>) -> impl Iterator<Item = Pod<'a>> {
        let near = self.pods_by_place.near((), Some(namespace.name()));
        let pods: Vec<Pod<'a>> = near.iter().map(|at| self.pods[at]).collect();
        pods.into_iter().filter(move |it| {
            let resource = it.resource();
            resource.namespace() == Some(namespace.name()) && self.same_cluster(resource, namespace)
        })
    }

    /// The configurations of the Pod Security admission plugin that an object may meet.
    pub fn pod_security_configurations(&self, near: Resource<'a>) -> impl Iterator<Item = Configuration<'a>> {
        let holders = self.of_kind(Kind::PodSecurityConfiguration).chain(self.of_kind(Kind::AdmissionConfiguration));
        holders.filter(move |it| self.same_cluster(*it, near)).flat_map(pss::configurations)
    }

    /// Whether the input holds policies of an engine that may judge the pods of an object's cluster.
    pub fn has_policy_engine(&self, near: Resource<'a>) -> bool {
        self.guards.iter().any(|&at| self.same_cluster(self.resources[at as usize], near))
    }
}
