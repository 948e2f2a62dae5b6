//! Regular expressions in options: a wrong one is an error where it is written.

use regex::Regex;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error};
use std::borrow::Cow;

/// A regular expression that must match the whole text.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Whether a text fits.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Regex::new(&format!("^(?:{text})$"))
            .map(Self)
            .map_err(|_| Error::custom(format!("`{text}` is no regular expression")))
    }
}

impl JsonSchema for Pattern {
    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "regex"})
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn the_whole_text_must_fit() {
        let pattern: Pattern = serde_json::from_value("a|b.*".into()).unwrap();
        assert!(pattern.fits("a") && pattern.fits("bc"));
        assert!(!pattern.fits("ab") && !pattern.fits("xa"));
        assert!(serde_json::from_value::<Pattern>("(".into()).is_err());
    }
}
