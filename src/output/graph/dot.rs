//! For Graphviz.

use super::{place, word};
use crate::index::graph::View;
use crate::source::Sources;

pub(super) fn draw(view: &View, sources: &Sources) -> String {
    let mut out = String::from(
        "digraph access {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for (number, node) in view.nodes.iter().enumerate() {
        let shape = match node.kind {
            "goal" => ", shape=octagon, color=red",
            "outside" => ", shape=circle",
            _ => "",
        };
        let tip = node.place.map(|it| format!(", tooltip={}", quoted(&place(it, sources)))).unwrap_or_default();
        out.push_str(&format!("  n{number} [label={}{tip}{shape}];\n", quoted(&node.title)));
    }
    for edge in &view.edges {
        let style = if edge.choke { ", color=red, penwidth=3" } else { "" };
        let label = if edge.choke { format!("{} (cut here)", word(edge)) } else { word(edge).to_owned() };
        out.push_str(&format!("  n{} -> n{} [label={}{style}];\n", edge.from, edge.to, quoted(label.trim())));
    }
    for kind in ["outside", "goal"] {
        let rank = if kind == "goal" { "sink" } else { "source" };
        let numbers = view.nodes.iter().enumerate().filter(|it| it.1.kind == kind).map(|it| format!(" n{};", it.0));
        let numbers: String = numbers.collect();
        if !numbers.is_empty() {
            out.push_str(&format!("  {{ rank={rank};{numbers} }}\n"));
        }
    }
    out.push_str("}\n");
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if super::is_odd(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
