//! Puts the graph together: one vertex per thing, whoever comes to it first.

use super::{AccessGraph, Bond, Certainty, Edge, Goal, Step, Vertex, account, calls, effect, entry, escape};
use crate::index::Index;
use crate::index::rbac::Subject;
use crate::manifest::{Pod, Resource};
use crate::source::SourceId;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// What makes vertices the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key<'a> {
    /// By the place of the object or of the pod's spec.
    Node(SourceId, u32),
    /// By namespace, name and the folder of those who use it: equal names of two folders may be two clusters.
    Account(Option<&'a str>, &'a str, &'a str),
    Identity(Subject<'a>, &'a str),
    System,
    Goal(Goal<'a>),
}

pub(super) struct Builder<'i, 'a> {
    pub(super) index: &'i Index<'a>,
    pub(super) graph: DiGraph<Vertex<'a>, Edge<'a>>,
    nodes: FxHashMap<Key<'a>, NodeIndex>,
    edges: FxHashSet<(NodeIndex, NodeIndex, Bond)>,
    pub(super) outside: NodeIndex,
    pub(super) known: effect::Known<'a>,
}

impl<'a> Builder<'_, 'a> {
    /// The vertex, and whether it is new.
    pub(super) fn vertex(&mut self, vertex: Vertex<'a>) -> (NodeIndex, bool) {
        let node = |it: Resource<'a>| Key::Node(it.source(), it.root().id());
        let key = match vertex {
            Vertex::Outside => return (self.outside, false),
            Vertex::Listener(it) | Vertex::Route(it) | Vertex::Service(it) | Vertex::Binding(it) => node(it),
            Vertex::Workload(pod) => Key::Node(pod.resource().source(), pod.spec().id()),
            Vertex::Account(namespace, name, near) => Key::Account(namespace, name, near.folder()),
            Vertex::Identity(subject, near) => Key::Identity(subject, near.folder()),
            Vertex::System => Key::System,
            Vertex::Goal(goal) => Key::Goal(goal),
        };
        if let Some(&at) = self.nodes.get(&key) {
            return (at, false);
        }
        let at = self.graph.add_node(vertex);
        self.nodes.insert(key, at);
        (at, true)
    }

    /// Whether there is such an edge.
    pub(super) fn has_edge(&self, from: NodeIndex, to: NodeIndex, bond: Bond) -> bool {
        self.edges.contains(&(from, to, bond))
    }

    /// An edge, unless there is one of that kind already.
    pub(super) fn edge(
        &mut self,
        from: NodeIndex,
        to: NodeIndex,
        bond: Bond,
        certainty: Certainty,
        steps: Vec<Step<'a>>,
    ) {
        if self.edges.insert((from, to, bond)) {
            self.graph.add_edge(from, to, Edge { bond, certainty, steps });
        }
    }

    pub(super) fn workload(&mut self, pod: Pod<'a>) -> NodeIndex {
        self.vertex(Vertex::Workload(pod)).0
    }
}

pub(super) fn build<'a>(index: &Index<'a>) -> AccessGraph<'a> {
    let mut graph = DiGraph::new();
    let outside = graph.add_node(Vertex::Outside);
    let mut builder = Builder {
        index,
        graph,
        nodes: FxHashMap::default(),
        edges: FxHashSet::default(),
        outside,
        known: Default::default(),
    };
    let workloads = index.pods().iter().map(|&pod| builder.workload(pod)).collect::<Vec<_>>();
    entry::enter(&mut builder);
    calls::enter(&mut builder);
    escape::enter(&mut builder);
    let identities = account::enter(&mut builder);
    AccessGraph { graph: builder.graph, outside, workloads, identities, attacks: OnceLock::new() }
}
