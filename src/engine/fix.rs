//! Applies fixes: all edits of one or none, never two that overlap, and only what holds up. The result is judged again; a fix
//! that makes a document unreadable, or leaves its finding in place, is dropped.

use super::{Input, Report, check};
use crate::config::Policy;
use crate::finding::{Edit, Finding, Safety};
use crate::source::{Role, Source, SourceId, Sources, Span};
use crate::yaml;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fixes that overlap are applied one after the other, each to the result of the last. Every round applies or drops one at
/// least; rules that undo each other's fixes end here.
const ROUNDS: usize = 256;

/// What the fixes of a run did to one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The source.
    pub source: SourceId,
    /// Its text with the fixes in it; the old text if none held up.
    pub new_text: String,
    /// What was done, in order; a fix that edits several sources is listed at the first.
    pub applied: Vec<Change>,
    /// What was not done, and why.
    pub dropped: Vec<(Change, Dropped)>,
}

/// One fix of one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Name of the rule.
    pub rule: &'static str,
    /// The finding.
    pub message: String,
    /// What the fix does.
    pub title: String,
}

/// Why a fix was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It edits a text that is not to be reported on, or bytes that are not there.
    OutOfReach,
    /// A document could not be read any more.
    Unparsable,
    /// The finding stayed, or another of its rule came.
    Ineffective,
}

impl Dropped {
    /// For the summary.
    pub fn describe(self) -> &'static str {
        match self {
            Self::OutOfReach => "it edits a file that is not checked",
            Self::Unparsable => "the file could not be read any more",
            Self::Ineffective => "the finding would stay",
        }
    }
}

/// Applies the fixes of findings that count, up to a safety; [`Safety::Manual`] fixes are never applied. Returns the sources
/// that a fix was meant for, in order. Applying again to the result changes nothing.
pub fn apply(input: &Input, report: &Report, policy: &Policy, max: Safety) -> Vec<Fixed> {
    let max = max.min(Safety::Unsafe);
    let mut run = Run {
        policy,
        input: copy(input, &FxHashMap::default()),
        fixed: FxHashMap::default(),
        tried: FxHashSet::default(),
    };
    let mut findings = report.findings.clone();
    for _ in 0..ROUNDS {
        let Some(next) = run.round(&findings, max) else { break };
        findings = next;
    }
    let mut all: Vec<_> = run.fixed.into_values().collect();
    for fixed in &mut all {
        fixed.new_text = run.input.sources.get(fixed.source).text().to_string();
    }
    all.sort_by_key(|it| it.source);
    all
}

struct Run<'a> {
    policy: &'a Policy,
    /// With what was applied so far.
    input: Input,
    fixed: FxHashMap<SourceId, Fixed>,
    /// Dropped for good.
    tried: FxHashSet<Key>,
}

type Key = (SourceId, String, String);

fn key(finding: &Finding) -> Key {
    (finding.span().source, finding.fingerprint(), finding.fix.as_ref().map(|it| it.title.clone()).unwrap_or_default())
}

fn edits(finding: &Finding) -> &[Edit] {
    finding.fix.as_ref().map_or(&[], |it| &it.edits)
}

/// What a set of fixes does.
struct Trial {
    input: Input,
    findings: Vec<Finding>,
    /// Sources that have more problems than before.
    broken: FxHashSet<SourceId>,
    /// Where fewer findings of a rule went than fixes were applied.
    idle: FxHashSet<(&'static str, SourceId)>,
}

impl Trial {
    /// Why a fix does not hold up.
    fn verdict(&self, finding: &Finding) -> Option<Dropped> {
        if edits(finding).iter().any(|it| self.broken.contains(&it.span.source)) {
            return Some(Dropped::Unparsable);
        }
        self.idle.contains(&place(finding)).then_some(Dropped::Ineffective)
    }
}

fn place(finding: &Finding) -> (&'static str, SourceId) {
    (finding.rule, finding.span().source)
}

impl Run<'_> {
    /// Applies as many fixes as go together. Returns the findings that are left; `None` if there is nothing more to do.
    fn round(&mut self, findings: &[Finding], max: Safety) -> Option<Vec<Finding>> {
        let wanted = |it: &&Finding| {
            it.is_active() && it.fix.as_ref().is_some_and(|fix| fix.safety <= max && !fix.edits.is_empty())
        };
        let mut open: Vec<&Finding> =
            findings.iter().filter(wanted).filter(|it| !self.tried.contains(&key(it))).collect();
        open.sort_by_key(|it| (edits(it).iter().map(|it| it.span).min(), it.rule));
        let (open, away): (Vec<_>, Vec<_>) = open.into_iter().partition(|it| self.is_in_reach(it));
        away.into_iter().for_each(|it| self.drop(it, Dropped::OutOfReach));
        let mut chosen = disjoint(&open);
        if chosen.is_empty() {
            return None;
        }
        while !chosen.is_empty() {
            let trial = self.attempt(&chosen, findings);
            let wrong: Vec<&Finding> = chosen.iter().copied().filter(|it| trial.verdict(it).is_some()).collect();
            let Some((&first, others)) = wrong.split_first() else {
                chosen.iter().for_each(|it| self.entry(it).applied.push(change(it)));
                self.input = trial.input;
                return Some(trial.findings);
            };
            // Half of those that may be to blame wait for another round, until one is left.
            let out = if others.is_empty() { &wrong[..] } else { &wrong[wrong.len() / 2..] };
            if others.is_empty() {
                // It may be to blame only together with others; then it waits, too.
                let alone = if chosen.len() > 1 { self.attempt(&[first], findings) } else { trial };
                if let Some(reason) = alone.verdict(first) {
                    self.drop(first, reason);
                }
            }
            chosen.retain(|it| !out.iter().any(|out| std::ptr::eq(*out, *it)));
        }
        Some(findings.to_vec())
    }

