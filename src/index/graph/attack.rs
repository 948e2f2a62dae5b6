//! Attack paths: which ways through the graph are told, under which name, and where each is best cut.

use super::cut::{Found, cut};
use super::walk::{Way, from_outside, ways};
use super::{AccessGraph, Bond, Certainty, Goal, Step, Vertex};
use crate::index::Index;
use crate::manifest::{Kind, Pod, Resource, controller_of};
use crate::source::SourceId;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

/// A kind of attack path. In order: what is cut for one is not told again under a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// From the outside to every permission there is.
    ClusterAdmin,
    /// From the outside over another account to every permission or every Secret.
    Hop,
    /// From the outside to the Secrets of all namespaces.
    AllSecrets,
    /// From the outside into pods of all namespaces.
    Proxy,
    /// From the outside to the Secrets of a namespace.
    NamespaceSecrets,
    /// From the outside to a node.
    Node,
    /// From the outside to an identity of a cloud.
    Cloud,
    /// From one pod over its node to the token of another that is everywhere.
    NodeEscape,
    /// From any node to the token of a pod that is everywhere.
    Daemon,
    /// From people who may run pods to every permission.
    Author,
    /// From a pod that may run others over an account of its namespace to every permission.
    Neighbour,
}

/// A way to a goal that is told, for all those that are cut at the same place.
#[derive(Clone, Debug)]
pub struct Attack<'a> {
    /// What it leads to.
    pub goal: Goal<'a>,
    /// The places it is written at, in order.
    pub steps: Vec<Step<'a>>,
    /// Which of them to cut.
    pub choke: usize,
    /// Where it and all others that are cut there begin, once each: pods or bindings of people.
    pub starts: Vec<Resource<'a>>,
    /// How many ways to the goal there are, these included.
    pub all: usize,
    /// How sure the least sure of its edges is.
    pub certainty: Certainty,
    /// Where it begins, if people do: a user or a group.
    pub identity: Option<crate::index::Subject<'a>>,
    /// The edge to cut.
    pub(super) edge: EdgeIndex,
}

impl<'a> Attack<'a> {
    /// The place to cut.
    pub fn cut(&self) -> &Step<'a> {
        &self.steps[self.choke]
    }
}

/// All of them, by kind and by the object to cut at.
#[derive(Debug, Default)]
pub(super) struct Attacks<'a> {
    all: FxHashMap<(Question, SourceId, u32), Vec<Attack<'a>>>,
    /// Edges to cut.
    pub(super) chokes: FxHashSet<EdgeIndex>,
    /// The shortest ways from the outside, by the place of the pod's spec.
    doors: FxHashMap<(SourceId, u32), Vec<EdgeIndex>>,
    /// The pods that strangers reach.
    pub(super) exposed: Vec<Pod<'a>>,
}

/// Of more exposed pods than this the rest says nothing new.
const MANY_EXPOSED: usize = 64;

