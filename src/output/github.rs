//! Workflow commands that annotate a pull request. The worst come first, since GitHub shows only some of each level.

use super::place::{Place, Places};
use super::{escape, words};
use crate::engine::Report;
use crate::finding::{Finding, Severity};
use crate::source::Sources;
use std::io::{self, Write};

/// Annotations of one level that GitHub shows for one step.
const SHOWN: usize = 10;

/// Writes one command a finding that counts, by severity, then by place.
pub(super) fn write(report: &Report, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(sources);
    let mut findings: Vec<&Finding> = report.findings.iter().filter(|it| it.is_active()).collect();
    findings.sort_by_key(|it| std::cmp::Reverse(it.severity));
    let of = |wanted| findings.iter().filter(|it| level(it.severity) == wanted).count();
    let beyond = |count: usize, room: usize| count.saturating_sub(room);
    let (loud, quiet) = (beyond(of("error"), SHOWN) + beyond(of("warning"), SHOWN), of("notice"));
    // The notice that says what is missing is a notice itself, and must be among those that are shown.
    let hidden = match loud + beyond(quiet, SHOWN) {
        0 => 0,
        _ => loud + beyond(quiet, SHOWN - 1),
    };
    let (before, notices) = findings.split_at(findings.len() - quiet);
    before.iter().try_for_each(|it| command(it, &places, out))?;
    if hidden > 0 {
        writeln!(
            out,
            "::notice title=holdshort::{}, {hidden} of them not shown as annotations: GitHub shows {SHOWN} of each level \
             for a step. The log holds all.",
            words::count(findings.len(), "finding")
        )?;
    }
    notices.iter().try_for_each(|it| command(it, &places, out))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "notice",
    }
}

fn command(finding: &Finding, places: &Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let span = finding.span();
    let (start, mut end) = (places.start(span), places.end(span));
    // The line end behind the last line is not a line more.
    if end.column == 1 && end.line > start.line {
        end = Place { line: end.line - 1, column: u32::MAX };
    }
    let path = escape::visible(places.name(span));
    let property = escape::command_property;
    let mut properties = format!("file={},line={},endLine={}", property(&path), start.line, end.line);
    // The runner refuses columns of a place that goes over several lines.
    if start.line == end.line && end.column != u32::MAX {
        properties += &format!(",col={},endColumn={}", start.column, end.column);
    }
    let title = format!("{}[{}]", finding.severity, escape::visible(finding.rule));
    // The log shows the message alone, so the place is in it.
    let mut message = format!("{path}:{}:{}: {}", start.line, start.column, escape::visible(&finding.message));
    if let Some(object) = words::workload(&finding.subject) {
        message += &format!(" ({})", escape::visible(&object));
    }
    if let Some(help) = &finding.help {
        message += &format!("\nhelp: {}", escape::visible(help));
    }
    let (level, message) = (level(finding.severity), escape::command_message(&message));
    writeln!(out, "::{level} {properties},title={}::{message}", property(&title))
}
