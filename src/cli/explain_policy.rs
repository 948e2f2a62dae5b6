//! `holdshort explain-policy`

use super::args::{Assumption, ExplainPolicy};
use super::failure::Failure;
use super::output;
use super::project::{self, Project};
use crate::engine;
use crate::index::Index;
use crate::input::{self, Request};
use crate::output::visible;
use crate::ruleset::Mistake;
use std::path::Path;

/// Reads what `check` reads and says of each workload who may call it. 3 where there is none.
pub(super) fn run(args: &ExplainPolicy) -> Result<u8, Failure> {
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
