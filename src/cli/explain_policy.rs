//! `holdshort explain-policy`

use super::failure::Failure;
use super::manifests::Manifests;
use super::output;
use crate::engine;
use crate::index::Index;
use crate::output::visible;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(super) struct ExplainPolicy {
    #[command(flatten)]
    manifests: Manifests,

    /// Say what would hold if it were so, with every rule that would not be enforced any more
    #[arg(long, value_name = "WHAT")]
    pub(super) assume: Option<Assumption>,
}

/// What is not so in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Assumption {
    /// All workloads are enrolled by the proxies of their nodes
    Ambient,
}

/// Reads what `check` reads and says of each workload who may call it. 3 where there is none.
pub(super) fn run(args: &ExplainPolicy) -> Result<u8, Failure> {
    let reading = args.manifests.reading()?;
    let input = reading.now()?;
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, reading.closed);
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
