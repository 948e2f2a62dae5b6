//! What the access graph says of workloads and of people: doors, tokens, ways.

use super::{Fact, Holder, Ledger, Topic};
use crate::index::Index;
use crate::index::graph::walk::{from_outside, ways};
use crate::index::graph::{AccessGraph, Bond, Certainty, Edge, Vertex};
use crate::manifest::{Ingress, Resource};
use crate::source::Span;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

/// More doors than this to one workload are copies.
const MANY: usize = 256;

pub(super) fn enter(index: &Index<'_>, ledger: &mut Ledger) {
    let access = index.access_graph();
    enter_doors(access, ledger);
    let outside = from_outside(access);
    for at in access.graph().node_indices() {
        let (holder, near) = match access.graph()[at] {
            Vertex::Workload(pod) => (Holder::of_object(pod.resource()), pod.resource()),
            Vertex::Identity(subject, near) => (Holder::of(subject, None), near),
            _ => continue,
        };
        enter_tokens(access, at, &holder, near, ledger);
        for way in ways(index, access, at) {
            let door = outside.get(&at);
            let sure = |it: &&EdgeIndex| access.graph()[**it].certainty == Certainty::Assumed;
            let maybe =
                if way.edges.iter().any(|it| sure(&it)) { ", if what is not among the files allows it" } else { "" };
            let (text, weight) = match door {
                Some(_) => (format!("a way from outside to {}{maybe}", way.goal), 2),
                None => (format!("a way to {}{maybe}", way.goal), 1),
            };
            let edges = door.into_iter().flatten().chain(&way.edges).map(|it| &access.graph()[*it]);
            let fact = Fact {
                topic: Topic::Way,
                key: way.goal.to_string(),
                text,
                places: places(edges),
                weight,
                folder: near.folder().to_owned(),
            };
            ledger.fact(holder.clone(), fact);
        }
    }
}

fn places<'g, 'a: 'g>(edges: impl Iterator<Item = &'g Edge<'a>>) -> Vec<(Span, String)> {
    edges.flat_map(|it| &it.steps).map(|it| (it.span(), it.text.clone())).collect()
}

fn enter_tokens(access: &AccessGraph<'_>, at: NodeIndex, holder: &Holder, near: Resource<'_>, ledger: &mut Ledger) {
    let graph = access.graph();
    for edge in graph.edges(at).filter(|it| it.weight().bond == Bond::Token) {
        let Vertex::Account(namespace, name, _) = graph[edge.target()] else { continue };
        let (namespace, name) = (namespace.map(str::to_owned), name.to_owned());
        let account = Holder { kind: "ServiceAccount".to_owned(), namespace, name };
        // A token that is good for nothing is kept to compare with: what it becomes good for is said of its account.
        let is_bound = graph.neighbors(edge.target()).next().is_some();
        let fact = Fact {
            topic: Topic::Token,
            key: account.to_string(),
            text: format!("the token of {account}"),
            places: places(std::iter::once(edge.weight())),
            weight: u8::from(is_bound),
            folder: near.folder().to_owned(),
        };
        ledger.fact(holder.clone(), fact);
        let users = ledger.users.entry(account).or_default();
        if !users.contains(holder) && users.len() < MANY {
            users.push(holder.clone());
        }
    }
}

/// Every way that traffic takes from outside to a workload.
fn enter_doors(access: &AccessGraph<'_>, ledger: &mut Ledger) {
    let graph = access.graph();
    let mut open: Vec<Vec<EdgeIndex>> = graph.edges(access.outside()).map(|it| vec![it.id()]).collect();
    while let Some(way) = open.pop() {
        let Some((_, at)) = way.last().and_then(|it| graph.edge_endpoints(*it)) else { continue };
        if let Vertex::Workload(pod) = graph[at] {
            enter_door(access, &way, pod.resource(), ledger);
            continue;
        }
        for edge in graph.edges(at).filter(|it| it.weight().bond == Bond::Traffic && !way.contains(&it.id())) {
            open.push(way.iter().copied().chain([edge.id()]).collect());
        }
    }
}

fn enter_door(access: &AccessGraph<'_>, way: &[EdgeIndex], workload: Resource<'_>, ledger: &mut Ledger) {
    let graph = access.graph();
    let vertices = || way.iter().filter_map(|it| graph.edge_endpoints(*it)).map(|it| graph[it.1]);
    let title = |it: Resource<'_>| Holder::of_object(it).to_string();
    let mut names: Vec<String> = Vec::new();
    let (mut ingress, mut service) = (None, None);
    for vertex in vertices() {
        match vertex {
            Vertex::Listener(it) => {
                ingress = Ingress::of(it);
                names.push(title(it));
            }
            Vertex::Route(it) => names.push(title(it)),
            Vertex::Service(it) => service = Some(it),
            _ => {}
        }
    }
    // A Service that is the door itself is told; behind another one it is not: it may be any.
    if names.is_empty() {
        names.push(service.map_or_else(|| "a port of its nodes".to_owned(), title));
    }
    let through = names.join(" and ");
    let holder = Holder::of_object(workload);
    let mut add = |key: String, text: String, own: Option<(Span, String)>| {
        if ledger.facts.get(&holder).is_some_and(|it| it.len() >= MANY) {
            return;
        }
        let edges = way.iter().map(|it| &graph[*it]);
        let places = own.into_iter().chain(places(edges)).collect();
        let folder = workload.folder().to_owned();
        ledger.fact(holder.clone(), Fact { topic: Topic::Entry, key, text, places, weight: 1, folder });
    };
    let mut told = false;
    for (host, path) in ingress.iter().flat_map(|it| it.paths()) {
        let backend = path.get("backend").and_then(|it| it.path("service.name").or_else(|| it.get("serviceName")));
        if service.is_none_or(|it| backend.and_then(|it| it.text()) != Some(it.name())) {
            continue;
        }
        let host = if host.is_empty() { "*" } else { host };
        let address = format!("{host}{}", path.str("path").unwrap_or("/"));
        let at = path.get("path").unwrap_or(path).grip();
        add(
            format!("{through} {address}"),
            format!("an entry from outside at `{address}`, through {through}"),
            Some((at, "the path".to_owned())),
        );
        told = true;
    }
    if !told {
        add(through.clone(), format!("an entry from outside, through {through}"), None);
    }
}
