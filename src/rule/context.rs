//! What a check gets besides the thing it judges: settings to read, and a place to report to.

use super::Rule;
use crate::finding::{Finding, Label, Severity, Subject};
use crate::index::doubt::{self, Doubt};
use crate::manifest::{Container, Pod, Resource, Version};
use crate::source::Span;
use crate::yaml::Value;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// What the user decided, as rules need it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The Kubernetes that the manifests are for.
    pub kubernetes_version: Version,
    /// What is not in the input does not exist.
    pub closed_world: bool,
    /// Severities that replace those of rules and findings, by rule name.
    pub severities: FxHashMap<String, Severity>,
    /// Rules that are on everywhere, for those that leave to another rule what it says better. Empty: each speaks for itself.
    pub on: FxHashSet<&'static str>,
    /// Note which rules stayed silent because the input does not say enough.
    pub explains_silence: bool,
    /// Options, by rule name; checked against the rule's type when they were read.
    pub options: FxHashMap<String, serde_json::Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            kubernetes_version: Version::NEWEST_KUBERNETES,
            closed_world: false,
            severities: FxHashMap::default(),
            on: FxHashSet::default(),
            explains_silence: false,
            options: FxHashMap::default(),
        }
    }
}

/// A place that a finding can point at.
pub trait At {
    /// The bytes to underline.
    fn span(&self) -> Span;
    /// Path inside the document; part of the finding's identity.
    fn path(&self) -> String;
    /// Whether it is a pod or container as a whole, which others complete: what is missing here is not known to be missing.
    fn is_open(&self) -> bool {
        false
    }
}

impl At for Value<'_> {
    fn span(&self) -> Span {
        self.grip()
    }
    fn path(&self) -> String {
        self.location()
    }
}

impl At for Resource<'_> {
    fn span(&self) -> Span {
        self.grip()
    }
    fn path(&self) -> String {
        String::new()
    }
}

impl At for Pod<'_> {
    fn span(&self) -> Span {
        self.grip()
    }
    fn path(&self) -> String {
        self.spec().location()
    }
    fn is_open(&self) -> bool {
        Pod::is_open(*self)
    }
}

impl At for Container<'_> {
    fn span(&self) -> Span {
        self.grip()
    }
    fn path(&self) -> String {
        self.value().location()
    }
    fn is_open(&self) -> bool {
        self.pod().is_open()
    }
}

impl At for Span {
    fn span(&self) -> Span {
        *self
    }
    fn path(&self) -> String {
        String::new()
    }
}

/// For a place whose path is not that of a node.
impl At for (Span, String) {
    fn span(&self) -> Span {
        self.0
    }
    fn path(&self) -> String {
        self.1.clone()
    }
}

/// A rule that said nothing about an object, with what it would have had to know.
pub type Silence = (&'static str, BTreeSet<Doubt>);

/// The state of one run of a rule over one thing.
pub struct Context<'c> {
    rule: &'static Rule,
    settings: &'c Settings,
    resource: Option<Resource<'c>>,
    container: Option<&'c str>,
    findings: Vec<Finding>,
    silent: Vec<Silence>,
    /// A finding that is written to and never reported.
    void: Option<Finding>,
}

impl<'c> Context<'c> {
    /// A context without findings.
    pub fn new(rule: &'static Rule, settings: &'c Settings) -> Self {
        Self { rule, settings, resource: None, container: None, findings: Vec::new(), silent: Vec::new(), void: None }
    }

    /// Says what the next reports are about.
    pub fn about(&mut self, resource: Option<Resource<'c>>, container: Option<Container<'c>>) {
        self.resource = resource;
        self.container = container.map(Container::name);
    }

    /// Turns to another rule.
    pub fn turn_to(&mut self, rule: &'static Rule) {
        self.rule = rule;
    }

    /// The Kubernetes that the manifests are for.
    pub fn kubernetes_version(&self) -> Version {
        self.settings.kubernetes_version
    }

    /// Whether what is not in the input does not exist.
    pub fn is_closed_world(&self) -> bool {
        self.settings.closed_world
    }

    /// Whether another rule, which says the same better, is on.
    pub fn is_left_to(&self, rule: &str) -> bool {
        self.settings.on.contains(rule)
    }

    /// The rule's options as the user set them, else their default.
    pub fn options<T: DeserializeOwned + Default>(&self) -> T {
        let set = self.settings.options.get(self.rule.name);
        set.and_then(|it| serde_json::from_value(it.clone()).ok()).unwrap_or_default()
    }

    /// Reports a finding at a place; the result takes labels, help and a fix. The message is lower case, without a full
    /// stop, with names in backticks.
    pub fn report(&mut self, at: impl At, message: impl Into<String>) -> &mut Finding {
        let open = at.is_open();
        let mut subject = self.resource.map_or_else(Subject::default, Resource::subject);
        subject.container = self.container.map(str::to_owned);
        let finding = Finding {
            rule: self.rule.name,
            severity: self.rule.severity,
            confidence: self.rule.confidence,
            message: message.into(),
            labels: vec![Label { span: at.span(), text: String::new() }],
            flow: false,
            turn: 0,
            subject,
            path: at.path(),
            help: None,
            fix: None,
            status: Default::default(),
            sensitive: false,
            held: None,
            covers: &[],
        };
        if open {
            return self.void.insert(finding);
        }
        let at = self.findings.len();
        self.findings.push(finding);
        &mut self.findings[at]
    }

    /// Runs a check that asks about other objects. If it finds nothing and something was left open, that is noted, where the
    /// user wants to know.
    pub fn listen(&mut self, check: impl FnOnce(&mut Self)) {
        if !self.settings.explains_silence {
            return check(self);
        }
        let before = self.findings.len();
        let ((), doubts) = doubt::listen(|| check(self));
        if self.findings.len() == before && !doubts.is_empty() {
            self.silent.push((self.rule.name, doubts));
        }
    }

    /// What was noted, once.
    pub fn take_silences(&mut self) -> Vec<Silence> {
        std::mem::take(&mut self.silent)
    }

    /// All findings, with the user's severities.
    pub fn finish(self) -> Vec<Finding> {
        let mut findings = self.findings;
        if !self.settings.severities.is_empty() {
            for finding in &mut findings {
                if let Some(&severity) = self.settings.severities.get(finding.rule) {
                    finding.severity = severity;
                }
            }
        }
        findings
    }
}
