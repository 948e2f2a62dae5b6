//! `holdshort schema`

use super::args::SchemaOf;
use super::failure::Failure;
use super::{output, pages};

pub(super) fn run(of: SchemaOf) -> Result<(), Failure> {
    let schema = match of {
        SchemaOf::Config => pages::config_schema(),
        SchemaOf::Report => pages::report_schema(),
        SchemaOf::Inventory => pages::inventory_schema(),
        SchemaOf::Ruleset => pages::ruleset_schema(),
    };
    output::to_stdout(|out| out.write_all(schema.as_bytes()))
}
