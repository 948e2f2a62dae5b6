//! `holdshort graph`

use super::failure::Failure;
use super::output;
use super::project;
use crate::config::Policy;
use crate::engine;
use crate::index::Index;
use crate::output::GraphFormat;
use crate::rules;
use clap::{Args, ValueHint};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Graph {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    /// How to draw it, to standard output; svg and html need nothing else to be shown
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    pub(super) format: GraphFormat,

    /// Read what .gitignore and its like hide
    #[arg(long)]
    pub(super) no_ignore: bool,
}

/// Reads what `check` reads and draws who gets where. 3 where there is nothing to draw.
pub(super) fn run(args: &Graph) -> Result<u8, Failure> {
    let input = project::manifests(&args.paths, args.no_ignore)?;
    // Lines that hold credentials are known by the findings on them.
    let secrets = rules::all().iter().copied().filter(|it| it.category() == "secret").collect();
    let report = engine::check(&input, &Policy { rules: secrets, ..Policy::default() });
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, false);
    let view = index.access_view();
    output::to_stdout(|out| crate::output::write_graph(args.format, &view, &report, &input.sources, out))?;
    Ok(if index.resources().is_empty() { 3 } else { 0 })
}
