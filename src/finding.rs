//! What a rule says: a [`Finding`] with labels in one or more sources, help, and perhaps a [`Fix`].

mod fix;

pub use fix::{Edit, Fix, Safety};

use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How bad it is. The order is the order of badness.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Hygiene.
    Low,
    /// Weakens defence in depth (Pod Security Standards *restricted*).
    Medium,
    /// Removes an isolation boundary, or violates the *baseline* Pod Security Standard.
    High,
    /// One step to the compromise of a node, the cluster or a credential.
    Critical,
}

impl Severity {
    /// All, from low to critical.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The lower-case word that every format and option uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How sure the rule is that what it says is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A heuristic.
    Low,
    /// Depends on something that is usually so.
    Medium,
    /// Follows from what is written.
    High,
}

impl Confidence {
    /// The lower-case word that every format uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A place with a word about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there; may be empty on the primary label.
    pub text: String,
}

/// Where a finding stands after suppressions, thresholds and baselines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Reported.
    #[default]
    Active,
    /// Silenced in the source by a comment or an annotation, with the reason given there.
    Suppressed {
        /// Why, in the words of the author.
        reason: String,
        /// The comment or annotation.
        at: Span,
    },
    /// Known from what this run is compared with.
    Baselined,
    /// Less severe than `--min-severity`.
    BelowThreshold,
}

/// What object a finding is about; strings as written, for people and for fingerprints.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// `apiVersion`, as written.
    pub api_version: String,
    /// `kind`, as written; empty for a finding about a file.
    pub kind: String,
    /// `metadata.namespace`; `None` where the file does not say.
    pub namespace: Option<String>,
    /// `metadata.name` or `metadata.generateName`.
    pub name: String,
    /// Container, for findings about one.
    pub container: Option<String>,
    /// The chart template this object was rendered from, out of Helm's `# Source:` comment.
    pub template: Option<String>,
}

/// A credential and what names it. Nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Held {
    /// The key, variable or flag.
    pub name: String,
    /// The value.
    pub value: String,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("name", &self.name).finish_non_exhaustive()
    }
}

/// One thing that is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// How bad, after ruleset and configuration.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What is wrong here: lower case, no full stop, names in backticks.
    pub message: String,
    /// At least one. The first is primary; others may lie in other sources.
    pub labels: Vec<Label>,
    /// The labels tell the steps of a chain in order: an attack path, a resolution.
    pub flow: bool,
    /// Which step the primary label is, from 0; the others stand in order.
    pub turn: usize,
    /// The object.
    pub subject: Subject,
    /// Path of the primary place inside its document, such as `spec.containers[name=app].image`.
    pub path: String,
    /// What to do.
    pub help: Option<String>,
    /// A change that does it.
    pub fix: Option<Fix>,
    /// Reported, suppressed, below the threshold or known.
    pub status: Status,
    /// The primary source line shows a credential: outputs must not print it.
    pub sensitive: bool,
    /// The credential itself with its name, while findings are compared; reports are without.
    pub held: Option<Box<Held>>,
    /// Rules whose findings at the labels of this one say a part of it, and are left out.
    pub covers: &'static [&'static str],
}

impl Finding {
    /// The primary place.
    pub fn span(&self) -> Span {
        self.labels.first().map(|label| label.span).unwrap_or(Span { source: Default::default(), start: 0, end: 0 })
    }

    /// Adds a secondary label.
    pub fn label(&mut self, at: impl Into<Span>, text: impl Into<String>) -> &mut Self {
        self.labels.push(Label { span: at.into(), text: text.into() });
        self
    }

    /// Sets the text of the primary label.
    pub fn caption(&mut self, text: impl Into<String>) -> &mut Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Says what to do.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Offers a change; none if it would take no edit, unless it is to be made by hand. Of edits below two nodes of which one
    /// is in the other, those of the inner one come first.
    pub fn fix(
        &mut self,
        safety: Safety,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = Edit>,
    ) -> &mut Self {
        let edits = Edit::merged(edits);
        if !edits.is_empty() || safety == Safety::Manual {
            self.fix = Some(Fix { title: title.into(), safety, edits });
        }
        self
    }

    /// Raises or lowers this finding against the rule's severity.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Sets how sure this finding is.
    pub fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = confidence;
        self
    }

    /// Marks the labels as the steps of a chain.
    pub fn flow(&mut self) -> &mut Self {
        self.flow = true;
        self
    }

    /// Marks the labels as the steps of a chain, of which the primary one is not the first: so many come before it.
    pub fn flow_after(&mut self, turn: usize) -> &mut Self {
        self.turn = turn;
        self.flow()
    }

    /// Which step of the chain a label is, from 0.
    pub fn step(&self, label: usize) -> usize {
        let turn = self.turn.min(self.labels.len().saturating_sub(1));
        if label == 0 { turn } else { label - usize::from(label <= turn) }
    }

    /// The labels as the steps of the chain, in order.
    pub fn steps(&self) -> Vec<&Label> {
        let mut all: Vec<(usize, &Label)> =
            self.labels.iter().enumerate().map(|(at, it)| (self.step(at), it)).collect();
        all.sort_by_key(|it| it.0);
        all.into_iter().map(|it| it.1).collect()
    }

    /// The source line holds a credential and must not be shown.
    pub fn sensitive(&mut self) -> &mut Self {
        self.sensitive = true;
        self
    }

    /// The source line holds this credential, under this name. It serves comparisons and is never shown.
    pub fn holds(&mut self, name: &str, value: &str) -> &mut Self {
        self.held = Some(Box::new(Held { name: name.to_owned(), value: value.to_owned() }));
        self.sensitive()
    }

    /// Leaves out what these rules find at the labels of this finding: it says so already.
    pub fn covers(&mut self, rules: &'static [&'static str]) -> &mut Self {
        self.covers = rules;
        self
    }

    /// Whether the finding counts for the verdict.
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    /// A stable identity: rule, object, container and path, never line numbers (64-bit FNV-1a, as 16 hex digits).
    pub fn fingerprint(&self) -> String {
        let subject = &self.subject;
        let parts = [
            self.rule,
            &subject.api_version,
            &subject.kind,
            subject.namespace.as_deref().unwrap_or("\u{1}"),
            &subject.name,
            subject.container.as_deref().unwrap_or("\u{1}"),
            &self.path,
        ];
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        format!("{hash:016x}")
    }
}
