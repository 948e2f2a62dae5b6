//! One cause, one finding: what a template rendered for many workloads, or one place judged for many objects, is told once.

use crate::finding::{Finding, Severity, Status};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// A finding to show, with those that say the same.
pub(super) struct Group<'a> {
    /// Shown in full.
    pub(super) first: &'a Finding,
    /// Only named.
    pub(super) others: Vec<&'a Finding>,
}

#[derive(PartialEq, Eq, Hash)]
enum Cause<'a> {
    /// The same place.
    Span(Span),
    /// The same place in what a template was rendered to.
    Template(&'a str, &'a str, &'a str),
}

/// Groups findings, in the order of the first of each group.
pub(super) fn groups<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: FxHashMap<(&str, Severity, &Status, Cause<'_>), usize> = FxHashMap::default();
    for finding in findings {
        let cause = match &finding.subject.template {
            Some(template) => Cause::Template(template, &finding.subject.kind, &finding.path),
            None => Cause::Span(finding.span()),
        };
        // A flow is a story of its own.
        let at = if finding.flow {
            groups.len()
        } else {
            *known.entry((finding.rule, finding.severity, &finding.status, cause)).or_insert(groups.len())
        };
        // Two things wrong with one object at one place are two findings.
        let same =
            |group: &&mut Group<'_>| group.first.subject != finding.subject || group.first.message == finding.message;
        match groups.get_mut(at).filter(same) {
            Some(group) => group.others.push(finding),
            None => groups.push(Group { first: finding, others: Vec::new() }),
        }
    }
    groups
}
