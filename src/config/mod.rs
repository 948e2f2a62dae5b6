//! What the user decided: rulesets, `holdshort.yaml` and flags, merged into one [`Policy`].

use crate::finding::Severity;
use crate::rule::{Rule, Settings};
use globset::GlobSet;
use rustc_hash::{FxHashMap, FxHashSet};

/// All decisions of a run, ready for the engine.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Rules that are on, at least for some paths, by name.
    pub rules: Vec<&'static Rule>,
    /// For the rules.
    pub settings: Settings,
    /// Findings below are kept in the report as below the threshold, and not shown.
    pub min_severity: Severity,
    /// The run fails from this severity on; `None` for never.
    pub fail_on: Option<Severity>,
    /// For some paths; a later one wins.
    pub overrides: Vec<PathOverride>,
    /// Suppressions must give a reason, and unused ones are findings.
    pub report_unused_suppressions: bool,
}

/// Decisions for paths that match.
#[derive(Clone, Debug)]
pub struct PathOverride {
    /// Matched against the display name of the source.
    pub paths: GlobSet,
    /// Rules that are off here.
    pub off: FxHashSet<String>,
    /// Rules that are on here.
    pub on: FxHashSet<String>,
    /// Severities that count here.
    pub severities: FxHashMap<String, Severity>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            rules: crate::rules::all().to_vec(),
            settings: Settings::default(),
            min_severity: Severity::Low,
            fail_on: Some(Severity::High),
            overrides: Vec::new(),
            report_unused_suppressions: true,
        }
    }
}
