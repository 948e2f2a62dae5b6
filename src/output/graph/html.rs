//! A page with the picture: a click on a box or an arrow shows the lines it stands for. It loads nothing.

use super::{place, svg};
use crate::engine::Report;
use crate::index::graph::View;
use crate::output::mask::Secrets;
use crate::source::{Sources, Span};
use serde_json::{Value, json};

/// Longer objects are shown up to here.
const MAX_LINES: u32 = 80;

const PAGE: &str = include_str!("page.html");

pub(super) fn draw(view: &View, report: &Report, sources: &Sources) -> String {
    let secrets = Secrets::of(report, sources);
    let lines = |span: Span, whole: bool| shown(span, whole, &secrets, sources);
    let nodes: Vec<Value> = view
        .nodes
        .iter()
        .map(|it| {
            let places = it.extent.map(|span| json!({"place": place(it.place.unwrap_or(span), sources), "text": "", "lines": lines(span, true)}));
            json!({"title": it.title, "places": places.into_iter().collect::<Vec<_>>()})
        })
        .collect();
    let edges: Vec<Value> = view
        .edges
        .iter()
        .map(|it| {
            let places = it.places.iter().map(
                |(span, text)| json!({"place": place(*span, sources), "text": text, "lines": lines(*span, false)}),
            );
            let title = format!("{} → {}", view.nodes[it.from].title, view.nodes[it.to].title);
            json!({"title": title, "certainty": it.certainty.as_str(), "places": places.collect::<Vec<_>>()})
        })
        .collect();
    let data = serde_json::to_string(&json!({"nodes": nodes, "edges": edges})).unwrap_or_default();
    // Inside a script element only the end of that element could get out.
    let data = crate::output::escape::json(data)
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029");
    let (before, rest) = PAGE.split_once("<!-- picture -->").unwrap_or((PAGE, ""));
    let (middle, after) = rest.split_once("/* data */").unwrap_or((rest, ""));
    [before, &svg::draw(view, sources), middle, &data, after].concat()
}

/// Lines with their numbers: those of a place with one before and after it, or all of an object.
fn shown(span: Span, whole: bool, secrets: &Secrets, sources: &Sources) -> String {
    let source = sources.get(span.source);
    let (text, index) = (source.text(), source.lines());
    let (first, last) = (index.line(span.start), index.line(span.end.max(span.start + 1) - 1));
    let (first, last) = if whole { (first, last.min(first + MAX_LINES)) } else { (first.saturating_sub(1), last + 1) };
    let mut out = String::new();
    for line in first..=last.min(index.len().saturating_sub(1)) {
        let range = index.range(text, line);
        let plain = &text[range.clone()];
        let masked =
            secrets.mask(span.source, text, range.start..range.start + plain.trim_end_matches(['\n', '\r']).len());
        let content = masked.map_or_else(|| plain.trim_end().to_owned(), |it| it.text);
        let content: String =
            content.chars().map(|c| if super::is_odd(c) && c != '\t' { '\u{fffd}' } else { c }).collect();
        out.push_str(&format!("{:>5}  {content}\n", line + 1));
    }
    out
}
