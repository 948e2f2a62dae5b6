//! Options of rules: a type per rule, so that a wrong value is an error where it is written and the schema is never stale.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde::de::DeserializeOwned;

/// What is known of a rule's options type.
#[derive(Clone, Copy)]
pub struct Options {
    /// Its JSON Schema.
    pub schema: fn() -> serde_json::Value,
    /// Whether a value is one, with the reason where not.
    pub check: fn(&serde_json::Value) -> Result<(), String>,
}

impl Options {
    /// For an options type.
    pub const fn of<T: DeserializeOwned + JsonSchema>() -> Self {
        Self {
            schema: || {
                let settings = SchemaSettings::draft2020_12().with(|it| it.inline_subschemas = true);
                SchemaGenerator::new(settings).into_root_schema_for::<T>().to_value()
            },
            check: |value| serde_json::from_value::<T>(value.clone()).map(drop).map_err(|error| error.to_string()),
        }
    }
}
