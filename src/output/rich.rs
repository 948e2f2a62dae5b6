//! Findings as a compiler shows them: source frames with labels, help, and where to read on. The only module that knows
//! the library behind the frames.

use super::frame::{Frame, HEAD, TAIL};
use super::group::{Group, groups};
use super::mask::Secrets;
use super::paint::{self, BLUE, BOLD, RESET};
use super::place::Places;
use super::{Style, escape, shown, words};
use crate::engine::Report;
use crate::finding::{Label, Safety, Severity, Status};
use crate::source::{SourceId, Sources, Span};
use codespan_reporting::diagnostic::{self, Diagnostic, LabelStyle};
use codespan_reporting::files::{Error, Files, Location};
use codespan_reporting::term::{self, WriteStyle};
use std::io::{self, Write};
use std::ops::Range;

/// Objects of a group that are named; the others are counted.
const NAMED: usize = 3;

/// Writes all findings that are to be shown.
pub(super) fn write(report: &Report, sources: &Sources, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(sources);
    let secrets = Secrets::of(report, sources);
    let config = term::Config { start_context_lines: HEAD, end_context_lines: TAIL, ..Default::default() };
    for group in groups(report.findings.iter().filter(|it| shown(it, style))) {
        let frames = Frames::new(&group, &places, &secrets);
        let finding = group.first;
        let mut diagnostic = Diagnostic::new(level(finding.severity))
            .with_message(escape::visible(&finding.message))
            .with_notes(notes(&group, &frames, style));
        diagnostic.labels = frames.labels(&group);
        let rule = escape::visible(finding.rule);
        let title = format!("{}[{}]", finding.severity, style.link(&words::url(finding.rule), &rule));
        let mut painter = Painter { out: Vec::new(), severity: finding.severity, title, style, muted: false };
        term::emit_to_write_style(&mut painter, &config, &frames, &diagnostic).map_err(io::Error::other)?;
        tidy(&painter.out, out)?;
    }
    Ok(())
}

