//! A picture that needs nothing else: no fonts, no scripts, no network.

use super::layout::{HEAD, HEIGHT, Layout, WIDTH, layout};
use super::route::MARK;
use super::{label, place, verb, xml};
use crate::index::graph::{View, ViewEdge, ViewNode};
use crate::source::Sources;
use std::fmt::Write;

/// Light and dark, as whoever looks prefers.
const STYLE: &str = include_str!("picture.css");

/// A picture in a file of its own.
pub(super) fn draw(view: &View, sources: &Sources) -> String {
    drawn(view, sources, false)
}

/// A picture; in a page, boxes and arrows can be reached with the keyboard.
pub(super) fn drawn(view: &View, sources: &Sources, in_page: bool) -> String {
    let layout = layout(view);
    let (width, height) = (layout.width, layout.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"access\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} \
         {height}\" role=\"{}\" aria-label=\"Access graph\">\n<style>{STYLE}</style>\n<defs>",
        if in_page { "group" } else { "img" }
    );
    for name in ["head", "cuthead"] {
        let _ = write!(
            out,
            "<marker id=\"{name}\" viewBox=\"0 0 8 8\" refX=\"7.4\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"{name}\" d=\"M0 .6L8 4L0 7.4z\"/></marker>"
        );
    }
    let _ = writeln!(out, "</defs>\n<rect class=\"backdrop\" width=\"{width}\" height=\"{height}\"/>");
    for (column, x) in &layout.columns {
        let _ = writeln!(out, "<text class=\"column\" x=\"{x}\" y=\"{}\">{}</text>", HEAD - 18.0, heading(*column));
    }
    let focus = if in_page { " tabindex=\"0\" role=\"button\"" } else { "" };
    // What is to be cut lies above what is not.
    for choke in [false, true] {
        for (number, it) in view.edges.iter().enumerate().filter(|it| it.1.choke == choke) {
            edge(number, it, view, sources, &layout, focus, &mut out);
        }
    }
    for (number, it) in view.nodes.iter().enumerate() {
        node(number, it, sources, layout.at[number], focus, &mut out);
    }
    out.push_str("</svg>\n");
    out
}

fn heading(column: usize) -> &'static str {
    ["", "Doors", "Routes", "Services", "Workloads", "Accounts, people", "Bindings", "What it leads to"]
        .get(column)
        .copied()
        .unwrap_or_default()
}

fn edge(
    number: usize,
    edge: &ViewEdge,
    view: &View,
    sources: &Sources,
    layout: &Layout,
    focus: &str,
    out: &mut String,
) {
    let route = &layout.routes[number];
    let (from, to) = (&view.nodes[edge.from].title, &view.nodes[edge.to].title);
    let title = format!("{from} {} {to}{}", verb(edge), if edge.choke { " (cut here)" } else { "" });
    let places = edge.places.iter().map(|(span, text)| format!("\n{}: {text}", place(*span, sources)));
    let tip: String = std::iter::once(title.clone()).chain(places).map(|it| xml_lines(&it)).collect();
    let (class, head) = if edge.choke { ("edge choke", "cuthead") } else { ("edge", "head") };
    let _ = write!(
        out,
        "<g class=\"{class} {} {}\" data-edge=\"{number}\"{focus} aria-label=\"{}\"><title>{tip}</title><path class=\"near\" \
         d=\"{path}\"/><path class=\"line\" d=\"{path}\" marker-end=\"url(#{head})\"/>",
        edge.kind,
        edge.certainty.as_str(),
        xml(&title),
        path = route.path,
    );
    if let Some((x, y)) = route.mark {
        let (height, width) = MARK;
        let _ = write!(
            out,
            "<rect class=\"mark\" x=\"{:.1}\" y=\"{:.1}\" width=\"{width}\" height=\"{height}\" rx=\"10\"/><text class=\"mark\" \
             x=\"{x:.1}\" y=\"{:.1}\">✂ cut</text>",
            x - width / 2.0,
            y - height / 2.0,
            y + 4.0,
        );
    }
    out.push_str("</g>\n");
}

fn node(number: usize, node: &ViewNode, sources: &Sources, (x, y): (f64, f64), focus: &str, out: &mut String) {
    let tip = node.place.map_or_else(String::new, |it| format!(" ({})", place(it, sources)));
    let title = xml(&node.title);
    let label = label(&node.title, node.kind);
    let _ = write!(
        out,
        "<g class=\"node {}\" data-node=\"{number}\"{focus} aria-label=\"{title}\"><title>{title}{}</title><rect class=\"box\" \
         x=\"{x:.1}\" y=\"{y:.1}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"8\"/><path class=\"tab\" d=\"M{:.1} {:.1}v{}\"/>",
        node.kind,
        xml(&tip),
        x + 5.0,
        y + 9.0,
        HEIGHT - 18.0,
    );
    // All lines together stand in the middle.
    let lines = label.name.len() + usize::from(!label.kind.is_empty());
    let first = y + HEIGHT / 2.0 + 4.5 - (lines as f64 - 1.0) * 8.0;
    if !label.kind.is_empty() {
        let kind = xml(&label.kind);
        let _ = write!(out, "<text class=\"kind\" x=\"{:.1}\" y=\"{first:.1}\">{kind}</text>", x + 14.0);
    }
    for (line, text) in label.name.iter().enumerate() {
        let y = first + (line + usize::from(!label.kind.is_empty())) as f64 * 16.0;
        let _ = write!(out, "<text class=\"name\" x=\"{:.1}\" y=\"{y:.1}\">{}</text>", x + 14.0, xml(text));
    }
    out.push_str("</g>\n");
}

/// For XML, with line feeds.
fn xml_lines(text: &str) -> String {
    text.split('\n').map(xml).collect::<Vec<_>>().join("\n")
}
