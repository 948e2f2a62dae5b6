//! Where to cut: ways with the same end are told once for the edge that most of them share.

use super::attack::{Attack, Question};
use super::{AccessGraph, Bond, Certainty, Goal, Step, Vertex};
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A way that is to be told.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) question: Question,
    /// Whose compromise it begins with, the door before it left out.
    pub(super) start: NodeIndex,
    pub(super) goal: Goal<'a>,
    pub(super) edges: Vec<EdgeIndex>,
    /// A place to tell before the edges of the start.
    pub(super) bridge: Option<Step<'a>>,
}

/// Cuts ways at as few edges as a simple reckoning finds: the edge that most ways share first.
pub(super) fn cut<'a>(graph: &AccessGraph<'a>, found: Vec<Found<'a>>) -> Vec<(Question, Attack<'a>)> {
    let mut groups: BTreeMap<(Question, Goal<'a>), Vec<Found<'a>>> = BTreeMap::new();
    for it in found {
        groups.entry((it.question, it.goal)).or_default().push(it);
    }
    let mut done: FxHashSet<(NodeIndex, NodeIndex)> = FxHashSet::default();
    let source = |edge: EdgeIndex| graph.graph.edge_endpoints(edge).map(|it| it.0);
    let mut attacks = Vec::new();
    for ((question, goal), mut ways) in groups {
        ways.retain(|way| !way.edges.iter().filter_map(|it| source(*it)).any(|it| done.contains(&(way.start, it))));
        let mut users: FxHashMap<EdgeIndex, Vec<usize>> = FxHashMap::default();
        for (at, way) in ways.iter().enumerate() {
            // What comes before the start is another's to mend.
            let own = way.edges.iter().skip_while(|it| source(**it) != Some(way.start));
            own.filter(|it| rank(graph, **it).is_some()).for_each(|it| users.entry(*it).or_default().push(at));
        }
        let mut edges: Vec<_> = users.into_iter().collect();
        edges.sort_by_key(|(edge, ways)| (std::cmp::Reverse(ways.len()), rank(graph, *edge), ways[0], *edge));
        let mut left = vec![true; ways.len()];
        for (edge, mut cut) in edges {
            cut.retain(|&at| std::mem::take(&mut left[at]));
            let Some(&first) = cut.first() else { continue };
            for &at in &cut {
                done.extend(source(edge).map(|it| (ways[at].start, it)));
            }
            let starts: Vec<NodeIndex> = cut.iter().map(|&at| ways[at].start).collect();
            attacks.push((question, tell(graph, &ways[first], goal, edge, &starts, ways.len())));
        }
    }
    attacks
}

/// Which edges can be cut, the best first; none for traffic, which is what the pods are there for.
fn rank(graph: &AccessGraph<'_>, edge: EdgeIndex) -> Option<u8> {
    let edge = &graph.graph[edge];
    let rank = match edge.bond {
        Bond::Traffic | Bond::Call => return None,
        Bond::Hop { .. } => 0,
        Bond::Grant { .. } | Bond::Escape { .. } | Bond::Identity => 1,
        Bond::Token => 2,
        Bond::Named => 3,
    };
    (!edge.steps.is_empty()).then_some(rank)
}

fn tell<'a>(
    graph: &AccessGraph<'a>,
    way: &Found<'a>,
    goal: Goal<'a>,
    cut: EdgeIndex,
    starts: &[NodeIndex],
    all: usize,
) -> Attack<'a> {
    let mut steps: Vec<Step<'a>> = Vec::new();
    let (mut choke, mut certainty, mut bridge) = (0, Certainty::Certain, way.bridge.clone());
    for &edge in &way.edges {
        let at_start = graph.graph.edge_endpoints(edge).is_some_and(|it| it.0 == way.start);
        steps.extend(if at_start { bridge.take() } else { None });
        if edge == cut {
            choke = steps.len();
        }
        let edge = &graph.graph[edge];
        certainty = certainty.max(edge.certainty);
        steps.extend(edge.steps.iter().cloned());
    }
    let mut objects = Vec::new();
    let mut identity = None;
    for &start in starts {
        let object = match graph.graph[start] {
            Vertex::Workload(pod) => pod.resource(),
            Vertex::Identity(subject, near) => {
                identity = identity.or(Some(subject));
                near
            }
            _ => continue,
        };
        if !objects.iter().any(|it: &crate::manifest::Resource<'_>| it.root() == object.root()) && objects.len() < 64 {
            objects.push(object);
        }
    }
    Attack { goal, steps, choke, starts: objects, all, certainty, identity, edge: cut }
}
