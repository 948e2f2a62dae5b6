//! The structs of the format.

use crate::finding::{Confidence, Safety, Severity};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Result of a run of `holdshort check`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "holdshort report")]
pub(super) struct Document<'a> {
    /// Version of this format: a change that could break a reader raises it.
    pub(super) version: &'static str,
    /// What wrote it.
    pub(super) tool: Tool,
    /// How the run ended.
    pub(super) verdict: &'static str,
    /// The exit code that belongs to the verdict.
    pub(super) exit_code: u8,
    /// The run fails from this severity on; `null` for never.
    pub(super) fail_on: Option<Severity>,
    /// What findings were compared with, such as a git revision: those that are known from there have the state `baselined`.
    pub(super) baseline: Option<&'a str>,
    /// All findings by place, those that do not count among them: see `status`.
    pub(super) findings: Vec<Item<'a>>,
    /// Files that could not be read.
    pub(super) unread: Vec<UnreadFile<'a>>,
    /// The account of files and findings.
    pub(super) summary: Account,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Tool {
    /// Always `holdshort`.
    pub(super) name: &'static str,
    /// Its version.
    pub(super) version: &'static str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Item<'a> {
    /// Name of the rule.
    pub(super) rule: &'a str,
    /// Category of the rule.
    pub(super) category: &'static str,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    /// What is wrong. Text from the input is not escaped here.
    pub(super) message: &'a str,
    /// The primary place.
    pub(super) location: Location<'a>,
    /// Other places, perhaps in other files.
    pub(super) related: Vec<Location<'a>>,
    /// `location`, then `related`, tell the steps of a chain in order.
    pub(super) flow: bool,
    /// Path of the primary place inside its document.
    pub(super) path: &'a str,
    /// The object; `null` for a finding about a file.
    pub(super) object: Option<Object<'a>>,
    /// What to do.
    pub(super) help: Option<&'a str>,
    pub(super) fix: Option<Change<'a>>,
    pub(super) status: State<'a>,
    /// The primary place shows a credential: do not print it.
    pub(super) sensitive: bool,
    /// Rule, object and path as a hash, without line numbers; unique in the report.
    pub(super) fingerprint: String,
    /// Page of the rule; `null` for a rule that is not built in.
    pub(super) url: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Location<'a> {
    /// `/`-separated, relative to the root of the project.
    pub(super) file: &'a str,
    pub(super) start: Point,
    /// One past the last character.
    pub(super) end: Point,
    /// What is to be seen there.
    pub(super) label: &'a str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Point {
    /// From 1.
    pub(super) line: u32,
    /// In characters, from 1.
    pub(super) column: u32,
    /// In bytes of UTF-8, from 0.
    pub(super) offset: u32,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Object<'a> {
    pub(super) api_version: &'a str,
    pub(super) kind: &'a str,
    /// `null` where the file does not say.
    pub(super) namespace: Option<&'a str>,
    pub(super) name: &'a str,
    /// For findings about one container.
    pub(super) container: Option<&'a str>,
    /// The template the object was rendered from.
    pub(super) template: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Change<'a> {
    /// What the change does.
    pub(super) title: &'a str,
    pub(super) safety: Safety,
    /// All or none are to be applied; `null` where they could show a credential.
    pub(super) edits: Option<Vec<Replacement<'a>>>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Replacement<'a> {
    /// What goes.
    pub(super) location: Location<'a>,
    /// What comes.
    pub(super) text: &'a str,
}

/// Where a finding stands.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum State<'a> {
    /// Counts.
    Active,
    /// Silenced in the source.
    Suppressed {
        /// In the words of the author.
        reason: &'a str,
        /// The comment or annotation.
        at: Location<'a>,
    },
    /// Was there before: see `baseline`.
    Baselined,
    /// Below the minimum severity.
    BelowThreshold,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct UnreadFile<'a> {
    pub(super) file: &'a str,
    /// What went wrong.
    pub(super) message: &'a str,
    /// The run failed for it.
    pub(super) fatal: bool,
}

/// Every file is counted once in `read`, `context`, `skipped` or `failed`; every file of `read` once in `manifests` or
/// `other_files`.
#[derive(Serialize, JsonSchema)]
pub(super) struct Account {
    /// Files met.
    pub(super) files: usize,
    /// Files read to be reported on.
    pub(super) read: usize,
    /// Files read only to be known.
    pub(super) context: usize,
    /// Files with at least one Kubernetes object.
    pub(super) manifests: usize,
    /// Documents in the files read.
    pub(super) documents: usize,
    /// Kubernetes objects.
    pub(super) objects: usize,
    /// Documents without an object, by what they are.
    pub(super) other_documents: BTreeMap<String, usize>,
    /// Files without an object, by what they are.
    pub(super) other_files: BTreeMap<String, usize>,
    /// Files passed over, by reason.
    pub(super) skipped: BTreeMap<String, usize>,
    /// Files that could not be read.
    pub(super) failed: usize,
    /// Bytes of text read.
    pub(super) bytes: u64,
    pub(super) findings: Totals,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Totals {
    /// Findings that count.
    pub(super) active: usize,
    pub(super) critical: usize,
    pub(super) high: usize,
    pub(super) medium: usize,
    pub(super) low: usize,
    pub(super) suppressed: usize,
    pub(super) baselined: usize,
    pub(super) below_threshold: usize,
    /// Findings that count, by rule.
    pub(super) by_rule: BTreeMap<String, usize>,
    /// Findings that count, by object, or by file where there is no object.
    pub(super) by_workload: BTreeMap<String, usize>,
}
