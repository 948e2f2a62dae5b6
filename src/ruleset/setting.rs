//! What may be written for a rule: `off`, `on`, a severity, or a mapping with severity and options.

use crate::finding::Severity;
use crate::rules;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// A decision about one rule. Whatever is said of a rule turns it on, but for `off`.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Not `off`.
    pub on: bool,
    /// A severity other than the rule's own.
    pub severity: Option<Severity>,
    /// The rule's options.
    pub options: Option<Value>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Detailed {
    severity: Option<Severity>,
    options: Option<Value>,
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Words)
    }
}

struct Words;

impl<'de> Visitor<'de> for Words {
    type Value = Setting;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`off`, `on`, a severity (low, medium, high, critical) or a mapping with `severity` and `options`")
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Setting, E> {
        Ok(Setting { on, severity: None, options: None })
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Setting, E> {
        let severity = Severity::ALL.into_iter().find(|it| it.as_str() == word);
        match word {
            "off" => self.visit_bool(false),
            "on" => self.visit_bool(true),
            _ if severity.is_some() => Ok(Setting { on: true, severity, options: None }),
            _ => Err(E::invalid_value(serde::de::Unexpected::Str(word), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Setting, A::Error> {
        let Detailed { severity, options } = Detailed::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Setting { on: true, severity, options })
    }
}

/// Settings by rule name.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[serde(transparent)]
pub struct Rules(pub BTreeMap<String, Setting>);

impl JsonSchema for Rules {
    fn schema_name() -> Cow<'static, str> {
        "Rules".into()
    }

    /// Every rule with its own options, so that an editor completes and checks them.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words = json!({"enum": ["off", "on", "low", "medium", "high", "critical", true, false]});
        let severity = json!({"enum": ["low", "medium", "high", "critical"]});
        let mut properties = Map::new();
        for rule in rules::all() {
            let mut detailed = json!({
                "type": "object",
                "additionalProperties": false,
                "properties": {"severity": severity},
            });
            if let Some(options) = rule.options {
                let mut schema = (options.schema)();
                // Of the whole schema, not of a part.
                schema.as_object_mut().map(|it| it.remove("$schema"));
                detailed["properties"]["options"] = schema;
            }
            let schema = json!({"description": rule.documentation().summary, "anyOf": [words, detailed]});
            properties.insert(rule.name.to_owned(), schema);
        }
        json_schema!({"type": "object", "additionalProperties": false, "properties": properties})
    }
}
