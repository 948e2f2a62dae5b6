//! `holdshort explain-policy`

use super::failure::Failure;
use super::output;
use super::project;
use crate::engine;
use crate::index::Index;
use crate::output::visible;
use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct ExplainPolicy {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    /// Say what would hold if it were so, with every rule that would not be enforced any more
    #[arg(long, value_name = "WHAT")]
    pub(super) assume: Option<Assumption>,

    /// Read what .gitignore and its like hide
    #[arg(long)]
    pub(super) no_ignore: bool,
}

/// What is not so in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Assumption {
    /// All workloads are enrolled by the proxies of their nodes
    Ambient,
}

/// Reads what `check` reads and says of each workload who may call it. 3 where there is none.
pub(super) fn run(args: &ExplainPolicy) -> Result<u8, Failure> {
    let input = project::manifests(&args.paths, args.no_ignore)?;
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, false);
    let all = index.explain_policies(args.assume == Some(Assumption::Ambient));
    output::to_stdout(|out| {
        for (at, explanation) in all.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{}", visible(&explanation.workload))?;
            for line in &explanation.lines {
                writeln!(out, "  {}", visible(line))?;
            }
        }
        Ok(())
    })?;
    Ok(if all.is_empty() { 3 } else { 0 })
}
