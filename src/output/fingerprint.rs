//! Identities of findings that survive edits around them and are unique within a report.

use crate::engine::Report;
use rustc_hash::FxHashMap;

/// For each finding of a report its fingerprint; the second of those that are alike ends in `-2`, and so on.
pub fn fingerprints(report: &Report) -> Vec<String> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let unique = report.findings.iter().map(|finding| {
        let print = finding.fingerprint();
        let count = seen.entry(print.clone()).and_modify(|it| *it += 1).or_insert(1);
        if *count == 1 { print } else { format!("{print}-{count}") }
    });
    unique.collect()
}
