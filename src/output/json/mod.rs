//! The report for programs. The structs are those of the format, not of the engine: within a version fields are only added.

mod model;

use model::*;

use super::place::Places;
use super::summary::{Counts, Tally};
use super::{escape, fingerprints, words};
use crate::engine::{Report, Verdict};
use crate::finding::{Finding, Fix, Severity, Status, Subject};
use crate::source::{SourceId, Sources, Span};
use std::io;

/// The JSON Schema of the report that `--format json` writes.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Document<'static>).to_value()
}

/// Writes the report.
pub(super) fn write(report: &Report, sources: &Sources, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(&document(report, sources))?;
    writeln!(out, "{}", escape::json(text))
}

fn document<'a>(report: &'a Report, sources: &'a Sources) -> Document<'a> {
    let places = Places::new(sources);
    let items = report.findings.iter().zip(fingerprints(report)).map(|(it, print)| item(it, print, &places)).collect();
    let verdict = report.verdict();
    Document {
        version: "1",
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        verdict: match verdict {
            Verdict::Clean => "clean",
            Verdict::Findings => "findings",
            Verdict::Failed => "failed",
            Verdict::NothingToLint => "nothing-to-lint",
        },
        exit_code: verdict.code(),
        fail_on: report.fail_on,
        baseline: report.baseline.as_deref(),
        findings: items,
        unread: report.unread.iter().map(|it| unread(it.source, &it.message, it.fatal, sources)).collect(),
        summary: account(report, sources),
    }
}

fn item<'a>(it: &'a Finding, fingerprint: String, places: &Places<'a>) -> Item<'a> {
    let mut labels = it.labels.iter().map(|label| location(label.span, &label.text, places));
    Item {
        rule: it.rule,
        category: words::category(it.rule),
        severity: it.severity,
        confidence: it.confidence,
        message: &it.message,
        location: labels.next().unwrap_or_else(|| location(it.span(), "", places)),
        related: labels.collect(),
        flow: it.flow,
        path: &it.path,
        object: (!it.subject.kind.is_empty()).then(|| object(&it.subject)),
        help: it.help.as_deref(),
        fix: it.fix.as_ref().map(|fix| change(fix, it.sensitive, places)),
        status: match &it.status {
            Status::Active => State::Active,
            Status::Suppressed { reason, at } => State::Suppressed { reason, at: location(*at, "", places) },
            Status::Baselined => State::Baselined,
            Status::BelowThreshold => State::BelowThreshold,
        },
        sensitive: it.sensitive,
        fingerprint,
        url: Some(words::url(it.rule)).filter(|url| !url.is_empty()),
    }
}

fn location<'a>(span: Span, label: &'a str, places: &Places<'a>) -> Location<'a> {
    let (start, end) = (places.start(span), places.end(span));
    Location {
        file: places.name(span),
        start: Point { line: start.line, column: start.column, offset: span.start },
        end: Point { line: end.line, column: end.column, offset: span.end },
        label,
    }
}

fn object(it: &Subject) -> Object<'_> {
    Object {
        api_version: &it.api_version,
        kind: &it.kind,
        namespace: it.namespace.as_deref(),
        name: &it.name,
        container: it.container.as_deref(),
        template: it.template.as_deref(),
    }
}

fn change<'a>(fix: &'a Fix, sensitive: bool, places: &Places<'a>) -> Change<'a> {
    let edits = fix.edits.iter().map(|it| Replacement { location: location(it.span, "", places), text: &it.text });
    Change { title: &fix.title, safety: fix.safety, edits: (!sensitive).then(|| edits.collect()) }
}

fn unread<'a>(source: SourceId, message: &'a str, fatal: bool, sources: &'a Sources) -> UnreadFile<'a> {
    UnreadFile { file: sources.get(source).name(), message, fatal }
}

fn account(report: &Report, sources: &Sources) -> Account {
    let (it, tally) = (&report.summary, Tally::new(report, sources));
    let totals = |rows: Vec<(String, Counts)>| rows.into_iter().map(|(key, counts)| (key, counts.total())).collect();
    Account {
        files: it.files,
        read: it.read,
        context: it.context,
        manifests: it.manifests,
        documents: it.documents,
        objects: it.resources,
        other_documents: it.other_documents.iter().map(|(key, count)| (words::key(key), *count)).collect(),
        other_files: it.other_files.iter().map(|(key, count)| (words::key(key), *count)).collect(),
        skipped: it.skipped.iter().map(|(key, count)| (words::key(key), *count)).collect(),
        failed: it.failed,
        bytes: it.bytes,
        findings: Totals {
            active: tally.active.total(),
            critical: tally.active.of(Severity::Critical),
            high: tally.active.of(Severity::High),
            medium: tally.active.of(Severity::Medium),
            low: tally.active.of(Severity::Low),
            suppressed: tally.suppressed,
            baselined: tally.baselined,
            below_threshold: tally.below,
            by_rule: totals(tally.rules),
            by_workload: totals(tally.workloads),
        },
    }
}
