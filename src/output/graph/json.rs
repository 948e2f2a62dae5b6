//! For programs.

use crate::index::graph::{View, ViewEdge, ViewNode};
use crate::source::{Sources, Span};
use serde_json::{Value, json};

pub(super) fn write(view: &View, sources: &Sources) -> String {
    let nodes: Vec<Value> = view.nodes.iter().enumerate().map(|(at, it)| node(at, it, sources)).collect();
    let edges: Vec<Value> = view.edges.iter().map(|it| edge(it, sources)).collect();
    let text = serde_json::to_string_pretty(&json!({"nodes": nodes, "edges": edges})).unwrap_or_default();
    crate::output::escape::json(text) + "\n"
}

fn node(id: usize, node: &ViewNode, sources: &Sources) -> Value {
    let mut value = json!({"id": id, "kind": node.kind, "title": node.title});
    if let Some(span) = node.place {
        place(&mut value, span, sources);
    }
    value
}

fn edge(edge: &ViewEdge, sources: &Sources) -> Value {
    let places = edge.places.iter().map(|(span, text)| {
        let mut value = json!({"text": text});
        place(&mut value, *span, sources);
        value
    });
    json!({
        "from": edge.from,
        "to": edge.to,
        "kind": edge.kind,
        "certainty": edge.certainty.as_str(),
        "choke": edge.choke,
        "places": places.collect::<Vec<_>>(),
    })
}

fn place(value: &mut Value, span: Span, sources: &Sources) {
    value["file"] = json!(sources.get(span.source).name());
    value["line"] = json!(sources.position(span).line);
}
