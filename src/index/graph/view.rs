//! The graph as others draw it: numbered vertices in columns, with places instead of objects.

use super::{Bond, Certainty, Goal, Vertex, attack, walk};
use crate::index::Index;
use crate::index::rbac::Subject;
use crate::manifest::Resource;
use crate::source::Span;
use petgraph::visit::EdgeRef;

/// What is worth drawing.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Vertices.
    pub nodes: Vec<ViewNode>,
    /// Edges between positions in `nodes`.
    pub edges: Vec<ViewEdge>,
}

/// A vertex.
#[derive(Clone, Debug)]
pub struct ViewNode {
    /// What it is, in one word: `outside`, `service`, `pod` …
    pub kind: &'static str,
    /// Its name, as written in the input: not to be trusted.
    pub title: String,
    /// Column from left to right.
    pub column: usize,
    /// Where it is written.
    pub place: Option<Span>,
    /// All of the object.
    pub extent: Option<Span>,
}

/// An edge.
#[derive(Clone, Debug)]
pub struct ViewEdge {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// In one word: `traffic`, `call`, `token`, `named`, `grant` …
    pub kind: &'static str,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether an attack path is best cut here.
    pub choke: bool,
    /// Where it is written, each with what is to be seen there.
    pub places: Vec<(Span, String)>,
}

/// How many columns there are.
pub(super) const COLUMNS: usize = 8;

impl View {
    /// How many columns there are at most.
    pub const COLUMNS: usize = COLUMNS;
}

impl<'a> Index<'a> {
    /// The access graph without what neither strangers reach nor leads to anything.
    pub fn access_view(&self) -> View {
        let graph = self.access_graph();
        let attacks = graph.attacks.get_or_init(|| attack::find(self, graph));
        let shown = walk::worth_showing(graph);
        let mut numbers = vec![usize::MAX; shown.len()];
        let mut view = View::default();
        for at in graph.graph.node_indices().filter(|it| shown[it.index()]) {
            numbers[at.index()] = view.nodes.len();
            view.nodes.push(node(graph.graph[at]));
        }
        for edge in graph.graph.edge_references() {
            let (from, to) = (numbers[edge.source().index()], numbers[edge.target().index()]);
            if from == usize::MAX || to == usize::MAX {
                continue;
            }
            let weight = edge.weight();
            view.edges.push(ViewEdge {
                from,
                to,
                kind: kind(weight.bond),
                certainty: weight.certainty,
                choke: attacks.chokes.contains(&edge.id()),
                places: weight.steps.iter().map(|it| (it.span(), it.text.clone())).collect(),
            });
        }
        view
    }
}

fn kind(bond: Bond) -> &'static str {
    match bond {
        Bond::Traffic => "traffic",
        Bond::Token => "token",
        Bond::Identity => "identity",
        Bond::Named => "named",
        Bond::Grant { .. } => "grant",
        Bond::Hop { .. } => "hop",
        Bond::Call => "call",
        Bond::Escape { .. } => "escape",
    }
}

fn node(vertex: Vertex<'_>) -> ViewNode {
    let of = |kind, column, resource: Resource<'_>, title: String| ViewNode {
        kind,
        title,
        column,
        place: Some(resource.grip()),
        extent: Some(resource.root().span()),
    };
    let bare = |kind, column, title: String| ViewNode { kind, title, column, place: None, extent: None };
    let named = |it: Resource<'_>| match it.namespace() {
        Some(namespace) => format!("{} {namespace}/{}", it.kind_name(), it.name()),
        None => format!("{} {}", it.kind_name(), it.name()),
    };
    match vertex {
        Vertex::Outside => bare("outside", 0, "Outside".to_owned()),
        Vertex::Listener(it) => of("listener", 1, it, named(it)),
        Vertex::Route(it) => of("route", 2, it, named(it)),
        Vertex::Service(it) => of("service", 3, it, named(it)),
        Vertex::Workload(pod) => of("workload", 4, pod.resource(), named(pod.resource())),
        Vertex::Account(namespace, name, near) => {
            let title = namespace.map_or_else(|| name.to_owned(), |it| format!("{it}/{name}"));
            of("account", 5, near, format!("ServiceAccount {title}"))
        }
        Vertex::Identity(subject, near) => {
            let title = match subject {
                Subject::User(name) => format!("User {name}"),
                Subject::Group(name) => format!("Group {name}"),
                Subject::ServiceAccount(_, name) => format!("ServiceAccount {name}"),
            };
            of("identity", 5, near, title)
        }
        Vertex::Binding(it) => of("binding", 6, it, named(it)),
        Vertex::System => bare("system", 6, "Controllers of kube-system".to_owned()),
        Vertex::Goal(goal) => bare("goal", COLUMNS - 1, goal.to_string()),
    }
}

impl std::fmt::Display for Goal<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ClusterAdmin => f.write_str("cluster-admin"),
            Self::AllSecrets => f.write_str("Secrets of all namespaces"),
            Self::Secrets(Some(namespace)) => write!(f, "Secrets of namespace {namespace}"),
            Self::Secrets(None) => f.write_str("Secrets of a namespace"),
            Self::Node => f.write_str("root on a node"),
            Self::Workloads => f.write_str("commands in all pods"),
            Self::Cloud(name) => write!(f, "cloud identity {name}"),
        }
    }
}
