//! `holdshort graph`

use super::failure::Failure;
use super::manifests::Manifests;
use super::output;
use crate::config::Policy;
use crate::engine;
use crate::index::Index;
use crate::output::GraphFormat;
use crate::rules;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Graph {
    #[command(flatten)]
    manifests: Manifests,

    /// How to draw it, to standard output; svg and html need nothing else to be shown
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    pub(super) format: GraphFormat,
}

/// Reads what `check` reads and draws who gets where. 3 where there is nothing to draw.
pub(super) fn run(args: &Graph) -> Result<u8, Failure> {
    let reading = args.manifests.reading()?;
    let input = reading.now()?;
    // Lines that hold credentials are known by the findings on them.
    let secrets = rules::all().iter().copied().filter(|it| it.category() == "secret").collect();
    let report = engine::check(&input, &Policy { rules: secrets, ..Policy::default() });
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, reading.closed);
    let view = index.access_view();
    output::to_stdout(|out| crate::output::write_graph(args.format, &view, &report, &input.sources, out))?;
    Ok(if index.resources().is_empty() { 3 } else { 0 })
}
