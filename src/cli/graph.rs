//! `holdshort graph`

use super::failure::Failure;
use super::output;
use super::project::{self, Project};
use crate::config::Policy;
use crate::engine;
use crate::index::Index;
use crate::input::{self, Request};
use crate::output::GraphFormat;
use crate::rules;
use crate::ruleset::Mistake;
use clap::{Args, ValueHint};
use std::path::{Path, PathBuf};

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
    for path in args.paths.iter().filter(|it| it.as_os_str() != "-") {
        project::must_exist(path)?;
    }
    let first = args.paths.iter().find(|it| it.as_os_str() != "-");
    let project = Project::of(first.map_or(Path::new("."), |it| it))?;
    let request = Request {
        root: project.root.clone(),
        paths: args.paths.clone(),
        context: None,
        stdin: None,
        include: Vec::new(),
        exclude: Vec::new(),
        force_exclude: false,
        no_ignore: args.no_ignore,
        threads: 0,
    };
    let input = input::read(&request, &mut std::io::stdin().lock());
    if let Some(unread) = input.unread.iter().find(|it| it.fatal) {
        let name = input.sources.get(unread.source).name();
        return Err(Mistake::new(format!("cannot read `{name}`: {}", unread.message)).into());
    }
    // Lines that hold credentials are known by the findings on them.
    let secrets = rules::all().iter().copied().filter(|it| it.category() == "secret").collect();
    let report = engine::check(&input, &Policy { rules: secrets, ..Policy::default() });
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, false);
    let view = index.access_view();
    output::to_stdout(|out| crate::output::write_graph(args.format, &view, &report, &input.sources, out))?;
    Ok(if index.resources().is_empty() { 3 } else { 0 })
}
