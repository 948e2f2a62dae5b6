//! The conformant way: events of `granit-parser` into the arena, for what the fast path declines.

use super::build::{Builder, Text};
use super::diagnose;
use super::fast::{ordinary, scalar_end};
use super::strict::{self, Refusal};
use super::tree::{NodeKind, Problem, ProblemKind, Style};
use super::{MAX_DEPTH, Tree};
use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Reads one document out of `range` and enters it into the tree.
pub(super) fn parse(tree: &mut Tree, range: Range<usize>) {
    let text = Arc::clone(&tree.text);
    let chunk = &text[range.clone()];
    // As kubectl feeds it: with a newline at the end.
    let fed = match chunk.is_empty() || chunk.ends_with('\n') {
        true => Cow::Borrowed(chunk),
        false => Cow::Owned(format!("{chunk}\n")),
    };
    let comments = tree.comments.len();
    let mut reader = Reader {
        text: &text,
        range: range.clone(),
        build: Builder::new(tree),
        anchors: FxHashMap::default(),
        open: Vec::new(),
        last: range.start,
    };
    match reader.document(&fed) {
        Ok(()) => reader.build.finish(range.start as u32, range.end as u32),
        Err(mut problem) => {
            strict::widen(&text, &mut problem.span);
            let from = problem.span.start as usize;
            reader.build.fail(range.start as u32, range.end as u32, *problem);
            diagnose::comments(tree, from, range.end);
        }
    }
    // Comments between properties and their node come late.
    tree.comments[comments..].sort_unstable_by_key(|it| it.start);
}

/// An open collection.
struct Open {
    flow: bool,
    /// Where it starts, when it is a key that no `?` announces.
    key: Option<usize>,
}

struct Reader<'t, 's> {
    text: &'s str,
    range: Range<usize>,
    build: Builder<'t>,
    anchors: FxHashMap<usize, u32>,
    open: Vec<Open>,
    /// One past the last byte of the last token seen.
    last: usize,
}

type Outcome = Result<(), Box<Problem>>;

