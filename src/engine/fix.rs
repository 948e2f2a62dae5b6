//! Applies fixes: all edits of one or none, never two that overlap, and only what holds up. The result is judged again; a fix
//! that makes a document unreadable, or leaves its finding in place, is dropped.

use super::{Input, Report, check};
use crate::config::Policy;
use crate::finding::{Edit, Finding, Safety};
use crate::source::{Role, Source, SourceId, Sources, Span};
use crate::yaml;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Fixes that overlap are applied one after the other, each to the result of the last; more often than this is no progress.
const ROUNDS: usize = 32;

/// What the fixes of a run did to one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The source.
    pub source: SourceId,
    /// Its text with the fixes in it; the old text if none held up.
    pub new_text: String,
    /// What was done, in order.
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
        while !chosen.is_empty() {
            let (input, left) = self.lint_with(&chosen);
            let wrong: Vec<&Finding> = chosen
                .iter()
                .copied()
                .filter(|it| self.verdict(it, &chosen, findings, &input, &left).is_some())
                .collect();
            if wrong.is_empty() {
                chosen.iter().for_each(|it| self.entry(it).applied.push(change(it)));
                self.input = input;
                return Some(left);
            }
            // Each on its own: what is wrong alone is dropped; of what is wrong only together, one is kept for now.
            let mut kept = false;
            let mut out: FxHashSet<Key> = FxHashSet::default();
            for finding in wrong {
                let alone = [finding];
                let (input, left) = self.lint_with(&alone);
                if let Some(reason) = self.verdict(finding, &alone, findings, &input, &left) {
                    self.drop(finding, reason);
                } else if !std::mem::replace(&mut kept, true) {
                    continue;
                }
                out.insert(key(finding));
            }
            if out.is_empty() {
                // One finding stands for several of equal identity: take it alone.
                chosen.truncate(1);
                continue;
            }
            chosen.retain(|it| !out.contains(&key(it)));
        }
        None
    }

    fn is_in_reach(&self, finding: &Finding) -> bool {
        edits(finding).iter().all(|edit| {
            let source = self.input.sources.get(edit.span.source);
            source.role() == Role::Report && source.text().get(edit.span.range()).is_some()
        })
    }

    fn entry(&mut self, finding: &Finding) -> &mut Fixed {
        let source = edits(finding).first().map_or(finding.span().source, |it| it.span.source);
        let new = || Fixed { source, new_text: String::new(), applied: Vec::new(), dropped: Vec::new() };
        self.fixed.entry(source).or_insert_with(new)
    }

    fn drop(&mut self, finding: &Finding, reason: Dropped) {
        self.tried.insert(key(finding));
        self.entry(finding).dropped.push((change(finding), reason));
    }

    fn lint_with(&self, chosen: &[&Finding]) -> (Input, Vec<Finding>) {
        let input = copy(&self.input, &texts(&self.input.sources, chosen));
        let findings = check(&input, self.policy).findings;
        (input, findings)
    }

    /// Why a fix does not hold up among those that were applied together.
    fn verdict(
        &self,
        finding: &Finding,
        chosen: &[&Finding],
        before: &[Finding],
        input: &Input,
        after: &[Finding],
    ) -> Option<Dropped> {
        let broken = |id: SourceId| {
            let problems = |sources: &Sources| yaml::parse(id, sources.get(id).text().clone()).problems().len();
            problems(&input.sources) > problems(&self.input.sources)
        };
        if edits(finding).iter().any(|it| broken(it.span.source)) {
            return Some(Dropped::Unparsable);
        }
        // Items of a list are numbered, so that a finding may take the identity of one that is gone: count them.
        let same = |it: &Finding| it.rule == finding.rule && it.span().source == finding.span().source;
        let count = |all: &[Finding]| all.iter().filter(|it| same(it)).count();
        let solved = chosen.iter().filter(|it| same(it)).count();
        (count(after) + solved > count(before)).then_some(Dropped::Ineffective)
    }
}

fn change(finding: &Finding) -> Change {
    let title = finding.fix.as_ref().map(|it| it.title.clone()).unwrap_or_default();
    Change { rule: finding.rule, message: finding.message.clone(), title }
}

/// The first fixes that do not touch each other. Fixes that are the same count as one, and all their findings as chosen.
fn disjoint<'f>(open: &[&'f Finding]) -> Vec<&'f Finding> {
    let mut taken: Vec<&'f [Edit]> = Vec::new();
    let mut chosen = Vec::new();
    // Sorted by their first edit, a fix can only meet those whose last edit reaches so far.
    for &finding in open {
        let new = edits(finding);
        let same = taken.contains(&new);
        let meets = |it: &&[Edit]| it.iter().any(|a| new.iter().any(|b| touch(a.span, b.span)));
        let apart =
            |edits: &[Edit]| edits.iter().enumerate().all(|(at, a)| edits[..at].iter().all(|b| !touch(a.span, b.span)));
        if same || apart(new) && !taken.iter().any(|it| meets(it)) {
            chosen.push(finding);
            if !same {
                taken.push(new);
            }
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
