//! Finds the suppressions of a file and says what each covers.

use super::comment;
use crate::finding::{Edit, Finding};
use crate::index::Index;
use crate::manifest::{Pod, Resource};
use crate::source::{LineIndex, Span};
use crate::yaml::{Tree, Value};

/// Annotations that suppress begin so.
const PREFIX: &str = "holdshort.dev/ignore.";

/// One suppression.
#[derive(Debug)]
pub(super) struct Directive<'a> {
    /// The comment, or the key of the annotation.
    pub(super) at: Span,
    pub(super) names: Vec<Name<'a>>,
    /// Empty where none is given.
    pub(super) reason: &'a str,
    /// What is covered.
    pub(super) place: Place,
    /// Path of what is covered, for the identity of findings about the suppression.
    pub(super) path: String,
    /// Takes it out of the file.
    pub(super) removal: Vec<Edit>,
    /// What stands between the brackets of a comment.
    pub(super) list: Option<Span>,
}

/// A name in a suppression.
#[derive(Debug)]
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    /// It silenced something.
    pub(super) used: bool,
}

/// Where findings are silenced.
#[derive(Debug)]
pub(super) enum Place {
    /// Findings whose primary place begins on this line, counted from 0.
    Line(u32),
    /// Findings whose primary place begins in these bytes.
    Within(Span),
    /// The same, and findings about what lies below this path of the object in the second span.
    Template(Span, Span, String),
}

/// A comment that speaks to us and is not understood.
#[derive(Debug)]
pub(super) struct Misread {
    pub(super) at: Span,
    pub(super) message: &'static str,
}

impl Place {
    pub(super) fn covers(&self, finding: &Finding, lines: &LineIndex) -> bool {
        let start = finding.span().start;
        let within = |span: &Span| span.start <= start && start <= span.end;
        match self {
            Self::Line(line) => lines.line(start) == *line,
            Self::Within(span) => within(span),
            Self::Template(span, object, path) => {
                within(span) || within(object) && finding.path.strip_prefix(path.as_str()).is_some_and(is_step)
            }
        }
    }
}

/// Whether a path goes on below, or ends.
fn is_step(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['.', '['])
}

/// All suppression comments of a file.
pub(super) fn comments<'a>(tree: &'a Tree, lines: &LineIndex) -> (Vec<Directive<'a>>, Vec<Misread>) {
    let text = tree.text();
    let mut all = Vec::new();
    let mut misread = Vec::new();
    for comment in tree.comments() {
        let at = tree.span(comment.start, comment.end);
        match comment::read(&text[at.range()]) {
            None => {}
            Some(Err(message)) => misread.push(Misread { at, message }),
            Some(Ok(request)) => {
                let part = |range: &std::ops::Range<usize>| {
                    tree.span(comment.start + range.start as u32, comment.start + range.end as u32)
                };
                let at = Span { start: comment.start + request.start as u32, ..at };
                let place = place(tree, lines, comment.start);
                let names = request.names.iter();
                all.push(Directive {
                    at,
                    names: names.map(|(range, text)| Name { text, span: part(range), used: false }).collect(),
                    reason: request.reason,
                    path: path(tree, lines, &place),
                    place,
                    removal: vec![removal(tree, lines, at)],
                    list: Some(part(&request.list)),
                });
            }
        }
    }
    (all, misread)
}

/// Whether a line holds nothing but blanks or a comment.
fn is_idle(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim_start();
    line.trim_end().is_empty() || line.starts_with('#')
}

fn place(tree: &Tree, lines: &LineIndex, comment: u32) -> Place {
    let text = tree.text();
    let line = lines.line(comment);
    if !is_idle(&text[lines.start(line) as usize..comment as usize]) {
        return Place::Line(line);
    }
    // Before the first line with content it is about the whole document; in a piece of comments only, about the next one.
    let mut documents = tree.documents().skip_while(|it| it.span().end <= comment);
    if let Some(document) = documents.next() {
        let span = document.span();
        let first = text[span.range()].split_inclusive('\n').scan(span.start, |at, line| {
            let start = *at;
            *at += line.len() as u32;
            Some((start, line))
        });
        let content = first.skip_while(|(_, line)| is_idle(line) || line.starts_with('%')).map(|it| it.0).next();
        match content {
            Some(content) if comment < content => return Place::Within(span),
            None => {
                let next = documents.find(|it| it.root().is_some() || it.is_broken());
                return Place::Within(next.map_or(span, |it| it.span()));
            }
            Some(_) => {}
        }
    }
    let blank = |line: u32| text[lines.range(text, line)].trim().is_empty();
    let below = (line + 1..lines.len()).find(|&it| blank(it) || !is_idle(&text[lines.range(text, it)]));
    Place::Line(below.unwrap_or(line))
}

/// Where the first node that is covered is written in its document.
fn path(tree: &Tree, lines: &LineIndex, place: &Place) -> String {
    let Place::Line(line) = place else { return String::new() };
    let start = lines.start(*line);
    let document = tree.documents().find(|it| start < it.span().end);
    let node = document.and_then(|it| it.nodes().find(|it| it.span().start >= start));
    node.map(Value::location).unwrap_or_default()
}

/// Takes a comment out: its line if nothing else is on it, else from the blanks before it.
fn removal(tree: &Tree, lines: &LineIndex, comment: Span) -> Edit {
    let text = tree.text();
    let line = lines.line(comment.start);
    let start = lines.start(line);
    let before = &text[start as usize..comment.start as usize];
    let span = if before.trim().is_empty() {
        let next = text[comment.range().end..].find('\n').map_or(text.len(), |at| comment.range().end + at + 1);
        tree.span(start, next as u32)
    } else {
        tree.span(start + before.trim_end().len() as u32, comment.end)
    };
    Edit { span, text: String::new() }
}

/// All suppression annotations of an object and of its pod template.
pub(super) fn annotations<'a>(index: &Index<'a>, tree: &Tree) -> Vec<Directive<'a>> {
    resources_of(index, tree).flat_map(annotations_of).collect()
}

/// The objects of a file.
pub(super) fn resources_of<'a>(index: &Index<'a>, tree: &Tree) -> impl Iterator<Item = Resource<'a>> {
    let (all, source) = (index.resources(), tree.source());
    let from = all.partition_point(|it| it.source() < source);
    all[from..].iter().copied().take_while(move |it| it.source() == source)
}

fn annotations_of<'a>(resource: Resource<'a>) -> Vec<Directive<'a>> {
    let object = resource.root().span();
    let mut found = Vec::new();
    let mut collect = |holder: Value<'a>, place: &dyn Fn() -> Place| {
        let annotations = holder.get("metadata").and_then(|it| it.get("annotations"));
        for (key, value) in annotations.into_iter().flat_map(|it| it.entries()) {
            let Some(name) = key.text().and_then(|it| it.strip_prefix(PREFIX)) else { continue };
            found.push((key, value, name, place()));
        }
    };
    collect(resource.root(), &|| Place::Within(object));
    if let Some(pod) = Pod::of(resource).filter(|it| it.template() != resource.root()) {
        let template = pod.template();
        collect(template, &|| Place::Template(template.entry_span(), object, template.location()));
    }
    let directive = |(key, value, name, place): (Value<'a>, Value<'a>, &'a str, Place)| Directive {
        at: key.span(),
        names: vec![Name { text: name, span: key.span(), used: false }],
        reason: value.text().map(comment::as_reason).unwrap_or_default(),
        place,
        path: value.location(),
        removal: Edit::remove_entry(value),
        list: None,
    };
    found.into_iter().map(directive).collect()
}
