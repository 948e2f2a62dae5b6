//! A picture that needs nothing else: no fonts, no scripts, no network.

use super::layout::{HEIGHT, WIDTH, layout};
use super::{place, short, word, xml};
use crate::index::graph::View;
use crate::source::Sources;

const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#1d2330}\
.node rect{fill:#f4f6fa;stroke:#7a869c;rx:7}\
.outside rect{fill:#fff4d6;stroke:#c08a00}.goal rect{fill:#fde4e4;stroke:#c22;stroke-width:2}\
.workload rect{fill:#e4f0fd;stroke:#2b6cb0}.account rect,.identity rect{fill:#ece6fb;stroke:#6b46c1}\
.binding rect,.system rect{fill:#e3f6ec;stroke:#2f855a}\
.edge path{fill:none;stroke:#7a869c;stroke-width:1.4}.edge text{font-size:11px;fill:#56607a}\
.default path,.assumed path{stroke-dasharray:6 4}.choke path{stroke:#c22;stroke-width:3.5}.choke text{fill:#c22;font-weight:600}\
.backdrop{fill:#fff}";

pub(super) fn draw(view: &View, sources: &Sources) -> String {
    let layout = layout(view);
    let (width, height) = (layout.width, layout.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>Access graph</title>\n<style>{STYLE}</style>\n\
         <defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#56607a\"/></marker></defs>\n\
         <rect class=\"backdrop\" width=\"{width}\" height=\"{height}\"/>\n"
    );
    for (number, edge) in view.edges.iter().enumerate() {
        let ((x1, y1), (x2, y2)) = (layout.at[edge.from], layout.at[edge.to]);
        let (y1, y2) = (y1 + HEIGHT / 2, y2 + HEIGHT / 2);
        let (path, label) = if x2 > x1 {
            let (from, to) = (x1 + WIDTH, x2);
            let bend = (to - from) / 2;
            (
                format!("M{from} {y1}C{} {y1} {} {y2} {to} {y2}", from + bend, to - bend),
                ((from + to) / 2, (y1 + y2) / 2),
            )
        } else {
            // Back to an account: around the right side of both.
            let (from, to) = (x1 + WIDTH, x2 + WIDTH);
            let bend = from.max(to) + 60;
            (format!("M{from} {y1}C{bend} {y1} {bend} {y2} {to} {y2}"), (bend - 20, (y1 + y2) / 2))
        };
        let mut text = word(edge).to_owned();
        if edge.choke {
            text = format!("{text} ✂ cut here");
        }
        let class = if edge.choke { "edge choke" } else { "edge" };
        let tips: Vec<String> =
            edge.places.iter().map(|(span, text)| format!("{}: {text}", place(*span, sources))).collect();
        out.push_str(&format!(
            "<g class=\"{class} {}\" data-edge=\"{number}\"><title>{}</title><path d=\"{path}\" marker-end=\"url(#head)\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text></g>\n",
            edge.certainty.as_str(),
            tips.iter().map(|it| xml(it)).collect::<Vec<_>>().join("\n"),
            label.0,
            label.1 - 5,
            xml(text.trim()),
        ));
    }
    for (number, node) in view.nodes.iter().enumerate() {
        let (x, y) = layout.at[number];
        let tip = node.place.map_or_else(String::new, |it| format!(" ({})", place(it, sources)));
        out.push_str(&format!(
            "<g class=\"node {}\" data-node=\"{number}\"><title>{}{}</title>\
             <rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text></g>\n",
            node.kind,
            xml(&node.title),
            xml(&tip),
            x + WIDTH / 2,
            y + HEIGHT / 2 + 5,
            xml(&short(&node.title)),
        ));
    }
    out.push_str("</svg>\n");
    out
}
