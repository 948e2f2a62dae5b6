//! What is decided about each rule, and by whom.

use super::{Mistake, Rules, Text};
use crate::finding::Severity;
use crate::rules;
use crate::yaml::Value;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt;

/// Who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody: it is so unless someone says otherwise.
    Default,
    /// A ruleset that comes with the program.
    Ruleset(String),
    /// A file, and the line from 1.
    File {
        /// Its path as shown.
        name: String,
        /// From 1.
        line: u32,
    },
    /// A flag on the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Ruleset(name) => write!(f, "ruleset {name}"),
            Self::File { name, line } => write!(f, "{name}:{line}"),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// A value and who set it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Who set it.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value somebody set.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// A value nobody set.
    pub fn default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }
}

/// What is decided about one rule.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Whether it runs.
    pub on: Sourced<bool>,
    /// A severity other than its own.
    pub severity: Option<Sourced<Severity>>,
    /// Its options; of the rule's type.
    pub options: Option<Sourced<serde_json::Value>>,
}

/// Decisions by rule name. A rule without one is off.
#[derive(Clone, Debug, Default)]
pub struct Decisions(BTreeMap<&'static str, Decision>);

impl Decisions {
    /// The decision about a rule.
    pub fn get(&self, rule: &str) -> Option<&Decision> {
        self.0.get(rule)
    }

    /// All decisions, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Decision)> {
        self.0.iter().map(|(name, it)| (*name, it))
    }

    /// Names of the rules that are on.
    pub fn on(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(|(_, it)| it.on.value).map(|(name, _)| *name)
    }

    /// Turns a rule on or off.
    pub fn turn(&mut self, rule: &'static str, on: bool, origin: Origin) {
        let on = Sourced::new(on, origin);
        match self.0.get_mut(rule) {
            Some(decision) => decision.on = on,
            None => drop(self.0.insert(rule, Decision { on, severity: None, options: None })),
        }
    }

    /// Sets one option of a rule that is decided about, and leaves its others.
    pub(super) fn set_option(&mut self, rule: &str, key: &str, value: serde_json::Value, origin: &Origin) {
        let Some(decision) = self.0.get_mut(rule) else { return };
        let mut options = decision.options.take().map_or_else(|| serde_json::json!({}), |it| it.value);
        options[key] = value;
        decision.options = Some(Sourced::new(options, origin.clone()));
    }

    /// Adds the decisions of another, which win.
    pub fn extend(&mut self, other: Self) {
        for (rule, decision) in other.0 {
            self.merge(rule, decision);
        }
    }

    /// Applies settings as written below `written`; an unknown rule and options that are not of its type are mistakes.
    pub fn apply(
        &mut self,
        settings: &Rules,
        text: &Text,
        written: Option<Value<'_>>,
        origin: &dyn Fn(u32) -> Origin,
    ) -> Result<(), Mistake> {
        // Looked up once: a ruleset names hundreds of rules, and every run reads one.
        let entries = written.into_iter().flat_map(Value::entries);
        let places: FxHashMap<&str, Value<'_>> = entries.filter_map(|(key, it)| Some((key.text()?, it))).collect();
        for (name, setting) in &settings.0 {
            let at = places.get(name.as_str()).copied();
            let key = at.and_then(Value::key).map_or(text.start(), Value::span);
            let Some(rule) = rules::find(name) else { return Err(text.unknown_rule(name, key)) };
            if let Some(options) = &setting.options {
                let span = at.and_then(|it| it.get_raw("options")).map_or(key, Value::entry_span);
                let refuse = |message: String, label: &str| Err(Mistake::new(message).at(text, span, label));
                match rule.options {
                    None => return refuse(format!("rule `{name}` has no options"), "none may be given"),
                    Some(it) => {
                        if let Err(reason) = (it.check)(options) {
                            return refuse(format!("options of rule `{name}`: {reason}"), "these options");
                        }
                    }
                }
            }
            let origin = origin(text.line(key));
            let decision = Decision {
                on: Sourced::new(setting.on, origin.clone()),
                severity: setting.severity.map(|it| Sourced::new(it, origin.clone())),
                options: setting.options.clone().map(|it| Sourced::new(it, origin)),
            };
            self.merge(rule.name, decision);
        }
        Ok(())
    }

    /// What the new decision does not speak of stays as it was.
    fn merge(&mut self, rule: &'static str, new: Decision) {
        let Some(old) = self.0.get_mut(rule) else {
            self.0.insert(rule, new);
            return;
        };
        old.on = new.on;
        old.severity = new.severity.or(old.severity.take());
        old.options = new.options.or(old.options.take());
    }
}
