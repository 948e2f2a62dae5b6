//! The conformant way: events of `granit-parser` into the arena, for what the fast path declines.

use super::build::{Builder, Text};
use super::tree::{NodeKind, Problem, ProblemKind, Style};
use super::{MAX_DEPTH, Tree};
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::Arc;

/// Reads one document out of `range` and enters it into the tree.
pub(super) fn parse(tree: &mut Tree, range: Range<usize>) {
    let text = Arc::clone(&tree.text);
    let chunk = &text[range.clone()];
    let base = range.start as u32;
    let (start, end) = (range.start as u32, range.end as u32);
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut anchors: FxHashMap<usize, u32> = FxHashMap::default();
    let mut build = Builder::new(tree);
    let mut documents = 0;
    let mut parser = Parser::new_from_str_with_options(chunk, options);
    while let Some(next) = parser.next_event() {
        let (event, span) = match next {
            Ok(it) => it,
            Err(error) => {
                let at = base + error.marker().byte_offset().unwrap_or(0).min(chunk.len()) as u32;
                let problem = Problem {
                    kind: ProblemKind::Syntax,
                    span: build.tree.span(at, at),
                    message: error.info().to_lowercase(),
                    help: None,
                    related: None,
                };
                return build.fail(start, end, problem);
            }
        };
        let bytes = span.byte_range().unwrap_or(0..0);
        let (from, to) = (base + bytes.start as u32, base + bytes.end as u32);
        let tag = |build: &mut Builder<'_>, node| {
            if let Some(tag) = span.tag_span().and_then(|it| it.byte_range()) {
                build.tag(node, base + tag.start as u32, base + tag.end as u32);
            }
        };
        match event {
            Event::DocumentStart(..) => {
                documents += 1;
                if documents > 1 {
                    break;
                }
            }
            Event::Scalar(value, style, _, _) => {
                let style = match style {
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                    _ => Style::Plain,
                };
                let source = &text[from as usize..to as usize];
                let to = if style == Style::Plain { from + source.trim_end().len() as u32 } else { to };
                let inner = match style {
                    Style::SingleQuoted | Style::DoubleQuoted if source.len() >= 2 => (from + 1, to - 1),
                    _ => (from, to),
                };
                let same = text[inner.0 as usize..inner.1 as usize] == *value;
                let value = if same { Text::Source(inner.0, inner.1) } else { Text::Decoded(&value) };
                let node = build.scalar(style, from, to, value);
                tag(&mut build, node);
            }
            Event::SequenceStart(style, _, _) => {
                let node = build.begin(NodeKind::Sequence, structure(style), from);
                tag(&mut build, node);
            }
            Event::MappingStart(style, _, _) => {
                let node = build.begin(NodeKind::Mapping, structure(style), from);
                tag(&mut build, node);
            }
            Event::SequenceEnd | Event::MappingEnd => build.end(to),
            Event::Anchor(id, _) => {
                // The event follows its node directly, before any child.
                let node = build.next_node() - 1;
                build.anchor(node, from, to);
                anchors.insert(id, node);
            }
            Event::Alias(id) => {
                let target = anchors.get(&id).copied().unwrap_or(u32::MAX);
                build.alias(from, to, target);
            }
            Event::UnresolvedAlias(name) => {
                let problem = Problem {
                    kind: ProblemKind::Syntax,
                    span: build.tree.span(from, to),
                    message: format!("alias `*{name}` has no anchor `&{name}` before it in this document"),
                    help: None,
                    related: None,
                };
                return build.fail(start, end, problem);
            }
            Event::Comment(..) => build.tree.comments.push(super::Comment { start: from, end: to }),
            _ => {}
        }
    }
    build.finish(start, end);
}

fn structure(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Block => Style::Block,
        StructureStyle::Flow => Style::Flow,
    }
}
