//! The format of `holdshort.yaml`.

use crate::finding::Severity;
use crate::rule::secrets::Secrets;
use crate::ruleset::Rules;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// `holdshort.yaml`, as written. What is absent is left to the defaults.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "holdshort.yaml")]
pub struct File {
    /// Rulesets to start from: `default`, `strict`, `pedantic`, `istio-security`, `istio-migration-ambient`, `nsa-cisa`,
    /// `pod-security-baseline`, `pod-security-restricted`
    /// (the last two also as of a release: `pod-security-restricted@1.30`), or paths of your own, relative to this file. Of
    /// several, a later one wins. Default: `[default]`.
    pub extends: Option<Vec<String>>,
    /// `off`, `on`, a severity, or `{severity, options}` by rule. Whatever is said of a rule turns it on, but for `off`.
    pub rules: Rules,
    /// Only these rules run, whatever the rulesets say: names, categories, severities, identifiers of peers and benchmarks
    /// (`pss:*`, `cis:5.2.*`, `trivy:KSV-0017`), globs. `rules` of this file may still add others.
    pub select: Option<Vec<String>>,
    /// These rules do not run; written as for `select`.
    pub ignore: Vec<String>,
    /// Only files that match one of these globs, relative to this file, are read.
    pub include: Vec<String>,
    /// Files that match one of these globs, relative to this file, are passed over.
    pub exclude: Vec<String>,
    /// Findings below are not shown. Default: `low`.
    pub min_severity: Option<Severity>,
    /// The command fails from this severity on, or `never`. Default: `high`.
    pub fail_on: Option<FailOn>,
    /// The Kubernetes that the manifests are for, such as `1.34`. Default: the newest this version knows.
    pub kubernetes_version: Option<VersionText>,
    /// What is not among the files does not exist in the cluster. Default: `false`.
    pub closed_world: Option<bool>,
    /// What is in the cluster besides, as `holdshort inventory` wrote it: a file, relative to this one.
    pub inventory: Option<String>,
    /// Annotations and comments that silence kube-linter, Checkov, Trivy, Polaris or kube-score silence the rules that find the
    /// same. Default: `true`.
    pub peer_suppressions: Option<bool>,
    /// What is known about secrets: names, files and values that are none, and how random a value has to be.
    pub secrets: Secrets,
    /// Other settings for some paths; of several that match, a later one wins.
    pub overrides: Vec<Override>,
}

/// Other settings for some paths.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Globs, relative to this file; one without a `/` matches at any depth, one that names a folder all that is in it.
    pub paths: Vec<String>,
    /// `off`, `on` or a severity by rule. Options are the same for all paths.
    pub rules: Rules,
}

/// When the command fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// From low severity on.
    Low,
    /// From medium severity on.
    Medium,
    /// From high severity on.
    High,
    /// Only for critical findings.
    Critical,
    /// Never.
    Never,
}

impl FailOn {
    /// As the engine takes it.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Low => Some(Severity::Low),
            Self::Medium => Some(Severity::Medium),
            Self::High => Some(Severity::High),
            Self::Critical => Some(Severity::Critical),
            Self::Never => None,
        }
    }
}

/// A version, quoted or not. The value is read from the text: as a number, `1.30` would be 1.3.
#[derive(Clone, Debug)]
pub struct VersionText;

impl<'de> Deserialize<'de> for VersionText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

impl JsonSchema for VersionText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "number"], "pattern": r"^v?\d+\.\d+(\.\d+.*)?$"})
    }
}

/// The JSON Schema of `holdshort.yaml`.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(File).to_value()
}