impl<'a> Attacks<'a> {
    pub(super) fn at(&self, question: Question, resource: Resource<'a>) -> &[Attack<'a>] {
        let key = (question, resource.source(), resource.root().id());
        self.all.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The edges from the outside to a pod.
    pub(super) fn door(&self, pod: Pod<'a>) -> &[EdgeIndex] {
        self.doors.get(&place(pod)).map(Vec::as_slice).unwrap_or_default()
    }
}

fn place(pod: Pod<'_>) -> (SourceId, u32) {
    (pod.resource().source(), pod.spec().id())
}

pub(super) fn find<'a>(index: &Index<'a>, graph: &AccessGraph<'a>) -> Attacks<'a> {
    let outside = from_outside(graph);
    let mut found: Vec<Found<'a>> = Vec::new();
    let escapes: Vec<(Resource<'a>, EdgeIndex)> = graph.workloads.iter().filter_map(|it| escape(graph, *it)).collect();
    for &start in &graph.workloads {
        let Vertex::Workload(pod) = graph.graph[start] else { continue };
        let ways = ways(index, graph, start);
        match outside.get(&start) {
            Some(door) => found.extend(ways.iter().filter_map(|it| exposed(graph, pod, start, door, it))),
            None => found.extend(ways.iter().filter_map(|it| neighbour(graph, start, it))),
        }
        found.extend(ways.iter().filter_map(|it| daemon(index, pod, start, it, &escapes)));
    }
    for &start in &graph.identities {
        let ways = ways(index, graph, start);
        // Who is administrator already need not become it.
        if !ways.iter().any(|it| it.goal == Goal::ClusterAdmin && it.hops == 0) {
            found.extend(ways.iter().filter_map(|it| author(graph, start, it)));
        }
    }
    let mut attacks = Attacks::default();
    for &start in &graph.workloads {
        if let (Vertex::Workload(pod), Some(door)) = (graph.graph[start], outside.get(&start)) {
            attacks.doors.insert(place(pod), door.clone());
            if attacks.exposed.len() < MANY_EXPOSED {
                attacks.exposed.push(pod);
            }
        }
    }
    for (question, attack) in cut(graph, found) {
        attacks.chokes.insert(attack.edge);
        let at = attack.cut().resource;
        attacks.all.entry((question, at.source(), at.root().id())).or_default().push(attack);
    }
    attacks
}

/// The first edge from a pod to its node.
fn escape<'a>(graph: &AccessGraph<'a>, workload: NodeIndex) -> Option<(Resource<'a>, EdgeIndex)> {
    use petgraph::visit::EdgeRef;
    let Vertex::Workload(pod) = graph.graph[workload] else { return None };
    let mut edges = graph.graph.edges(workload).filter(|it| matches!(it.weight().bond, Bond::Escape { .. }));
    edges.next().map(|it| (pod.resource(), it.id()))
}

fn exposed<'a>(
    graph: &AccessGraph<'a>,
    pod: Pod<'a>,
    start: NodeIndex,
    door: &[EdgeIndex],
    way: &Way<'a>,
) -> Option<Found<'a>> {
    let question = match way.goal {
        Goal::ClusterAdmin | Goal::AllSecrets if way.hops > 0 => Question::Hop,
        _ if way.hops > 0 => return None,
        Goal::ClusterAdmin => Question::ClusterAdmin,
        Goal::AllSecrets => Question::AllSecrets,
        Goal::Workloads => Question::Proxy,
        Goal::Secrets(_) => Question::NamespaceSecrets,
        Goal::Node => Question::Node,
        Goal::Cloud(_) => Question::Cloud,
    };
    // The proxy in front of others reads their certificates: that is its work.
    let reads = matches!(question, Question::AllSecrets | Question::NamespaceSecrets);
    if reads && [pod.resource().name(), pod.service_account()].iter().any(|it| controller_of(it).is_some()) {
        return None;
    }
    // Traffic does not reach a container without a port beside one that has some.
    if way.edges.iter().any(|it| graph.graph[*it].bond == Bond::Escape { listens: false }) {
        return None;
    }
    let edges = door.iter().chain(&way.edges).copied().collect();
    Some(Found { question, start, goal: way.goal, edges, bridge: None })
}

/// Pods that are on every node, with permissions that are worth coming for.
fn daemon<'a>(
    index: &Index<'a>,
    pod: Pod<'a>,
    start: NodeIndex,
    way: &Way<'a>,
    escapes: &[(Resource<'a>, EdgeIndex)],
) -> Option<Found<'a>> {
    let resource = pod.resource();
    if !matches!(resource.kind(), Kind::DaemonSet | Kind::KruiseDaemonSet) {
        return None;
    }
    if !matches!(way.goal, Goal::ClusterAdmin | Goal::AllSecrets | Goal::Workloads) {
        return None;
    }
    let everywhere = pod.get("nodeSelector").is_none_or(|it| it.is_empty()) && pod.get("affinity").is_none();
    let other = escapes.iter().find(|it| it.0.root() != resource.root() && index.same_cluster(it.0, resource));
    match other.filter(|_| everywhere && way.goal == Goal::ClusterAdmin) {
        Some(&(_, escape)) => {
            let text = format!("and on that node, as on every other, runs {}", resource.title());
            let edges = std::iter::once(escape).chain(way.edges.iter().copied()).collect();
            let bridge = Some(Step::new(resource, None, text));
            Some(Found { question: Question::NodeEscape, start, goal: way.goal, edges, bridge })
        }
        None => {
            let text = format!("{} runs on every node that it may run on", resource.title());
            let bridge = Some(Step::new(resource, None, text));
            Some(Found { question: Question::Daemon, start, goal: way.goal, edges: way.edges.clone(), bridge })
        }
    }
}

fn neighbour<'a>(graph: &AccessGraph<'a>, start: NodeIndex, way: &Way<'a>) -> Option<Found<'a>> {
    let found = Found { question: Question::Neighbour, start, goal: way.goal, edges: way.edges.clone(), bridge: None };
    hops_at_home(graph, way).then_some(found)
}

fn author<'a>(graph: &AccessGraph<'a>, start: NodeIndex, way: &Way<'a>) -> Option<Found<'a>> {
    let found = Found { question: Question::Author, start, goal: way.goal, edges: way.edges.clone(), bridge: None };
    hops_at_home(graph, way).then_some(found)
}

/// Whether a way to every permission leads over accounts of one namespace, whose boundary so holds nothing.
fn hops_at_home(graph: &AccessGraph<'_>, way: &Way<'_>) -> bool {
    let wide = |it: &EdgeIndex| matches!(graph.graph[*it].bond, Bond::Hop { wide: true });
    let system =
        |it: &EdgeIndex| graph.graph.edge_endpoints(*it).is_some_and(|it| matches!(graph.graph[it.1], Vertex::System));
    way.goal == Goal::ClusterAdmin && way.hops > 0 && !way.edges.iter().any(|it| wide(it) || system(it))
}