impl Reader<'_, '_> {
    fn document(&mut self, fed: &str) -> Outcome {
        let all = &self.text.as_bytes()[self.range.clone()];
        if !ordinary(all)
            && let Some(refusal) = strict::character(self.text, self.range.clone())
        {
            return Err(self.problem(ProblemKind::Encoding, refusal));
        }
        if let Some(refusal) = diagnose::deep(self.text, self.range.clone()) {
            return Err(self.problem(ProblemKind::Limit, refusal));
        }
        let options = granit_parser::options! {
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            max_buffered_comment_events: usize::MAX,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        let mut documents = 0;
        let mut parser = Parser::new_from_str_with_options(fed, options);
        while let Some(next) = parser.next_event() {
            let (event, span) = match next {
                Ok(it) => it,
                Err(error) => {
                    let open = self.build.open_nodes().collect::<Vec<_>>();
                    let place = diagnose::Place { text: self.text, range: self.range.clone(), last: self.last };
                    return Err(Box::new(diagnose::explain(&place, self.build.tree, &open, &error)));
                }
            };
            if matches!(event, Event::DocumentStart(..)) {
                documents += 1;
                if documents > 1 {
                    break;
                }
            }
            self.event(event, span)?;
        }
        let gap = strict::gap(self.text.as_bytes(), self.last..self.range.end, self.last == self.range.start);
        self.check(gap.tab.map(|at| strict::tab(self.text.as_bytes(), at)))
    }

    fn problem(&self, kind: ProblemKind, it: Refusal) -> Box<Problem> {
        let span = self.build.tree.span(it.range.start as u32, it.range.end as u32);
        Box::new(Problem { kind, span, message: it.message, help: Some(it.help.to_owned()), related: None })
    }

    fn check(&self, refusal: Option<Refusal>) -> Outcome {
        refusal.map_or(Ok(()), |it| Err(self.problem(ProblemKind::Syntax, it)))
    }

    fn bytes(&self, span: &Span) -> (usize, usize) {
        let bytes = span.byte_range().unwrap_or(0..0);
        let clamp = |at: usize| strict::boundary(self.text, (at + self.range.start).min(self.range.end));
        (clamp(bytes.start), clamp(bytes.end))
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Outcome {
        let (from, to) = self.bytes(&span);
        match event {
            Event::Scalar(value, style, ..) => {
                let style = match style {
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                    _ => Style::Plain,
                };
                return self.scalar(&value, style, from, to, &span);
            }
            Event::SequenceStart(style, ..) => return self.begin(NodeKind::Sequence, style, from, &span),
            Event::MappingStart(style, ..) => return self.begin(NodeKind::Mapping, style, from, &span),
            Event::SequenceEnd | Event::MappingEnd => {
                self.build.end(to as u32);
                if let Some(open) = self.open.pop()
                    && open.flow
                {
                    self.last = self.last.max(to);
                    if let Some(start) = open.key {
                        self.check(strict::key(self.text.as_bytes(), start, start..to, self.range.end))?;
                    }
                }
            }
            Event::Anchor(id, _) => {
                // The event follows its node directly, before any child.
                let node = self.build.next_node() - 1;
                self.check(strict::name(self.text, from..to))?;
                self.build.anchor(node, from as u32, to as u32);
                self.build.place_missing(node, to as u32);
                self.last = self.last.max(to);
                self.anchors.insert(id, node);
            }
            Event::Alias(id) => {
                let target = self.anchors.get(&id).copied().unwrap_or(u32::MAX);
                self.check(strict::name(self.text, from..to))?;
                let start = self.gap(from)?;
                if target == u32::MAX || self.build.is_open(target) {
                    return Err(diagnose::itself(self.build.tree, self.text, from..to, target));
                }
                let key = self.implicit(start);
                self.build.alias(from as u32, to as u32, target);
                self.last = to;
                if let Some(start) = key {
                    self.check(strict::key(self.text.as_bytes(), start, from..to, self.range.end))?;
                }
            }
            Event::UnresolvedAlias(_) => return Err(diagnose::unresolved(self.build.tree, self.text, from..to)),
            Event::Comment(..) => {
                self.build.tree.comments.push(super::Comment { start: from as u32, end: to as u32 });
            }
            _ => {}
        }
        Ok(())
    }

    /// Checks the bytes before a node; says where the node with its properties starts, `None` behind a `?`.
    fn gap(&self, from: usize) -> Result<Option<usize>, Box<Problem>> {
        if self.last > from {
            return Ok(Some(from));
        }
        let bytes = self.text.as_bytes();
        let gap = strict::gap(bytes, self.last..from, self.last == self.range.start);
        if !self.open.last().is_some_and(|it| it.flow) {
            self.check(gap.tab.map(|at| strict::tab(bytes, at)))?;
        }
        Ok((!gap.explicit).then(|| gap.property.unwrap_or(from)))
    }

    /// Start of the next node if it is a key that no `?` announces.
    fn implicit(&self, start: Option<usize>) -> Option<usize> {
        start.filter(|_| self.build.expects_key())
    }

    fn tag(&mut self, node: u32, span: &Span) -> Outcome {
        let Some(tag) = span.tag_span() else { return Ok(()) };
        let (from, to) = self.bytes(&tag);
        self.check(strict::tag(self.text, from..to))?;
        self.build.tag(node, from as u32, to as u32);
        self.build.place_missing(node, to as u32);
        self.last = self.last.max(to);
        Ok(())
    }

    fn begin(&mut self, kind: NodeKind, style: StructureStyle, from: usize, span: &Span) -> Outcome {
        let flow = style == StructureStyle::Flow;
        let style = if flow { Style::Flow } else { Style::Block };
        // granit may place a sequence that is not indented at its first item.
        let from = if !flow && kind == NodeKind::Sequence { self.indicator(b"-").unwrap_or(from) } else { from };
        let start = self.gap(from)?;
        let key = self.implicit(start);
        let node = self.build.begin(kind, style, from as u32);
        self.open.push(Open { flow, key });
        self.last = self.last.max(from + usize::from(flow));
        self.tag(node, span)
    }

    fn scalar(&mut self, value: &str, style: Style, from: usize, to: usize, span: &Span) -> Outcome {
        let (text, bytes) = (self.text, self.text.as_bytes());
        // granit words a missing value as `~`.
        let missing = style == Style::Plain && !text[from..to].starts_with('~') && matches!(value, "" | "~");
        let value = if missing { "" } else { value };
        let (from, to) = match style {
            Style::Plain if missing => {
                let at = self.hole();
                let announced = at > self.range.start && bytes[at - 1] == b'?';
                if self.build.expects_key() && !announced && span.tag_span().is_none() {
                    return self.check(Some(strict::no_key(bytes, self.last, self.range.end)));
                }
                (at, at)
            }
            Style::Plain => (from, from + text[from..to].trim_end_matches([' ', '\t', '\r', '\n']).len()),
            Style::Literal | Style::Folded => {
                let from = self.indicator(b"|>").unwrap_or(from);
                let indicators = |it: &u8| matches!(it, b'|' | b'>' | b'+' | b'-' | b'0'..=b'9');
                let header = from + bytes[from..].iter().take_while(|it| indicators(it)).count();
                self.check(strict::block_scalar(bytes, header, self.range.end, self.open.is_empty()))?;
                (from, scalar_end(bytes, header, to.max(header)))
            }
            _ => (from, to),
        };
        let start = self.gap(from)?;
        let flow = self.open.last().is_some_and(|it| it.flow);
        self.check(match style {
            Style::Plain if flow => strict::flow_plain(text, from..to),
            Style::DoubleQuoted => strict::double_quoted(text, from..to),
            _ => None,
        })?;
        if !missing && let Some(start) = self.implicit(start) {
            self.check(strict::key(bytes, start, from..to, self.range.end))?;
        }
        let inner = match style {
            Style::SingleQuoted | Style::DoubleQuoted if to - from >= 2 => (from + 1, to - 1),
            _ => (from, to),
        };
        let same = text[inner.0..inner.1] == *value && !matches!(style, Style::Literal | Style::Folded);
        let text = if same { Text::Source(inner.0 as u32, inner.1 as u32) } else { Text::Decoded(value) };
        let node = self.build.scalar(style, from as u32, to as u32, text);
        self.last = self.last.max(to);
        self.tag(node, span)
    }

    /// The indicator of the node to come: granit's span of a block scalar begins with the text.
    fn indicator(&self, wanted: &[u8]) -> Option<usize> {
        let bytes = &self.text.as_bytes()[..self.range.end];
        let mut at = if self.open.is_empty() { self.last } else { self.hole() };
        loop {
            match bytes.get(at)? {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'#' => at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at),
                b'!' | b'&' => at += bytes[at..].iter().take_while(|it| !it.is_ascii_whitespace()).count(),
                it if wanted.contains(it) => return Some(at),
                _ => return None,
            }
        }
    }

    /// Where a missing value lies: behind the indicator that announces it.
    fn hole(&self) -> usize {
        let bytes = &self.text.as_bytes()[..self.range.end];
        let flow = self.open.last().is_some_and(|it| it.flow);
        let mut at = self.last;
        loop {
            match bytes.get(at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => at += 1,
                Some(b',') if self.build.expects_key() => at += 1,
                Some(b'#') => at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at),
                Some(sign @ (b':' | b'-' | b'?')) => {
                    let blank = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
                    return if blank || flow && *sign == b':' { at + 1 } else { self.last };
                }
                _ => return self.last,
            }
        }
    }
}
