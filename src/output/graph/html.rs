//! A page with the picture: a click on a box or an arrow shows the lines it stands for. It loads nothing, and runs nothing but
//! its own script, whatever names say.

use super::{place, svg, verb};
use crate::engine::Report;
use crate::index::graph::View;
use crate::output::mask::Secrets;
use crate::source::{Sources, Span};
use serde_json::{Value, json};

/// Longer objects are shown up to here.
const MAX_LINES: u32 = 80;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// SHA-256 of [`SCRIPT`] in base64: browsers run no other.
const HASH: &str = "etU8+RVYmx/tMPTu2tk5jEXIDpWeUhWTfs6ZcGCeoM0=";

pub(super) fn draw(view: &View, report: &Report, sources: &Sources) -> String {
    let secrets = Secrets::of(report, sources);
    let lines = |span: Span, extent: Option<Span>| shown(span, extent, &secrets, sources);
    let nodes: Vec<Value> = view
        .nodes
        .iter()
        .map(|it| {
            let places = it.extent.map(|extent| {
                let span = it.place.unwrap_or(extent);
                json!({"place": place(span, sources), "text": "", "lines": lines(span, Some(extent))})
            });
            json!({"title": it.title, "kind": it.kind, "places": places.into_iter().collect::<Vec<_>>()})
        })
        .collect();
    let edges: Vec<Value> =
        view.edges
            .iter()
            .map(|it| {
                let places = it.places.iter().map(
                    |(span, text)| json!({"place": place(*span, sources), "text": text, "lines": lines(*span, None)}),
                );
                json!({
                    "from": it.from,
                    "to": it.to,
                    "word": verb(it),
                    "certainty": it.certainty.as_str(),
                    "choke": it.choke,
                    "places": places.collect::<Vec<_>>(),
                })
            })
            .collect();
    let data = serde_json::to_string(&json!({"nodes": nodes, "edges": edges})).unwrap_or_default();
    // Inside a script element only the end of that element could get out.
    let data = crate::output::escape::json(data).replace('<', "\\u003c");
    let picture = svg::drawn(view, sources, true);
    let parts = [
        ("/* hash */", HASH),
        ("/* style */", STYLE.trim_end()),
        ("<!-- picture -->", &picture),
        ("/* data */", &data),
        ("/* script */", SCRIPT),
    ];
    let mut page = String::with_capacity(PAGE.len() + STYLE.len() + SCRIPT.len() + picture.len() + data.len());
    // In one pass: what is put in is not searched.
    let mut rest = PAGE;
    for (mark, part) in parts {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        page.push_str(before);
        page.push_str(part);
        rest = after;
    }
    page + rest
}

/// Lines with their numbers, and whether the place is in them: those of the place with one before and after it, or all of an
/// object.
fn shown(span: Span, extent: Option<Span>, secrets: &Secrets, sources: &Sources) -> Vec<Value> {
    let source = sources.get(span.source);
    let (text, index) = (source.text(), source.lines());
    let reach = |span: Span| (index.line(span.start), index.line(span.end.max(span.start + 1) - 1));
    let hit = reach(span);
    let (first, last) = match extent.map(reach) {
        Some((first, last)) => (first, last.min(first + MAX_LINES)),
        None => (hit.0.saturating_sub(1), (hit.1 + 1).min(hit.0 + MAX_LINES)),
    };
    let line = |line: u32| {
        let range = index.range(text, line);
        let plain = &text[range.clone()];
        let end = range.start + plain.trim_end_matches(['\n', '\r']).len();
        let masked = secrets.mask(span.source, text, range.start..end);
        let content = masked.map_or_else(|| plain.trim_end().to_owned(), |it| it.text);
        let content: String =
            content.chars().map(|c| if super::is_odd(c) && c != '\t' { '\u{fffd}' } else { c }).collect();
        json!([line + 1, content, u8::from((hit.0..=hit.1).contains(&line))])
    };
    (first..=last.min(index.len().saturating_sub(1))).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_its_own_script() {
        assert_eq!(HASH, base64(&sha256(SCRIPT.as_bytes())), "put this into HASH");
    }

    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().fold(0u32, |all, it| all << 8 | u32::from(*it)) << (8 * (3 - chunk.len()));
            for at in 0..4 {
                let letter = LETTERS[(bits >> (18 - 6 * at)) as usize & 63] as char;
                out.push(if at > chunk.len() { '=' } else { letter });
            }
        }
        out
    }

    /// As the one dependency that knows it makes it.
    fn sha256(bytes: &[u8]) -> Vec<u8> {
        let mut hasher = gix::hash::hasher(gix::hash::Kind::Sha256);
        hasher.update(bytes);
        hasher.try_finalize().unwrap().as_slice().to_vec()
    }
}
