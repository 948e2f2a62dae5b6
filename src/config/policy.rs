//! The configuration as the engine takes it.

use super::{Configuration, overrides};
use crate::finding::Severity;
use crate::rule::secrets::Secrets;
use crate::rule::{Rule, Settings};
use crate::rules;
use crate::ruleset::{Mistake, Origin};
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
    /// What is written for other linters silences findings.
    pub peer_suppressions: bool,
    /// What is known about secrets.
    pub secrets: Secrets,
    /// The files of `secrets`, matched against the display name of the source.
    pub secret_paths: GlobSet,
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
            peer_suppressions: true,
            secrets: Secrets::default(),
            secret_paths: GlobSet::empty(),
        }
    }
}

impl Configuration {
    /// For the engine. Globs of the file are relative to its `folder`, which is relative to the root of display names and
    /// empty or ends in `/`.
    pub fn policy(&self, folder: &str) -> Result<Policy, Mistake> {
        let on: FxHashSet<&str> = self.decisions.on().collect();
        // A rule chosen on the command line is chosen for all paths, and an override does not bring others back.
        let flagged = self.select.iter().flatten().any(|it| matches!(it.origin, Origin::Flag(_)));
        let mut somewhere = FxHashSet::default();
        let mut overrides = Vec::new();
        for it in &self.overrides {
            let mut by_path = PathOverride {
                paths: overrides::matcher(&it.paths.value, folder).map_err(Mistake::new)?,
                off: FxHashSet::default(),
                on: FxHashSet::default(),
                severities: FxHashMap::default(),
            };
            for (name, decision) in it.decisions.iter() {
                if !decision.on.value {
                    by_path.off.insert(name.to_owned());
                } else if on.contains(name) || !flagged {
                    by_path.on.insert(name.to_owned());
                    somewhere.insert(name);
                }
                if let Some(severity) = &decision.severity {
                    by_path.severities.insert(name.to_owned(), severity.value);
                }
            }
            overrides.push(by_path);
        }
        let only_there: FxHashSet<String> =
            somewhere.iter().filter(|it| !on.contains(*it)).map(|&it| it.to_owned()).collect();
        if !only_there.is_empty() {
            let everywhere = overrides::matcher(&["**".to_owned()], "").map_err(Mistake::new)?;
            let (severities, none) = (FxHashMap::default(), FxHashSet::default());
            overrides.insert(0, PathOverride { paths: everywhere, off: only_there, on: none, severities });
        }
        let rules: Vec<_> =
            rules::all().iter().copied().filter(|it| on.contains(it.name) || somewhere.contains(it.name)).collect();
        let mut settings = Settings {
            kubernetes_version: self.kubernetes_version.value,
            closed_world: self.closed_world.value,
            on: rules.iter().map(|it| it.name).filter(|it| on.contains(it)).collect(),
            ..Settings::default()
        };
        for (name, decision) in self.decisions.iter() {
            if let Some(severity) = &decision.severity {
                settings.severities.insert(name.to_owned(), severity.value);
            }
            if let Some(options) = &decision.options {
                settings.options.insert(name.to_owned(), options.value.clone());
            }
        }
        Ok(Policy {
            rules,
            settings,
            min_severity: self.min_severity.value,
            fail_on: self.fail_on.value,
            overrides,
            report_unused_suppressions: true,
            peer_suppressions: self.peer_suppressions.value,
            secrets: self.secrets.value.clone(),
            secret_paths: overrides::matcher(&self.secrets.value.allow.paths, folder).map_err(Mistake::new)?,
        })
    }
}
