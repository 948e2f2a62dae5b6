//! The format of a ruleset.

use super::{Mistake, Rules, Text};
use crate::rules;
use schemars::JsonSchema;
use serde::Deserialize;

/// A ruleset as written: a profile, and perhaps the controls of a benchmark.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ruleset {
    /// What it is called.
    pub name: String,
    /// What it is for, in a line.
    #[serde(default)]
    pub title: String,
    /// Rulesets whose decisions hold unless this one decides otherwise: names of built-in ones, or paths relative to this file.
    #[serde(default)]
    pub extends: Vec<String>,
    /// `off`, `on`, a severity, or `{severity, options}` by rule. Whatever is said of a rule turns it on, but for `off`.
    #[serde(default)]
    pub rules: Rules,
    /// The sections of a benchmark and the rules that look after them.
    #[serde(default)]
    pub controls: Vec<Control>,
}

/// One section of a benchmark.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// The benchmark's own number.
    pub id: String,
    /// The benchmark's topic, in own words.
    #[serde(default)]
    pub title: String,
    /// The benchmark's level, where it has levels.
    pub level: Option<u8>,
    /// Whether rules can tell.
    #[serde(default)]
    pub assessment: Assessment,
    /// The rules that tell.
    #[serde(default)]
    pub rules: Vec<String>,
}

/// Whether rules can tell if a control is met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Assessment {
    /// They can.
    #[default]
    Automated,
    /// A person must look.
    Manual,
}

/// Controls name rules that exist.
pub(super) fn check_controls(controls: &[Control], text: &Text) -> Result<(), Mistake> {
    let written = || text.get("controls").into_iter().flat_map(|it| it.items());
    for (control, written) in controls.iter().zip(written()) {
        for (rule, at) in control.rules.iter().zip(written.list("rules")) {
            if rules::find(rule).is_none() {
                return Err(text.unknown_rule(rule, at.span()));
            }
        }
    }
    Ok(())
}
