//! Formats of credentials that a ruleset or `holdshort.yaml` adds.

use super::base64;
use super::evidence::is_data_of_secret;
use super::place::place;
use crate::finding::Severity;
use crate::rule::Context;
use crate::yaml::Value;
use regex::bytes::{Regex, RegexBuilder};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::Error;

/// Options of `secret-known-token`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OwnFormats {
    /// Formats of credentials besides those that are known.
    pub(crate) formats: Vec<OwnFormat>,
}

/// One format.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnFormat {
    /// What it is, for messages: `deploy token of the shop`.
    name: String,
    /// What every such credential has in it, and few other texts have: three characters or more.
    literal: Literal,
    /// The whole credential, as a regular expression without look-around. It is not looked for inside of longer words.
    pattern: Pattern,
    /// How bad it is. Default: critical.
    severity: Option<Severity>,
}

/// Three characters or more.
#[derive(Clone, Debug)]
struct Literal(String);

impl<'de> Deserialize<'de> for Literal {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.len() < 3 { Err(D::Error::custom("three characters or more are needed")) } else { Ok(Self(text)) }
    }
}

impl JsonSchema for Literal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Literal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 3})
    }
}

/// A regular expression that cannot grow beyond measure.
#[derive(Clone, Debug)]
struct Pattern(Regex);

/// Bytes of an expression, written and compiled.
const WRITTEN: usize = 500;
const COMPILED: usize = 1 << 20;

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.len() > WRITTEN {
            return Err(D::Error::custom(format!("longer than {WRITTEN} characters")));
        }
        let built = RegexBuilder::new(&text).unicode(false).size_limit(COMPILED).nest_limit(20).build();
        let built = built.map_err(|error| {
            let text = error.to_string();
            D::Error::custom(text.lines().last().unwrap_or_default().trim_start_matches("error: "))
        })?;
        if built.is_match(b"") { Err(D::Error::custom("it matches the empty text")) } else { Ok(Self(built)) }
    }
}

impl JsonSchema for Pattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "regex", "maxLength": WRITTEN})
    }
}

/// Reports the credentials of these formats in a scalar, in base64 where it is the data of a Secret.
pub(crate) fn find(value: Value<'_>, options: &OwnFormats, cx: &mut Context<'_>) {
    let Some(written) = value.text().filter(|it| it.len() >= 3) else { return };
    let decoded = is_data_of_secret(value).then(|| base64::decode_text(written)).flatten();
    let text = decoded.as_deref().unwrap_or(written);
    for format in options.formats.iter().filter(|it| text.contains(&it.literal.0)) {
        for hit in format.pattern.0.find_iter(text.as_bytes()) {
            let bytes = text.as_bytes();
            let word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
            let glued = word(hit.start().checked_sub(1)) || word(Some(hit.end()));
            if hit.is_empty() || glued {
                continue;
            }
            let at = if decoded.is_some() { 0 } else { hit.start() };
            cx.report(place(value, None, at), format!("a {} stands here in clear text", format.name))
                .severity(format.severity.unwrap_or(Severity::Critical))
                .holds(value.key_text().unwrap_or_default(), &text[hit.range()])
                .help("revoke it: it stays in the history of the file; then take a new one from a Secret")
                .covers(&[
                    "secret-cleartext-manifest",
                    "secret-in-configmap",
                    "secret-env-literal",
                    "secret-in-helm-values",
                ]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_have_limits_and_mistakes_are_told() {
        let mistake = |pattern: &str| {
            let value = serde_json::json!({"formats": [{"name": "a", "literal": "abc", "pattern": pattern}]});
            serde_json::from_value::<OwnFormats>(value).map(drop).map_err(|it| it.to_string())
        };
        assert_eq!(mistake("abc[0-9]{8}"), Ok(()));
        assert!(mistake("abc(").unwrap_err().contains("unclosed group"));
        assert!(mistake("a*").unwrap_err().contains("empty text"));
        assert!(mistake(&"a".repeat(501)).unwrap_err().contains("longer"));
        assert!(mistake("(?:(?:a{99}){99}){99}").unwrap_err().contains("size"));
        let short = serde_json::json!({"formats": [{"name": "a", "literal": "ab", "pattern": "abc"}]});
        assert!(serde_json::from_value::<OwnFormats>(short).is_err());
    }
}
