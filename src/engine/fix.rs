//! Applies fixes: all edits of one or none, never two that overlap, and only what holds up. The result is judged again; a fix
//! that makes a document unreadable, makes an object that the API server refuses, or leaves its finding in place, is dropped.
//!
//! Fixes that insert at one place, or that miss the same parent, are applied one after the other: each is made anew for the
//! text that the last one left, and finds there what that one made.

mod reach;
mod trial;

use super::{Input, Report, check};
use crate::config::Policy;
use crate::finding::{Edit, Finding, Safety};
use crate::source::{SourceId, Sources, Span};
use reach::Reach;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;
use trial::Trial;

/// Every round applies or drops one at least; rules that undo each other's fixes end here.
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
    /// Where: the changed nodes, as paths inside their documents. What is new has its path in the new text.
    pub paths: Vec<String>,
}

/// Why a fix was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It edits a text that is not to be reported on, or bytes that are not there.
    OutOfReach,
    /// The object was rendered from a template.
    Generated,
    /// The head of the file says that a program wrote it: `DO NOT EDIT`, `@generated`.
    Written,
    /// Aliases or merge keys show what it edits at places that it is not meant for.
    Shared,
    /// A document could not be read any more.
    Unparsable,
    /// The API server would refuse an object.
    Refused,
    /// The finding stayed, or another of its rule came.
    Ineffective,
}

impl Dropped {
    /// For the summary.
    pub fn describe(self) -> &'static str {
        match self {
            Self::OutOfReach => "it edits a file that is not checked",
            Self::Generated => "the object was rendered from a template; fix that",
            Self::Written => "the file says that it is generated; change what it is made from",
            Self::Shared => "an anchor or a merge key would carry the change to other places",
            Self::Unparsable => "the file could not be read any more",
            Self::Refused => "the object would be refused (invalid-security-combination)",
            Self::Ineffective => "the finding would stay",
        }
    }
}

