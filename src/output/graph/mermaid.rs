//! For Markdown pages that draw Mermaid.

use super::word;
use crate::index::graph::View;

pub(super) fn draw(view: &View) -> String {
    let mut out = String::from("flowchart LR\n");
    for (number, node) in view.nodes.iter().enumerate() {
        let title = escaped(&node.title);
        out.push_str(&match node.kind {
            "goal" => format!("  n{number}{{{{\"{title}\"}}}}\n"),
            "outside" => format!("  n{number}((\"{title}\"))\n"),
            _ => format!("  n{number}[\"{title}\"]\n"),
        });
    }
    for edge in &view.edges {
        let (arrow, label) =
            if edge.choke { ("==>", format!("{} ✂ cut here", word(edge))) } else { ("-->", word(edge).to_owned()) };
        let label = if label.is_empty() { String::new() } else { format!("|\"{}\"|", label.trim()) };
        out.push_str(&format!("  n{} {arrow}{label} n{}\n", edge.from, edge.to));
    }
    let chokes = view.edges.iter().enumerate().filter(|it| it.1.choke);
    for (number, _) in chokes {
        out.push_str(&format!("  linkStyle {number} stroke:#c00,stroke-width:4px\n"));
    }
    out
}

/// Everything that is not a plain letter of a name becomes an entity, which Mermaid decodes last.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '/' | ':' | '_') => out.push(c),
            c if super::is_odd(c) => out.push('\u{fffd}'),
            c => out.push_str(&format!("#{};", c as u32)),
        }
    }
    out
}
