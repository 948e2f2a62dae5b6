//! What a fix would reach: files that are not to be changed, and places that see a node through aliases and merge keys.

use super::{Dropped, edits, texts};
use crate::finding::{Edit, Finding};
use crate::source::{Role, SourceId, Sources, Span};
use crate::yaml::{self, Tree, Value};
use rustc_hash::FxHashMap;

/// Judges fixes before any is tried.
pub(super) struct Reach<'a> {
    sources: &'a Sources,
    open: &'a [&'a Finding],
    /// Sources with aliases.
    aliased: FxHashMap<SourceId, bool>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(sources: &'a Sources, open: &'a [&'a Finding]) -> Self {
        Self { sources, open, aliased: FxHashMap::default() }
    }

    /// Why a fix must not be made at all.
    pub(super) fn refusal(&mut self, finding: &Finding) -> Option<Dropped> {
        let there = |edit: &Edit| {
            let source = self.sources.get(edit.span.source);
            source.role() == Role::Report && source.text().get(edit.span.range()).is_some()
        };
        if !edits(finding).iter().all(there) {
            return Some(Dropped::OutOfReach);
        }
        if finding.subject.template.is_some() {
            return Some(Dropped::Generated);
        }
        if edits(finding).iter().any(|it| is_written(self.sources.get(it.span.source).text())) {
            return Some(Dropped::Written);
        }
        self.is_seen_elsewhere(finding).then_some(Dropped::Shared)
    }

    /// Whether aliases show what is changed at more places than findings of the same rule ask for the same change.
    fn is_seen_elsewhere(&mut self, finding: &Finding) -> bool {
        let ids: Vec<SourceId> = edits(finding).iter().map(|it| it.span.source).collect();
        if !ids.into_iter().any(|id| self.has_aliases(id)) {
            return false;
        }
        let same = |it: &&&Finding| it.rule == finding.rule && edits(it) == edits(finding);
        let asked = self.open.iter().filter(same).count();
        let new = texts(self.sources, &[finding]);
        let trees = Trees::new(self.sources, |id| new.get(&id).map_or("", |it| &**it), &[finding]);
        edits(finding).iter().flat_map(|it| trees.nodes(it)).any(|it| it.places() > asked)
    }

    fn has_aliases(&mut self, id: SourceId) -> bool {
        let text = self.sources.get(id).text();
        *self.aliased.entry(id).or_insert_with(|| text.contains('*') && text.contains('&'))
    }
}

/// Whether the comments at the head of a text say that a program wrote it and will write it again.
fn is_written(text: &str) -> bool {
    let head = text.lines().map(str::trim).take_while(|it| it.is_empty() || it.starts_with('#') || *it == "---");
    head.into_iter().any(|it| it.contains("DO NOT EDIT") || it.contains("@generated"))
}

/// Paths of what each fix changes, in the text where it is.
pub(super) fn changes(old: &Sources, new: &Sources, chosen: &[&Finding]) -> Vec<Vec<String>> {
    let trees = Trees::new(old, |id| new.get(id).text(), chosen);
    let paths = |it: &&Finding| {
        let mut all: Vec<String> = edits(it).iter().flat_map(|it| trees.nodes(it)).map(Value::location).collect();
        all.dedup();
        all
    };
    chosen.iter().map(paths).collect()
}

/// Texts before and after edits, read.
struct Trees {
    old: FxHashMap<SourceId, Tree>,
    new: FxHashMap<SourceId, Tree>,
    /// Where edits begin in the new text.
    starts: FxHashMap<Span, u32>,
}

impl Trees {
    fn new<'t>(old: &Sources, new: impl Fn(SourceId) -> &'t str, chosen: &[&Finding]) -> Self {
        let mut all: Vec<&Edit> = chosen.iter().flat_map(|it| edits(it)).collect();
        all.sort_by_key(|it| it.span);
        all.dedup();
        let mut it = Self { old: FxHashMap::default(), new: FxHashMap::default(), starts: FxHashMap::default() };
        let mut moved: FxHashMap<SourceId, i64> = FxHashMap::default();
        for edit in all {
            let id = edit.span.source;
            it.old.entry(id).or_insert_with(|| yaml::parse(id, old.get(id).text().clone()));
            it.new.entry(id).or_insert_with(|| yaml::parse(id, new(id).into()));
            let moved = moved.entry(id).or_default();
            it.starts.insert(edit.span, (i64::from(edit.span.start) + *moved) as u32);
            *moved += edit.text.len() as i64 - i64::from(edit.span.len());
        }
        it
    }

    /// What an edit changes: the nodes that it takes away or replaces, and those that it writes.
    fn nodes(&self, edit: &Edit) -> Vec<Value<'_>> {
        let id = edit.span.source;
        let mut all = self.old.get(&id).map(|tree| within(tree, edit.span)).unwrap_or_default();
        if let (Some(tree), Some(&start)) = (self.new.get(&id), self.starts.get(&edit.span)) {
            all.extend(within(tree, tree.span(start, start + edit.text.len() as u32)));
        }
        all
    }
}

/// The outermost values that begin in a span, and, if nothing does, none.
fn within(tree: &Tree, span: Span) -> Vec<Value<'_>> {
    let text = &tree.text()[span.range()];
    let rest = text.trim_start_matches(|it: char| it.is_whitespace() || matches!(it, ',' | '-'));
    let at = span.end - rest.len() as u32;
    let Some(first) = tree.documents().find_map(|it| it.at(at)).filter(|_| !rest.is_empty()) else { return Vec::new() };
    let begins =
        |it: Value<'_>| span.contains(it.key().unwrap_or(it).span()) || it.is_scalar() && it.span().start == at;
    let above = std::iter::successors(first.parent(), |it| it.parent());
    let mut all: Vec<Value<'_>> = Vec::new();
    for holder in above {
        for it in holder.written().map(|it| it.1).chain(holder.items()).filter(|it| begins(*it)) {
            all.retain(|inner| !it.span().contains(inner.span()));
            all.push(it);
        }
    }
    if all.is_empty() { vec![first] } else { all }
}
