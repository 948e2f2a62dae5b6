//! SARIF 2.1.0, within the limits of GitHub code scanning.

mod model;
mod result;
mod rules;

use super::place::Places;
use super::{escape, fingerprints};
use crate::engine::Report;
use crate::finding::{Finding, Severity, Status};
use crate::source::{Sources, Span};
use model::{Described, Driver, Invocation, Log, Message, Notification, Notified, Run, Tool};
use result::Shared;
use std::collections::BTreeMap;
use std::io::{self, Write};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Results of one run that GitHub accepts.
const RESULTS: usize = 25_000;

/// Writes the log.
pub(super) fn write(report: &Report, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run(report, sources)] };
    writeln!(out, "{}", escape::json(serde_json::to_string_pretty(&log)?))
}

fn run(report: &Report, sources: &Sources) -> Run {
    let places = Places::new(sources);
    let (kept, dropped) = keep(&report.findings, RESULTS);
    let findings: Vec<&Finding> = kept.iter().map(|&at| &report.findings[at]).collect();
    let (rules, indices) = rules::collect(&findings);
    let any = |wanted: fn(&Status) -> bool| findings.iter().any(|it| wanted(&it.status));
    let shared = Shared {
        places: &places,
        indices: &indices,
        suppressions: any(|it| *it != Status::Active),
        baseline: report.baseline.is_some(),
    };
    let prints = fingerprints(report);
    let results = kept.iter().map(|&at| result::result(&report.findings[at], prints[at].clone(), &shared)).collect();
    let version = env!("CARGO_PKG_VERSION");
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version,
        semantic_version: version,
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules,
        notifications: vec![Notified { id: UNREADABLE }, Notified { id: LIMIT }],
    };
    let root = Described { description: message("The root of the repository.".to_owned()) };
    let invocation = Invocation {
        execution_successful: report.summary.failed == 0,
        exit_code: report.verdict().code(),
        tool_execution_notifications: notifications(report, dropped, &places),
    };
    Run {
        tool: Tool { driver },
        invocations: [invocation],
        original_uri_base_ids: BTreeMap::from([("%SRCROOT%", root)]),
        column_kind: "unicodeCodePoints",
        results,
    }
}

const UNREADABLE: &str = "unreadable-file";
const LIMIT: &str = "result-limit";

fn notifications(report: &Report, dropped: usize, places: &Places<'_>) -> Vec<Notification> {
    let unread = report.unread.iter().map(|it| {
        let location = result::location(Span::new(it.source, 0, 0), "", places);
        Notification {
            descriptor: Notified { id: UNREADABLE },
            level: if it.fatal { "error" } else { "warning" },
            message: message(
                escape::visible(&format!("cannot read {}: {}", places.sources().get(it.source).name(), it.message))
                    .into_owned(),
            ),
            locations: vec![location],
        }
    });
    let limit = (dropped > 0).then(|| Notification {
        descriptor: Notified { id: LIMIT },
        level: "warning",
        message: message(format!(
            "{dropped} of the less severe results left out: {RESULTS} is the most that is accepted"
        )),
        locations: Vec::new(),
    });
    unread.chain(limit).collect()
}

/// Which findings are written, in order, and how many are not: those that count before the others, the worst first.
fn keep(findings: &[Finding], limit: usize) -> (Vec<usize>, usize) {
    let mut kept: Vec<usize> = (0..findings.len()).collect();
    if findings.len() > limit {
        kept.sort_by_key(|&at| std::cmp::Reverse((findings[at].is_active(), findings[at].severity)));
        kept.truncate(limit);
        kept.sort_unstable();
    }
    let dropped = findings.len() - kept.len();
    (kept, dropped)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

fn message(text: String) -> Message {
    Message { text }
}
