//! The access graph as a drawing or as data. Every name in it is the attacker's.

mod dot;
mod html;
mod json;
mod label;
mod layout;
mod mermaid;
mod route;
mod spread;
mod svg;
#[cfg(test)]
mod tests;

use crate::engine::Report;
use crate::index::graph::{View, ViewEdge};
use crate::source::{Sources, Span};
use label::label;
use std::io::{self, Write};

/// How to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// Graphviz.
    Dot,
    /// A diagram in Markdown.
    Mermaid,
    /// For programs.
    Json,
    /// A picture.
    Svg,
    /// A page that shows the lines of what is clicked; it holds all it needs.
    Html,
}

/// Writes the graph. The report says which lines hold credentials and must not be shown.
pub fn write_graph(
    format: GraphFormat,
    view: &View,
    report: &Report,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = match format {
        GraphFormat::Dot => dot::draw(view, sources),
        GraphFormat::Mermaid => mermaid::draw(view),
        GraphFormat::Json => json::write(view, sources),
        GraphFormat::Svg => svg::draw(view, sources),
        GraphFormat::Html => html::draw(view, report, sources),
    };
    out.write_all(text.as_bytes())
}

/// "k8s/service.yaml:9".
fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source);
    format!("{}:{}", source.name(), sources.position(span).line)
}

/// The word on an edge.
fn word(edge: &ViewEdge) -> &'static str {
    match edge.kind {
        "traffic" => "",
        "token" => "token",
        "identity" => "acts as",
        "named" => "named by",
        "grant" => "grants",
        "hop" => "acts as",
        "call" => "may call",
        _ => "leads to",
    }
}

/// An edge in a sentence, between the names of its ends.
fn verb(edge: &ViewEdge) -> &'static str {
    match edge.kind {
        "traffic" => "sends traffic to",
        "token" => "holds the token of",
        "identity" | "hop" => "acts as",
        "named" => "is named by",
        "call" => "may call",
        "grant" => "grants",
        _ => "leads to",
    }
}

/// For XML, in text and in attributes: what is not allowed there is replaced.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_odd(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Characters that give commands or change the order of the text around them.
fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}