/// Applies the fixes of findings that count, up to a safety; [`Safety::Manual`] fixes are never applied. Returns the sources
/// that a fix was meant for, in order. Applying again to the result changes nothing.
pub fn apply(input: &Input, report: &Report, policy: &Policy, max: Safety) -> Vec<Fixed> {
    let max = max.min(Safety::Unsafe);
    let input = trial::copy(input, &FxHashMap::default(), None);
    let mut run = Run { policy, input, fixed: FxHashMap::default(), tried: FxHashSet::default() };
    let mut findings = report.findings.clone();
    let mut fresh = true;
    for _ in 0..ROUNDS {
        if let Some(next) = run.round(&findings, max) {
            (findings, fresh) = (next, false);
        } else if !fresh {
            // Rounds look only at what they change; what a change means elsewhere is seen here.
            (findings, fresh) = (check(&run.input, policy).findings, true);
        } else {
            break;
        }
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

/// The source that a fix edits first.
fn home(finding: &Finding) -> SourceId {
    edits(finding).first().map_or(finding.span().source, |it| it.span.source)
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
        let mut reach = Reach::new(&self.input.sources, &open);
        let judged: Vec<_> = open.iter().map(|it| (*it, reach.refusal(it))).collect();
        let mut open = Vec::new();
        for (finding, refusal) in judged {
            match refusal {
                Some(reason) => self.drop(finding, reason),
                None => open.push(finding),
            }
        }
        let mut chosen = disjoint(&open);
        if chosen.is_empty() {
            return None;
        }
        while !chosen.is_empty() {
            let trial = self.attempt(&chosen, findings);
            let mut wrong: BTreeMap<SourceId, Vec<&Finding>> = BTreeMap::new();
            for &finding in chosen.iter().filter(|it| trial.verdict(it).is_some()) {
                wrong.entry(home(finding)).or_default().push(finding);
            }
            if wrong.is_empty() {
                return Some(self.accept(&chosen, trial, findings));
            }
            // In each source half of those that may be to blame wait for another round, until one is left.
            let alone: Vec<&Finding> = wrong.values().filter(|it| it.len() == 1).map(|it| it[0]).collect();
            if !alone.is_empty() {
                // It may be to blame only together with others; then it waits, too.
                let trial = if alone.len() < chosen.len() { self.attempt(&alone, findings) } else { trial };
                for finding in &alone {
                    if let Some(reason) = trial.verdict(finding) {
                        self.drop(finding, reason);
                    }
                }
            }
            let out: Vec<&Finding> = wrong.into_values().flat_map(|it| it[it.len() / 2..].to_vec()).collect();
            chosen.retain(|it| !out.iter().any(|out| std::ptr::eq(*out, *it)));
        }
        Some(findings.to_vec())
    }

    /// Takes what a trial made. Returns the findings that are left.
    fn accept(&mut self, chosen: &[&Finding], trial: Trial, before: &[Finding]) -> Vec<Finding> {
        let mut changes = reach::changes(&self.input.sources, &trial.input.sources, chosen).into_iter();
        for finding in chosen {
            let paths = changes.next().unwrap_or_default();
            self.entry(finding).applied.push(Change { paths, ..change(finding) });
        }
        let elsewhere = before.iter().filter(|it| !trial.involved.contains(&it.span().source)).cloned();
        let mut findings: Vec<Finding> = trial.findings.into_iter().chain(elsewhere).collect();
        findings.sort_by_key(|it| it.span());
        self.input = trial::copy(&self.input, &trial.changed, None);
        findings
    }

    /// What is done to the source that a fix edits first; others that it edits get an entry without a change.
    fn entry(&mut self, finding: &Finding) -> &mut Fixed {
        let new = |source| Fixed { source, new_text: String::new(), applied: Vec::new(), dropped: Vec::new() };
        for edit in edits(finding) {
            let source = edit.span.source;
            self.fixed.entry(source).or_insert_with(|| new(source));
        }
        let source = home(finding);
        self.fixed.entry(source).or_insert_with(|| new(source))
    }

    fn drop(&mut self, finding: &Finding, reason: Dropped) {
        self.tried.insert(key(finding));
        self.entry(finding).dropped.push((change(finding), reason));
    }

    fn attempt(&self, chosen: &[&Finding], before: &[Finding]) -> Trial {
        Trial::new(&self.input, self.policy, texts(&self.input.sources, chosen), chosen, before)
    }
}

fn change(finding: &Finding) -> Change {
    let title = finding.fix.as_ref().map(|it| it.title.clone()).unwrap_or_default();
    Change { rule: finding.rule, message: finding.message.clone(), title, paths: Vec::new() }
}

/// The first fixes that do not touch each other. Fixes that are the same count as one, and all their findings as chosen.
fn disjoint<'f>(open: &[&'f Finding]) -> Vec<&'f Finding> {
    // What the chosen edits change, by source and start, with the fix they belong to.
    let mut taken: BTreeMap<(SourceId, u32, u32), &'f [Edit]> = BTreeMap::new();
    let mut chosen = Vec::new();
    for &finding in open {
        let new = edits(finding);
        let apart = new.iter().enumerate().all(|(at, a)| new[..at].iter().all(|b| !overlap(a.span, b.span)));
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

/// Whether two changes of different fixes cannot be made together: they share a byte, or one inserts at an edge of the other.
fn touch(a: Span, b: Span) -> bool {
    let inserts = a.is_empty() || b.is_empty();
    a.source == b.source
        && if inserts { a.start <= b.end && b.start <= a.end } else { a.start < b.end && b.start < a.end }
}

/// Whether two changes of one fix cannot be made together. It may insert at an edge of what it replaces.
fn overlap(a: Span, b: Span) -> bool {
    a.source == b.source && (a == b || a.start < b.end && b.start < a.end)
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
