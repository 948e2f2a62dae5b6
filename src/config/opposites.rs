//! Rules that ask for opposite things: to ask for both is a mistake.

use super::Configuration;
use crate::ruleset::{Mistake, Text};
use crate::yaml::Value;

/// The first asks for the opposite of the second once its option is set, which is why it is silent without.
const OPPOSITES: [(&str, &str, &str); 1] = [("cpu-limit-set", "forbid", "cpu-limit-missing")];

impl Configuration {
    /// Whether no two rules that are on contradict each other.
    pub(super) fn check_opposites(&self, text: Option<&Text>) -> Result<(), Mistake> {
        for (rule, option, opposite) in OPPOSITES {
            let asked = self.decisions.get(rule).filter(|it| it.on.value).is_some_and(|it| {
                it.options.as_ref().is_some_and(|it| it.value.get(option).is_some_and(|it| *it == true))
            });
            if !asked || !self.decisions.get(opposite).is_some_and(|it| it.on.value) {
                continue;
            }
            let mistake = Mistake::new(format!("`{rule}` and `{opposite}` ask for opposite things"))
                .help(format!("turn `{opposite}` off, or `{rule}`"));
            let at = text.and_then(|it| Some((it, it.get("rules")?.get_raw(rule)?)));
            return Err(match at {
                Some((text, value)) => {
                    mistake.at(text, value.key().map_or(value.span(), Value::span), "asked for here")
                }
                None => mistake,
            });
        }
        Ok(())
    }
}
