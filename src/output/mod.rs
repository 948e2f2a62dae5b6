//! From a report to bytes, in every format. Knows reports, sources and the metadata of rules, never YAML.
//!
//! Nothing here depends on threads, time or the environment: the same report gives the same bytes. Every text that comes
//! from the input passes `escape` on its way out, and no line with a credential is printed.

mod change;
mod concise;
mod escape;
mod fingerprint;
mod frame;
mod github;
mod graph;
mod group;
mod json;
mod mask;
mod paint;
mod place;
mod rich;
mod sarif;
mod summary;
mod words;

#[cfg(test)]
mod tests;

pub use change::{Told, write_changes, write_changes_json};
pub use escape::visible;
pub use fingerprint::fingerprints;
pub use graph::{GraphFormat, write_graph};
pub use json::json_schema;
pub use summary::markdown_summary;

use crate::engine::Report;
use crate::finding::{Finding, Status};
use crate::source::Sources;
use std::io::{self, Write};

/// The formats of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Format {
    /// Source frames, for people at a terminal.
    Rich,
    /// One line a finding.
    Concise,
    /// The versioned report, for programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands that annotate a pull request on GitHub.
    Github,
    /// A short summary, for the page of a workflow run.
    Markdown,
}

/// How to write.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// With ANSI colours.
    pub color: bool,
    /// With OSC 8 links.
    pub links: bool,
    /// Suppressed findings too (rich and concise; json and sarif always hold them).
    pub show_suppressed: bool,
    /// A table of counts by rule in the summary.
    pub statistics: bool,
    /// Without the closing summary (rich and concise).
    pub no_summary: bool,
}

/// Writes a report. Colours and links are for `rich` and `concise` alone.
pub fn write(format: Format, report: &Report, sources: &Sources, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Rich => rich::write(report, sources, style, out)?,
        Format::Concise => concise::write(report, sources, style, out)?,
        Format::Json => return json::write(report, sources, out),
        Format::Sarif => return sarif::write(report, sources, out),
        Format::Github => return github::write(report, sources, out),
        Format::Markdown => return out.write_all(markdown_summary(report, sources).as_bytes()),
    }
    if style.no_summary {
        return Ok(());
    }
    if format == Format::Concise && report.findings.iter().any(|it| shown(it, style)) {
        writeln!(out)?;
    }
    summary::write(report, sources, style, out)
}

/// Whether people get to see a finding.
fn shown(finding: &Finding, style: Style) -> bool {
    match finding.status {
        Status::Active => true,
        Status::Suppressed { .. } | Status::Baselined => style.show_suppressed,
        Status::BelowThreshold => false,
    }
}
