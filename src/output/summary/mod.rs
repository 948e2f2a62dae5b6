//! The closing words: what was found, by rule and by workload, and what became of every file. A linter that is silent about
//! what it has not judged is green about nothing.

mod markdown;
mod silence;
mod tally;

pub use markdown::markdown_summary;
pub(super) use tally::{Counts, Tally};

use super::paint::{self, BOLD, GREEN};
use super::{Style, escape, words};
use crate::engine::{Report, Summary, Verdict};
use crate::finding::Severity;
use crate::source::Sources;
use std::io::{self, Write};

/// Names with more characters do not widen the column.
const WIDE: usize = 48;

/// Groups that are named in the short form.
const SHORT: usize = 5;

/// Writes the summary below the findings.
pub(super) fn write(report: &Report, sources: &Sources, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let tally = Tally::new(report, sources);
    let rows = if style.statistics { usize::MAX } else { SHORT };
    if tally.active.total() > 0 {
        table("Findings by rule", &tally.rules, rows, style, out)?;
        table("Findings by workload", &tally.workloads, rows, style, out)?;
    }
    if style.statistics {
        silence::write(&report.silent, out)?;
    }
    for line in lines(report, &tally, style) {
        writeln!(out, "{line}")?;
    }
    if style.statistics && !report.summary.other_documents.is_empty() {
        let others = report.summary.other_documents.iter();
        let others: Vec<_> = others.map(|(class, count)| words::described(*count, class.describe())).collect();
        writeln!(out, "Documents without an object: {}.", others.join(", "))?;
    }
    Ok(())
}

fn table(title: &str, rows: &[(String, Counts)], limit: usize, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", style.paint(BOLD, title))?;
    // One row more takes no more room than the line that says it is missing.
    let limit = if rows.len() <= limit.saturating_add(1) { rows.len() } else { limit };
    let rest: usize = rows[limit..].iter().map(|(_, counts)| counts.total()).sum();
    let widest = rows[..limit].iter().map(|(_, counts)| counts.total()).fold(rest, usize::max);
    let width = widest.to_string().len();
    let names: Vec<_> = rows[..limit].iter().map(|(name, _)| escape::visible(name)).collect();
    let column = names.iter().map(|it| it.chars().count()).filter(|it| *it <= WIDE).max().unwrap_or(0);
    for ((_, counts), name) in rows.iter().zip(&names) {
        // The number comes first: a name can never begin a line.
        writeln!(out, "  {:>width$}  {name:<column$}  {}", counts.total(), severities(*counts, style))?;
    }
    if rows.len() > limit {
        writeln!(out, "  {rest:>width$}  in {} more (`--statistics` lists all)", rows.len() - limit)?;
    }
    writeln!(out)
}

fn severities(counts: Counts, style: Style) -> String {
    let some = Severity::ALL.into_iter().rev().filter(|&it| counts.of(it) > 0);
    let word = |it: Severity| format!("{} {}", counts.of(it), style.paint(paint::color(it), it.as_str()));
    some.map(word).collect::<Vec<_>>().join(", ")
}

fn lines(report: &Report, tally: &Tally, style: Style) -> Vec<String> {
    let mut lines = Vec::new();
    let found = tally.active.total();
    if found > 0 {
        let files = words::count(tally.files, "file");
        let found = style.paint(BOLD, &words::count(found, "finding"));
        lines.push(format!("{found} in {files}: {}.", severities(tally.active, style)));
    } else if report.verdict() == Verdict::NothingToLint {
        lines.push(style.paint(BOLD, NOTHING));
    } else {
        lines.push(style.paint(GREEN, "No findings."));
    }
    lines.extend(hidden(report, tally, |it| escape::visible(it).into_owned()));
    lines.extend(fixable(tally));
    lines.push(account(&report.summary));
    lines
}

/// What a run says that met no object.
const NOTHING: &str = "Nothing was judged: there is no Kubernetes object in the input.";

/// Findings that are not shown, and why; `name` makes the name of a revision harmless.
fn hidden(report: &Report, tally: &Tally, name: impl Fn(&str) -> String) -> Option<String> {
    let parts = [(tally.suppressed, "suppressed in the source"), (tally.below, "below the minimum severity")];
    let mut parts: Vec<_> = parts.iter().filter(|it| it.0 > 0).map(|(count, why)| format!("{count} {why}")).collect();
    // That nothing was there before is worth a word, too.
    if let Some(it) = &report.baseline {
        parts.push(format!("{} there before, at {}", tally.baselined, name(it)));
    }
    (!parts.is_empty()).then(|| format!("Not counted: {}.", parts.join(", ")))
}

fn fixable(tally: &Tally) -> Option<String> {
    match (tally.safe, tally.unsafe_) {
        (0, 0) => None,
        (safe, 0) => Some(format!("Fixable: {safe} with `--fix`.")),
        (0, risky) => Some(format!("Fixable: {risky} with `--fix=unsafe`.")),
        (safe, risky) => Some(format!("Fixable: {safe} with `--fix`, {risky} more with `--fix=unsafe`.")),
    }
}

/// Where every file went. The numbers add up to the number of files.
fn account(summary: &Summary) -> String {
    let mut read = Vec::new();
    if summary.manifests > 0 {
        let objects = words::count(summary.resources, "object");
        read.push(format!("{} ({objects})", words::count(summary.manifests, "manifest")));
    }
    let others = summary.other_files.iter().filter(|(_, count)| **count > 0);
    read.extend(others.map(|(class, count)| words::described(*count, class.describe())));
    let read = if read.is_empty() { String::new() } else { format!(": {}", read.join(", ")) };
    let context = match summary.context {
        0 => String::new(),
        context => format!("; {context} more as context"),
    };
    let skipped: usize = summary.skipped.values().sum();
    let reasons = match summary.skipped.len() {
        0 => String::new(),
        1 => summary.skipped.keys().map(|it| format!(" ({})", it.describe())).collect(),
        _ => {
            let each = summary.skipped.iter().map(|(reason, count)| format!("{count} {}", reason.describe()));
            format!(" ({})", each.collect::<Vec<_>>().join(", "))
        }
    };
    format!(
        "Read {} of {}{read}{context}; passed over {skipped}{reasons}; failed to read {}.",
        summary.read,
        words::count(summary.files, "file"),
        summary.failed
    )
}