    fn is_in_reach(&self, finding: &Finding) -> bool {
        edits(finding).iter().all(|edit| {
            let source = self.input.sources.get(edit.span.source);
            source.role() == Role::Report && source.text().get(edit.span.range()).is_some()
        })
    }

    /// What is done to the source that a fix edits first; others that it edits get an entry without a change.
    fn entry(&mut self, finding: &Finding) -> &mut Fixed {
        let new = |source| Fixed { source, new_text: String::new(), applied: Vec::new(), dropped: Vec::new() };
        for edit in edits(finding) {
            let source = edit.span.source;
            self.fixed.entry(source).or_insert_with(|| new(source));
        }
        let source = edits(finding).first().map_or(finding.span().source, |it| it.span.source);
        self.fixed.entry(source).or_insert_with(|| new(source))
    }

    fn drop(&mut self, finding: &Finding, reason: Dropped) {
        self.tried.insert(key(finding));
        self.entry(finding).dropped.push((change(finding), reason));
    }

    fn attempt(&self, chosen: &[&Finding], before: &[Finding]) -> Trial {
        let changed = texts(&self.input.sources, chosen);
        let input = copy(&self.input, &changed);
        let findings = check(&input, self.policy).findings;
        let problems = |sources: &Sources, id| yaml::parse(id, sources.get(id).text().clone()).problems().len();
        let worse = |id: &SourceId| problems(&input.sources, *id) > problems(&self.input.sources, *id);
        let broken = changed.keys().copied().filter(worse).collect();
        // Items of a list are numbered, so that a finding may take the identity of one that is gone: count them.
        let mut balance: FxHashMap<_, isize> = FxHashMap::default();
        let chosen = chosen.iter().copied();
        findings.iter().chain(chosen).for_each(|it| *balance.entry(place(it)).or_default() += 1);
        before.iter().for_each(|it| *balance.entry(place(it)).or_default() -= 1);
        let idle = balance.into_iter().filter(|it| it.1 > 0).map(|it| it.0).collect();
        Trial { input, findings, broken, idle }
    }
}

fn change(finding: &Finding) -> Change {
    let title = finding.fix.as_ref().map(|it| it.title.clone()).unwrap_or_default();
    Change { rule: finding.rule, message: finding.message.clone(), title }
}

/// The first fixes that do not touch each other. Fixes that are the same count as one, and all their findings as chosen.
fn disjoint<'f>(open: &[&'f Finding]) -> Vec<&'f Finding> {
    // What the chosen edits change, by source and start, with the fix they belong to.
    let mut taken: BTreeMap<(SourceId, u32, u32), &'f [Edit]> = BTreeMap::new();
    let mut chosen = Vec::new();
    for &finding in open {
        let new = edits(finding);
        let apart = new.iter().enumerate().all(|(at, a)| new[..at].iter().all(|b| !touch(a.span, b.span)));
        let met = new.iter().find_map(|edit| {
            let span = edit.span;
            let before = taken.range(..=(span.source, span.end, u32::MAX)).rev();
            // Taken edits do not overlap: their ends are in order, too.
            let mut near = before.take_while(|it| it.0.0 == span.source && it.0.2 >= span.start);
            near.find(|it| touch(span, Span { start: it.0.1, end: it.0.2, ..span })).map(|it| *it.1)
        });
        match met {
            Some(other) if other == new => chosen.push(finding),
            None if apart => {
                chosen.push(finding);
                taken.extend(new.iter().map(|it| ((it.span.source, it.span.start, it.span.end), new)));
            }
            _ => {}
        }
    }
    chosen
}

/// Whether two changes cannot be made together: they share a byte, or one inserts at an edge of the other.
fn touch(a: Span, b: Span) -> bool {
    let inserts = a.is_empty() || b.is_empty();
    a.source == b.source
        && if inserts { a.start <= b.end && b.start <= a.end } else { a.start < b.end && b.start < a.end }
}

/// The texts that edits change.
fn texts(sources: &Sources, chosen: &[&Finding]) -> FxHashMap<SourceId, Arc<str>> {
    let mut all: Vec<&Edit> = chosen.iter().flat_map(|it| edits(it)).collect();
    all.sort_by_key(|it| it.span);
    all.dedup();
    let mut changed: FxHashMap<SourceId, String> = FxHashMap::default();
    for edit in all.into_iter().rev() {
        let id = edit.span.source;
        let text = changed.entry(id).or_insert_with(|| sources.get(id).text().to_string());
        text.replace_range(edit.span.range(), &edit.text);
    }
    changed.into_iter().map(|(id, text)| (id, text.into())).collect()
}

/// The input with some texts replaced.
fn copy(input: &Input, changed: &FxHashMap<SourceId, Arc<str>>) -> Input {
    let mut sources = Sources::new();
    for (id, source) in input.sources.iter() {
        let text = changed.get(&id).unwrap_or(source.text());
        sources.add(Source::new(source.name(), Arc::clone(text), source.role()));
    }
    Input { sources, skipped: Vec::new(), unread: input.unread.clone() }
}
