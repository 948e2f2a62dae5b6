//! What a set of fixes would do, and which of them do not hold up.

use super::{Dropped, edits};
use crate::config::Policy;
use crate::engine::{Input, check, parse};
use crate::finding::{Finding, Subject};
use crate::index::Index;
use crate::manifest::conflict::conflicts;
use crate::source::{Role, Source, SourceId, Sources};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A rule and the object that it judged. Items of a list are numbered, so that a finding may take the identity of one that is
/// gone: they are counted.
type Place = (&'static str, SourceId, Subject);

pub(super) struct Trial {
    pub(super) input: Input,
    /// The new texts.
    pub(super) changed: FxHashMap<SourceId, Arc<str>>,
    /// Sources whose findings were made anew.
    pub(super) involved: FxHashSet<SourceId>,
    /// Those findings.
    pub(super) findings: Vec<Finding>,
    /// Sources that have more problems than before.
    broken: FxHashSet<SourceId>,
    /// Sources with objects that are refused and were not before.
    refused: FxHashSet<SourceId>,
    /// Where fewer findings of a rule went than fixes were applied.
    idle: FxHashSet<Place>,
}

impl Trial {
    pub(super) fn new(
        old: &Input,
        policy: &Policy,
        changed: FxHashMap<SourceId, Arc<str>>,
        chosen: &[&Finding],
        before: &[Finding],
    ) -> Self {
        let judged = chosen.iter().map(|it| it.span().source);
        let involved: FxHashSet<SourceId> = changed.keys().copied().chain(judged).collect();
        let input = copy(old, &changed, Some(&involved));
        let findings = check(&input, policy).findings;
        let mut balance: FxHashMap<Place, isize> = FxHashMap::default();
        let chosen = chosen.iter().copied();
        findings.iter().chain(chosen).for_each(|it| *balance.entry(place(it)).or_default() += 1);
        let before = before.iter().filter(|it| involved.contains(&it.span().source));
        before.for_each(|it| *balance.entry(place(it)).or_default() -= 1);
        let idle = balance.into_iter().filter(|it| it.1 > 0).map(|it| it.0).collect();
        let ids: Vec<SourceId> = changed.keys().copied().collect();
        let (before, after) = (state(&old.sources, &ids), state(&input.sources, &ids));
        let (mut broken, mut refused) = (FxHashSet::default(), FxHashSet::default());
        for (at, &id) in ids.iter().enumerate() {
            if after[at].problems > before[at].problems {
                broken.insert(id);
            }
            let known = |it: &(&String, &usize)| before[at].refused.get(it.0).is_none_or(|known| known < it.1);
            if after[at].refused.iter().any(|it| known(&it)) {
                refused.insert(id);
            }
        }
        Self { input, changed, involved, findings, broken, refused, idle }
    }

    /// Why a fix does not hold up.
    pub(super) fn verdict(&self, finding: &Finding) -> Option<Dropped> {
        let any = |of: &FxHashSet<SourceId>| edits(finding).iter().any(|it| of.contains(&it.span.source));
        if any(&self.broken) {
            Some(Dropped::Unparsable)
        } else if any(&self.refused) {
            Some(Dropped::Refused)
        } else {
            self.idle.contains(&place(finding)).then_some(Dropped::Ineffective)
        }
    }
}

fn place(finding: &Finding) -> Place {
    (finding.rule, finding.span().source, finding.subject.clone())
}

/// What no fix may make worse.
#[derive(Default)]
struct State {
    problems: usize,
    /// Combinations that are refused, whatever rules are on, with how often they are there.
    refused: FxHashMap<String, usize>,
}

fn state(sources: &Sources, ids: &[SourceId]) -> Vec<State> {
    let mut own = Sources::new();
    for &id in ids {
        let source = sources.get(id);
        own.add(Source::new(source.name(), Arc::clone(source.text()), Role::Report));
    }
    let trees = parse(&own);
    let index = Index::build(&own, &trees, false);
    let mut states: Vec<State> =
        trees.iter().map(|it| State { problems: it.problems().len(), ..State::default() }).collect();
    for &pod in index.pods() {
        for conflict in conflicts(pod) {
            let resource = pod.resource();
            let what = format!("{}: {}", resource.title(), conflict.message);
            *states[resource.source().0 as usize].refused.entry(what).or_default() += 1;
        }
    }
    states
}

/// The input with some texts replaced. If it says what is to be judged, the rest is only to be known.
pub(super) fn copy(
    input: &Input,
    changed: &FxHashMap<SourceId, Arc<str>>,
    judged: Option<&FxHashSet<SourceId>>,
) -> Input {
    let mut sources = Sources::new();
    for (id, source) in input.sources.iter() {
        let text = changed.get(&id).unwrap_or(source.text());
        let kept = source.role() == Role::Inventory || judged.is_none_or(|it| it.contains(&id));
        let role = if kept { source.role() } else { Role::Context };
        sources.add(Source::new(source.name(), Arc::clone(text), role));
    }
    Input { sources, skipped: Vec::new(), unread: input.unread.clone() }
}
