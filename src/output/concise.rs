//! One line a finding, for `grep` and for editors: `path:line:col: severity[rule] message (object)`.

use super::paint::{self, BOLD, DIM};
use super::place::Places;
use super::{Style, escape, shown, words};
use crate::engine::Report;
use crate::finding::Status;
use crate::source::Sources;
use std::io::{self, Write};

/// Writes all findings that are to be shown.
pub(super) fn write(report: &Report, sources: &Sources, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(sources);
    for finding in report.findings.iter().filter(|it| shown(it, style)) {
        let place = places.start(finding.span());
        let path = escape::leading_path(places.name(finding.span())).into_owned();
        let rule = style.link(&words::url(finding.rule), &escape::visible(finding.rule));
        let severity = style.paint(paint::color(finding.severity), finding.severity.as_str());
        let mut line = format!(
            "{}:{}:{}: {severity}[{rule}] {}",
            style.paint(BOLD, &path),
            place.line,
            place.column,
            escape::visible(&finding.message)
        );
        if let Some(object) = words::workload(&finding.subject) {
            line += &style.paint(DIM, &format!(" ({})", escape::visible(&object)));
        }
        match &finding.status {
            Status::Suppressed { reason, .. } => line += &format!(" [suppressed: {}]", escape::visible(reason)),
            Status::Baselined => line += " [there before]",
            Status::Active | Status::BelowThreshold => {}
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}
