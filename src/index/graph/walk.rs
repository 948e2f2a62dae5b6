//! Shortest ways through the graph, bounded.

use super::{AccessGraph, Bond, Goal, Vertex};
use crate::index::Index;
use crate::manifest::Resource;
use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// More accounts one after the other than this are no attack anybody would follow.
const MAX_HOPS: usize = 4;

/// More vertices than this are not looked at from one start.
const MAX_VISITED: usize = 512;

/// A shortest way from a start to a goal.
#[derive(Clone, Debug)]
pub(in crate::index) struct Way<'a> {
    pub(in crate::index) goal: Goal<'a>,
    pub(in crate::index) edges: Vec<EdgeIndex>,
    /// How many accounts it takes over on the way.
    pub(super) hops: usize,
}

/// Edges out of a vertex, in the order in which they were added.
fn edges(graph: &AccessGraph<'_>, from: NodeIndex) -> Vec<(EdgeIndex, NodeIndex, Bond)> {
    let mut all: Vec<_> = graph.graph.edges(from).map(|it| (it.id(), it.target(), it.weight().bond)).collect();
    all.reverse();
    all
}

/// The shortest way from the outside to each pod that strangers reach.
pub(in crate::index) fn from_outside(graph: &AccessGraph<'_>) -> FxHashMap<NodeIndex, Vec<EdgeIndex>> {
    let mut ways: FxHashMap<NodeIndex, Vec<EdgeIndex>> = FxHashMap::default();
    let mut open = VecDeque::from([(graph.outside, Vec::new())]);
    while let Some((at, way)) = open.pop_front() {
        for (edge, to, bond) in edges(graph, at) {
            if bond != Bond::Traffic || ways.contains_key(&to) {
                continue;
            }
            let mut way = way.clone();
            way.push(edge);
            ways.insert(to, way.clone());
            open.push_back((to, way));
        }
    }
    ways.retain(|at, _| matches!(graph.graph[*at], Vertex::Workload(_)));
    ways
}

/// The shortest ways from a pod or an identity to whatever it reaches.
pub(in crate::index) fn ways<'a>(index: &Index<'a>, graph: &AccessGraph<'a>, start: NodeIndex) -> Vec<Way<'a>> {
    let Some(home) = place(graph.graph[start]) else { return Vec::new() };
    let mut parents: FxHashMap<NodeIndex, (NodeIndex, EdgeIndex, usize)> = FxHashMap::default();
    let mut open = VecDeque::from([(start, 0)]);
    let mut found = Vec::new();
    while let Some((at, hops)) = open.pop_front() {
        for (edge, to, bond) in edges(graph, at) {
            if bond == Bond::Call || to == start || parents.contains_key(&to) || parents.len() > MAX_VISITED {
                continue;
            }
            let hops = hops + usize::from(matches!(bond, Bond::Hop { .. }));
            // A base may be bound in one cluster and hold an account of another.
            let elsewhere = place(graph.graph[to]).is_some_and(|it| !index.same_cluster(it, home));
            if hops > MAX_HOPS || elsewhere {
                continue;
            }
            parents.insert(to, (at, edge, hops));
            if let Vertex::Goal(goal) = graph.graph[to] {
                found.push((goal, to, hops));
            } else {
                open.push_back((to, hops));
            }
        }
    }
    let back = |mut at: NodeIndex| {
        let mut edges = Vec::new();
        while let Some(&(from, edge, _)) = parents.get(&at) {
            edges.push(edge);
            at = from;
        }
        edges.reverse();
        edges
    };
    found.into_iter().map(|(goal, at, hops)| Way { goal, edges: back(at), hops }).collect()
}

/// Where a vertex is at home, for those that belong to one cluster.
fn place<'a>(vertex: Vertex<'a>) -> Option<Resource<'a>> {
    match vertex {
        Vertex::Workload(pod) => Some(pod.resource()),
        Vertex::Account(.., near) | Vertex::Identity(_, near) | Vertex::Binding(near) => Some(near),
        _ => None,
    }
}

/// Vertices that strangers reach or from which there is a way to a goal: what is worth drawing.
pub(super) fn worth_showing(graph: &AccessGraph<'_>) -> Vec<bool> {
    let goals = graph.graph.node_indices().filter(|it| matches!(graph.graph[*it], Vertex::Goal(_)));
    let mut shown = reached(graph, vec![graph.outside], Direction::Outgoing);
    let to_goals = reached(graph, goals.collect(), Direction::Incoming);
    shown.iter_mut().zip(to_goals).for_each(|(it, other)| *it |= other);
    shown
}

fn reached(graph: &AccessGraph<'_>, mut open: Vec<NodeIndex>, direction: Direction) -> Vec<bool> {
    let mut seen = vec![false; graph.graph.node_count()];
    open.iter().for_each(|it| seen[it.index()] = true);
    while let Some(at) = open.pop() {
        for next in graph.graph.neighbors_directed(at, direction) {
            if !std::mem::replace(&mut seen[next.index()], true) {
                open.push(next);
            }
        }
    }
    seen
}
