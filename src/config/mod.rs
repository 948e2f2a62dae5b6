//! What the user decided: rulesets, `holdshort.yaml` and flags, merged into one [`Policy`].

mod file;
mod opposites;
mod overrides;
mod policy;
mod resolve;
mod selector;

pub use file::{FailOn, File, Override, schema};
pub use overrides::Overridden;
pub use policy::{PathOverride, Policy};
pub use resolve::resolve;
pub use selector::{Selector, parse_all};

use crate::finding::Severity;
use crate::manifest::Version;
use crate::rule::Rule;
use crate::rule::secrets::Secrets;
use crate::ruleset::{Decisions, Sourced};
use std::path::PathBuf;

/// Name of the configuration file.
pub const FILE_NAME: &str = "holdshort.yaml";

/// What the command line says.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// Instead of the file's `extends`.
    pub rulesets: Vec<String>,
    /// Instead of the file's `select`.
    pub select: Vec<String>,
    /// Besides the file's `ignore`.
    pub ignore: Vec<String>,
    /// Instead of the file's `include`.
    pub include: Vec<String>,
    /// Besides the file's `exclude`.
    pub exclude: Vec<String>,
    /// Instead of the file's.
    pub min_severity: Option<Severity>,
    /// Instead of the file's.
    pub fail_on: Option<FailOn>,
    /// Instead of the file's.
    pub kubernetes_version: Option<Version>,
    /// Besides the file's.
    pub closed_world: bool,
    /// Instead of the file's, relative to the working directory.
    pub inventory: Option<PathBuf>,
    /// Whatever the file says, suppressions for other linters do not count.
    pub no_peer_suppressions: bool,
}

/// A selector and who wrote it.
pub type Chosen = Sourced<Selector>;

/// The merged configuration, with the origin of each value.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The rulesets it starts from.
    pub extends: Sourced<Vec<String>>,
    /// What is decided about each rule.
    pub decisions: Decisions,
    /// The words that chose the rules, if any did.
    pub select: Option<Vec<Chosen>>,
    /// The words that turned rules off.
    pub ignore: Vec<Chosen>,
    /// Globs of files to read; none for all.
    pub include: Vec<Sourced<String>>,
    /// Globs of files to pass over.
    pub exclude: Vec<Sourced<String>>,
    /// Findings below are not shown.
    pub min_severity: Sourced<Severity>,
    /// The run fails from here on.
    pub fail_on: Sourced<Option<Severity>>,
    /// The Kubernetes that the manifests are for.
    pub kubernetes_version: Sourced<Version>,
    /// What is not in the input does not exist.
    pub closed_world: Sourced<bool>,
    /// What is in the cluster besides; relative to the working directory.
    pub inventory: Sourced<Option<PathBuf>>,
    /// What is written for other linters silences findings.
    pub peer_suppressions: Sourced<bool>,
    /// What is known about secrets.
    pub secrets: Sourced<Secrets>,
    /// For some paths; a later one wins.
    pub overrides: Vec<Overridden>,
}

impl Configuration {
    /// The severity of a rule in this run.
    pub fn severity(&self, rule: &Rule) -> Severity {
        self.decisions.get(rule.name).and_then(|it| it.severity.as_ref()).map_or(rule.severity, |it| it.value)
    }
}
