//! Counts over the findings of a report.

use crate::engine::Report;
use crate::finding::{Finding, Safety, Severity, Status};
use crate::output::words;
use crate::source::Sources;
use std::collections::{BTreeMap, BTreeSet};

/// Findings by severity, in the order of [`Severity::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts([usize; 4]);

impl Counts {
    fn add(&mut self, severity: Severity) {
        self.0[severity as usize] += 1;
    }

    /// Of one severity.
    pub(crate) fn of(self, severity: Severity) -> usize {
        self.0[severity as usize]
    }

    /// Of all severities.
    pub(crate) fn total(self) -> usize {
        self.0.iter().sum()
    }

    /// "2 critical, 1 low".
    pub(crate) fn describe(self) -> String {
        let some = Severity::ALL.into_iter().rev().filter(|&it| self.of(it) > 0);
        some.map(|it| format!("{} {it}", self.of(it))).collect::<Vec<_>>().join(", ")
    }

    /// Sorts the worst first.
    fn badness(self) -> [usize; 4] {
        let mut counts = self.0;
        counts.reverse();
        counts
    }
}

/// All counts of a report.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Findings that count.
    pub(crate) active: Counts,
    /// Files with a finding that counts.
    pub(crate) files: usize,
    /// Findings that count by rule, the worst first.
    pub(crate) rules: Vec<(String, Counts)>,
    /// Findings that count by object, or by file where there is none, the worst first.
    pub(crate) workloads: Vec<(String, Counts)>,
    /// Findings silenced in the source.
    pub(crate) suppressed: usize,
    /// Findings in the baseline.
    pub(crate) baselined: usize,
    /// Findings below `--min-severity`.
    pub(crate) below: usize,
    /// Findings that count with a safe fix.
    pub(crate) safe: usize,
    /// Findings that count with an unsafe fix.
    pub(crate) unsafe_: usize,
}

impl Tally {
    /// Counts.
    pub(crate) fn new(report: &Report, sources: &Sources) -> Self {
        let mut it = Self::default();
        let (mut rules, mut workloads) = (BTreeMap::new(), BTreeMap::new());
        let mut files = BTreeSet::new();
        for finding in &report.findings {
            match finding.status {
                Status::Active => it.active.add(finding.severity),
                Status::Suppressed { .. } => it.suppressed += 1,
                Status::Baselined => it.baselined += 1,
                Status::BelowThreshold => it.below += 1,
            }
            if !finding.is_active() {
                continue;
            }
            files.insert(finding.span().source);
            match finding.fix.as_ref().map(|fix| fix.safety) {
                Some(Safety::Safe) => it.safe += 1,
                Some(Safety::Unsafe) => it.unsafe_ += 1,
                Some(Safety::Manual) | None => {}
            }
            add(&mut rules, finding.rule.to_owned(), finding);
            let file = || sources.get(finding.span().source).name().to_owned();
            add(&mut workloads, words::workload(&finding.subject).unwrap_or_else(file), finding);
        }
        it.files = files.len();
        it.rules = sorted(rules);
        it.workloads = sorted(workloads);
        it
    }
}

fn add(map: &mut BTreeMap<String, Counts>, key: String, finding: &Finding) {
    map.entry(key).or_default().add(finding.severity);
}

fn sorted(map: BTreeMap<String, Counts>) -> Vec<(String, Counts)> {
    let mut list: Vec<_> = map.into_iter().collect();
    // Stable: equals stay in the order of names.
    list.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.badness()));
    list
}
