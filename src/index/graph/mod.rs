//! The access graph: from the outside over Services to pods, from pods by their tokens over bindings to what those hand out,
//! and from pods to their node. Attack paths are its shortest ways, told by `attack`.
//!
//! Every edge says where it is written and how sure it is. The graph is built on the first question; it is bounded where names
//! repeat, and the same for the same input.

mod account;
mod attack;
mod build;
mod calls;
mod cut;
mod effect;
mod entry;
mod escape;
mod landmark;
mod sites;
#[cfg(test)]
mod tests;
mod view;
pub(super) mod walk;

pub use attack::{Attack, Question};
pub use landmark::{Asks, Backend, Landmarks};
pub(crate) use sites::lent_keys;
pub use sites::{LentKey, NginxController, OpenListener, Sites};
pub use view::{View, ViewEdge, ViewNode};

use super::Index;
use super::rbac::Subject;
use crate::manifest::{Pod, Resource};
use crate::source::Span;
use crate::yaml::Value;
use petgraph::graph::{DiGraph, NodeIndex};
use std::sync::OnceLock;

/// What an attacker holds, or passes through.
#[derive(Clone, Copy, Debug)]
pub enum Vertex<'a> {
    /// Strangers, outside of the cluster.
    Outside,
    /// An Ingress or a Gateway.
    Listener(Resource<'a>),
    /// What a Gateway leads to: an HTTPRoute, a VirtualService.
    Route(Resource<'a>),
    /// A Service.
    Service(Resource<'a>),
    /// A pod or the pods of a workload.
    Workload(Pod<'a>),
    /// A service account, with an object that says where it lives.
    Account(Option<&'a str>, &'a str, Resource<'a>),
    /// A user or a group, with a binding that names it.
    Identity(Subject<'a>, Resource<'a>),
    /// A RoleBinding or ClusterRoleBinding.
    Binding(Resource<'a>),
    /// The service accounts of the control plane's controllers, which live in `kube-system` and may do everything.
    System,
    /// What it is all about.
    Goal(Goal<'a>),
}

/// What an attacker is after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal<'a> {
    /// Every permission there is.
    ClusterAdmin,
    /// The Secrets of all namespaces.
    AllSecrets,
    /// Root on a node.
    Node,
    /// Commands in pods of all namespaces.
    Workloads,
    /// An identity in a cloud, by its name there.
    Cloud(&'a str),
    /// The Secrets of a namespace; `None` where that is left open.
    Secrets(Option<&'a str>),
}

/// How sure a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Written.
    Certain,
    /// What holds where nothing is written.
    Default,
    /// Something outside of the input could prevent it.
    Assumed,
}

impl Certainty {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Default => "default",
            Self::Assumed => "assumed",
        }
    }
}

/// One place that proves an edge.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The object it stands in.
    pub resource: Resource<'a>,
    /// The place; the object as a whole, if none.
    pub value: Option<Value<'a>>,
    /// What is to be seen there.
    pub text: String,
}

impl<'a> Step<'a> {
    fn new(resource: Resource<'a>, value: Option<Value<'a>>, text: impl Into<String>) -> Self {
        Self { resource, value, text: text.into() }
    }

    /// Where to point.
    pub fn span(&self) -> Span {
        self.value.map_or_else(|| self.resource.grip(), Value::grip)
    }

    /// Its path in the document.
    pub fn path(&self) -> String {
        self.value.map(Value::location).unwrap_or_default()
    }
}

/// What an edge stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bond {
    /// Traffic from outside to a pod.
    Traffic,
    /// A pod holds the token of an account.
    Token,
    /// A pod may act as an identity of a cloud.
    Identity,
    /// A binding names somebody.
    Named,
    /// A binding hands something out, in all namespaces or in its own.
    Grant {
        /// In all namespaces.
        wide: bool,
    },
    /// A binding lets one act as another account.
    Hop {
        /// Of any namespace.
        wide: bool,
    },
    /// A policy of the mesh lets a pod call another one. That it may call is no attack yet: paths do not lead over it.
    Call,
    /// A container leads to its node; whether it is the one that takes the traffic.
    Escape {
        /// It may be.
        listens: bool,
    },
}

/// How one gets from one vertex to the next.
#[derive(Clone, Debug)]
pub struct Edge<'a> {
    /// What it stands for.
    pub bond: Bond,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it is written; the first place is where to cut.
    pub steps: Vec<Step<'a>>,
}

/// The graph with the tables that its questions need.
#[derive(Debug)]
pub struct AccessGraph<'a> {
    graph: DiGraph<Vertex<'a>, Edge<'a>>,
    outside: NodeIndex,
    /// In order of the objects.
    workloads: Vec<NodeIndex>,
    identities: Vec<NodeIndex>,
    attacks: OnceLock<attack::Attacks<'a>>,
}

impl<'a> AccessGraph<'a> {
    /// Vertices and edges.
    pub fn graph(&self) -> &DiGraph<Vertex<'a>, Edge<'a>> {
        &self.graph
    }

    /// The vertex of the strangers.
    pub fn outside(&self) -> NodeIndex {
        self.outside
    }
}

impl<'a> Index<'a> {
    /// The access graph of the input.
    pub fn access_graph(&self) -> &AccessGraph<'a> {
        self.graph.get_or_init(|| build::build(self))
    }

    /// The attack paths of a kind that are best cut at an object.
    pub fn attacks(&self, question: Question, at: Resource<'a>) -> &[Attack<'a>] {
        let graph = self.access_graph();
        let attacks = graph.attacks.get_or_init(|| attack::find(self, graph));
        attacks.at(question, at)
    }

    /// The places on the shortest way by which strangers reach a pod, in order; none where they do not.
    pub fn way_in(&self, pod: Pod<'a>) -> impl Iterator<Item = &Step<'a>> {
        let graph = self.access_graph();
        let attacks = graph.attacks.get_or_init(|| attack::find(self, graph));
        attacks.door(pod).iter().flat_map(|it| &graph.graph[*it].steps)
    }

    /// The pods that strangers reach, in order of files; of very many the first.
    pub fn exposed_pods(&self) -> &[Pod<'a>] {
        let graph = self.access_graph();
        &graph.attacks.get_or_init(|| attack::find(self, graph)).exposed
    }
}