/// Writes lines without the blanks at their ends.
fn tidy(text: &[u8], out: &mut dyn Write) -> io::Result<()> {
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        out.write_all(line.trim_ascii_end())?;
        if line.ends_with(b"\n") {
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

fn level(severity: Severity) -> diagnostic::Severity {
    match severity {
        Severity::Critical | Severity::High => diagnostic::Severity::Error,
        Severity::Medium => diagnostic::Severity::Warning,
        Severity::Low => diagnostic::Severity::Note,
    }
}

fn notes(group: &Group<'_>, frames: &Frames, style: Style) -> Vec<String> {
    let finding = group.first;
    let mut notes = Vec::new();
    let mut note = |word: &str, text: &str| notes.push(format!("{}: {text}", style.paint(BOLD, word)));
    if frames.all.is_empty() {
        note("at", &frames.name);
    }
    if let Some(object) = words::object(&finding.subject) {
        let template = finding.subject.template.as_ref().map(|it| format!(", rendered from {it}"));
        note("in", &escape::visible(&format!("{object}{}", template.unwrap_or_default())));
    }
    if !group.others.is_empty() {
        let mut names: Vec<_> = group.others.iter().filter_map(|it| words::object(&it.subject)).collect();
        names.dedup();
        let count = names.len();
        names.truncate(NAMED);
        let more = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
        match names.is_empty() {
            true => note("also", &format!("{} more here", words::times(group.others.len()))),
            false => note("also in", &escape::visible(&format!("{}{more}", names.join(", ")))),
        }
    }
    match &finding.status {
        Status::Suppressed { reason, .. } => note("suppressed", &escape::visible(reason)),
        Status::Baselined => note("known", "it was there before"),
        Status::Active | Status::BelowThreshold => {}
    }
    if let Some(help) = &finding.help {
        note("help", &escape::visible(help));
    }
    if let Some(fix) = &finding.fix {
        let word = match fix.safety {
            Safety::Safe => "fix".to_owned(),
            other => format!("fix ({})", other.as_str()),
        };
        note(&word, &escape::visible(&fix.title));
    }
    let explain = format!("holdshort explain {}", escape::visible(finding.rule));
    note("see", &style.link(&words::url(finding.rule), &explain));
    notes
}

/// The frames of one finding, one a source.
struct Frames {
    /// Name of the primary source.
    name: String,
    all: Vec<Frame>,
    /// For each label of the finding its frame and its number there.
    at: Vec<(usize, usize)>,
}

impl Frames {
    fn new(group: &Group<'_>, places: &Places<'_>, secrets: &Secrets) -> Self {
        let mut spans: Vec<(SourceId, Vec<Span>)> = Vec::new();
        let mut at = Vec::new();
        // A file that could not be read has no line to show.
        let empty = |it: &Span| places.sources().get(it.source).text().is_empty();
        for span in group.first.labels.iter().map(|it| it.span).filter(|it| !empty(it)) {
            let frame = spans.iter().position(|(source, _)| *source == span.source).unwrap_or_else(|| {
                spans.push((span.source, Vec::new()));
                spans.len() - 1
            });
            at.push((frame, spans[frame].1.len()));
            spans[frame].1.push(span);
        }
        let all = spans.iter().map(|(source, spans)| Frame::new(places, secrets, *source, spans)).collect();
        Self { name: escape::visible(places.name(group.first.span())).into_owned(), all, at }
    }

    fn labels(&self, group: &Group<'_>) -> Vec<diagnostic::Label<usize>> {
        let finding = group.first;
        let labels = self.at.iter().zip(&finding.labels).enumerate();
        labels
            .map(|(number, (&(frame, label), Label { text, .. }))| {
                let style = if number == 0 { LabelStyle::Primary } else { LabelStyle::Secondary };
                let mut message = escape::visible(text).into_owned();
                if finding.flow {
                    message = format!("{}: {message}", finding.step(number) + 1);
                }
                let (range, _) = &self.all[frame].labels[label];
                diagnostic::Label::new(style, frame, range.clone()).with_message(message.trim_end())
            })
            .collect()
    }
}

impl<'a> Files<'a> for Frames {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.all[id].name)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.all[id].text)
    }

    fn line_index(&'a self, id: usize, byte: usize) -> Result<usize, Error> {
        let lines = &self.all[id].lines;
        // A gap holds no byte; the byte behind the last line feed belongs to the last line.
        Ok(lines.partition_point(|(_, range)| range.end <= byte).min(lines.len().saturating_sub(1)))
    }

    fn line_number(&'a self, id: usize, line: usize) -> Result<usize, Error> {
        Ok(self.all[id].lines.get(line).map_or(0, |it| it.0 as usize).max(1))
    }

    fn line_range(&'a self, id: usize, line: usize) -> Result<Range<usize>, Error> {
        let lines = &self.all[id].lines;
        let range = lines.get(line).map(|it| it.1.clone());
        range.ok_or(Error::LineTooLarge { given: line, max: lines.len() })
    }

    fn location(&'a self, id: usize, byte: usize) -> Result<Location, Error> {
        let labels = &self.all[id].labels;
        let place = labels.iter().find(|(range, _)| range.start == byte).or(labels.first()).map(|it| it.1);
        let place = place.ok_or(Error::FileMissing)?;
        Ok(Location { line_number: place.line as usize, column_number: place.column as usize })
    }
}

/// Writes in colours, and our word for the severity in the place of the library's.
struct Painter {
    out: Vec<u8>,
    severity: Severity,
    title: String,
    style: Style,
    muted: bool,
}

impl Painter {
    fn set(&mut self, code: &str) -> io::Result<()> {
        if self.style.color && !self.muted {
            self.out.extend_from_slice(code.as_bytes());
        }
        Ok(())
    }
}

impl Write for Painter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.muted {
            self.out.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteStyle for Painter {
    fn set_header(&mut self, _: diagnostic::Severity) -> io::Result<()> {
        self.set(paint::color(self.severity))?;
        self.out.extend_from_slice(self.title.as_bytes());
        self.muted = true;
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.muted = false;
        self.set(RESET)?;
        self.set(BOLD)
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.set(BLUE)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.set(BLUE)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.set(BLUE)
    }

    fn set_label(&mut self, _: diagnostic::Severity, style: LabelStyle) -> io::Result<()> {
        self.set(if style == LabelStyle::Primary { paint::color(self.severity) } else { BLUE })
    }

    fn reset(&mut self) -> io::Result<()> {
        self.set(RESET)
    }
}
