//! `holdshort graph`

use super::failure::Failure;
use super::manifests::{Manifests, Reading};
use super::output;
use crate::config::Policy;
use crate::engine::{self, Input};
use crate::index::Index;
use crate::index::ledger::{Ledger, compare};
use crate::output::{GraphFormat, Told};
use crate::rules;
use crate::ruleset::Mistake;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(super) struct Graph {
    #[command(flatten)]
    manifests: Manifests,

    /// How to show it, on standard output; svg and html need nothing else to be looked at [default: svg; text with --diff]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Shape>,

    /// Say what every subject and workload gains and loses from a git revision to the files of today, as text or json;
    /// `a...b` is where two branches parted
    #[arg(long, value_name = "REV")]
    diff: Option<String>,

    /// Exit 1 if anybody gains anything
    #[arg(long, requires = "diff")]
    fail_on_gain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Sentences: who holds what, or gains and loses what
    Text,
    /// A picture
    Svg,
    /// A page that shows the lines of what is clicked; it holds all it needs
    Html,
    /// Graphviz
    Dot,
    /// A diagram in Markdown
    Mermaid,
    /// For programs
    Json,
}

impl Shape {
    /// As a drawing; `None` for sentences.
    fn drawn(self) -> Option<GraphFormat> {
        match self {
            Self::Text => None,
            Self::Svg => Some(GraphFormat::Svg),
            Self::Html => Some(GraphFormat::Html),
            Self::Dot => Some(GraphFormat::Dot),
            Self::Mermaid => Some(GraphFormat::Mermaid),
            Self::Json => Some(GraphFormat::Json),
        }
    }
}

/// Reads what `check` reads and shows who gets where. 3 where there is nothing to show.
pub(super) fn run(args: &Graph) -> Result<u8, Failure> {
    let format = args.format.unwrap_or(if args.diff.is_some() { Shape::Text } else { Shape::Svg });
    if args.diff.is_some() && !matches!(format, Shape::Text | Shape::Json) {
        return Err(Mistake::new("what changed is told as text or json").help("leave out `--format`").into());
    }
    let reading = args.manifests.reading()?;
    match &args.diff {
        Some(revision) => tell_changes(&reading, revision, format, args.fail_on_gain),
        None => show(&reading, format),
    }
}

fn show(reading: &Reading, format: Shape) -> Result<u8, Failure> {
    let input = reading.now()?;
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, reading.closed);
    match format.drawn() {
        None => {
            let changes = compare(&Ledger::default(), &index.ledger());
            let told = Told { changes: &changes, now: &input.sources, since: None };
            output::to_stdout(|out| crate::output::write_changes(told, out))?;
        }
        Some(format) => {
            // Lines that hold credentials are known by the findings on them.
            let secrets = rules::all().iter().copied().filter(|it| it.category() == "secret").collect();
            let report = engine::check(&input, &Policy { rules: secrets, ..Policy::default() });
            let view = index.access_view();
            output::to_stdout(|out| crate::output::write_graph(format, &view, &report, &input.sources, out))?;
        }
    }
    Ok(if index.resources().is_empty() { 3 } else { 0 })
}

fn tell_changes(reading: &Reading, revision: &str, format: Shape, fail_on_gain: bool) -> Result<u8, Failure> {
    let (old, name) = reading.at(revision)?;
    let input = reading.now()?;
    let (before, was) = held(&old, reading.closed);
    let (now, is) = held(&input, reading.closed);
    let changes = compare(&before, &now);
    let told = Told { changes: &changes, now: &input.sources, since: Some((&name, &old.sources)) };
    output::to_stdout(|out| match format {
        Shape::Json => crate::output::write_changes_json(told, out),
        _ => crate::output::write_changes(told, out),
    })?;
    Ok(match changes.iter().any(|it| it.gain) {
        _ if was + is == 0 => 3,
        gains => u8::from(gains && fail_on_gain),
    })
}

/// What everybody holds, and how many objects say so.
fn held(input: &Input, closed: bool) -> (Ledger, usize) {
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, closed);
    (index.ledger(), index.resources().len())
}
