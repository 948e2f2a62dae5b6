//! The summary as Markdown, for the job summary of a workflow. Every name in it is the attacker's.

use super::{Counts, NOTHING, SHORT, Tally, account, fixable, hidden};
use crate::engine::{Report, Verdict};
use crate::finding::Severity;
use crate::output::place::Places;
use crate::output::{escape, words};
use crate::source::Sources;
use std::fmt::Write;

/// Findings that are listed.
const LISTED: usize = 20;

/// A report in the few lines that a reviewer reads on the page of a workflow run.
pub fn markdown_summary(report: &Report, sources: &Sources) -> String {
    let tally = Tally::new(report, sources);
    let mut out = String::from("## holdshort\n\n");
    let headline = match tally.active.total() {
        0 if report.verdict() == Verdict::NothingToLint => format!("⚠️ {NOTHING}"),
        0 => "✅ No findings.".to_owned(),
        found => {
            let (findings, files) = (words::count(found, "finding"), words::count(tally.files, "file"));
            format!("**{findings}** in {files}: {}.", tally.active.describe())
        }
    };
    let _ = writeln!(out, "{headline}\n");
    if tally.active.total() > 0 {
        findings(report, sources, &mut out);
        let rule = |name: &str| {
            let (url, name) = (words::url(name), escape::markdown(name));
            if url.is_empty() { name } else { format!("[{name}]({url})") }
        };
        table("Rule", &tally.rules, rule, &mut out);
        table("Workload", &tally.workloads, escape::markdown, &mut out);
    }
    let facts =
        hidden(report, &tally, escape::markdown).into_iter().chain(fixable(&tally)).chain([account(&report.summary)]);
    facts.for_each(|it| out.push_str(&format!("{it}\n\n")));
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The worst findings.
fn findings(report: &Report, sources: &Sources, out: &mut String) {
    let places = Places::new(sources);
    let mut all: Vec<_> = report.findings.iter().filter(|it| it.is_active()).collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.severity));
    let _ = writeln!(out, "| severity | finding | place |\n| --- | --- | --- |");
    for finding in all.iter().take(LISTED) {
        let place = places.start(finding.span());
        let path = escape::markdown(places.name(finding.span()));
        let message = escape::markdown(&finding.message);
        let _ = writeln!(out, "| {} | {message} | {path}:{} |", finding.severity, place.line);
    }
    if all.len() > LISTED {
        let _ = writeln!(out, "\n{} more are in the log.", all.len() - LISTED);
    }
    out.push('\n');
}

fn table(title: &str, rows: &[(String, Counts)], name: impl Fn(&str) -> String, out: &mut String) {
    let header: String = Severity::ALL.iter().rev().map(|it| format!(" {it} |")).collect();
    let _ = writeln!(out, "| {title} |{header}\n| --- |{}", " ---: |".repeat(4));
    let limit = SHORT * 2;
    for (key, counts) in rows.iter().take(limit) {
        let cells: String = Severity::ALL.iter().rev().map(|&it| format!(" {} |", counts.of(it))).collect();
        let _ = writeln!(out, "| {} |{cells}", name(key));
    }
    if rows.len() > limit {
        let _ = writeln!(out, "\n{} more are in the log.", rows.len() - limit);
    }
    out.push('\n');
}
