//! Unified diffs of fixes, in which no credential is shown.

use super::Report;
use crate::finding::Finding;
use crate::rules::secret::text::shows_secret;
use crate::source::Source;
use crate::source::SourceId;
use crate::yaml::{self, Value};
use rustc_hash::FxHashSet;
use similar::{ChangeTag, TextDiff};

/// Shorter texts are not searched for: they would redact half the file.
const SHORTEST: usize = 4;

/// The change of a source to `new_text` as a unified diff with three lines of context; empty if there is none. Lines that hold
/// what a sensitive finding points at are redacted, so that the diff is for people and cannot always be applied.
pub fn diff(id: SourceId, source: &Source, new_text: &str, report: &Report) -> String {
    let old = source.text();
    if **old == *new_text {
        return String::new();
    }
    let sensitive = report.findings.iter().filter(|it| it.sensitive && it.span().source == id);
    let secrets = Secrets::new(id, source, sensitive);
    let changes = TextDiff::from_lines(&**old, new_text);
    let name = source.name();
    let mut out = format!("--- a/{name}\n+++ b/{name}\n");
    let mut before = "";
    for hunk in changes.unified_diff().context_radius(3).iter_hunks() {
        out.push_str(&format!("{}\n", hunk.header()));
        for change in hunk.iter_changes() {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            // A patch that does not keep the carriage returns cannot be applied.
            let whole = change.value().trim_end_matches('\n');
            let line = whole.trim_end_matches('\r');
            let hidden = secrets.holds(change.old_index(), line) || shows_secret(before, line);
            before = line;
            out.push(sign);
            out.push_str(&if hidden { redacted(line) } else { line.to_owned() });
            out.push_str(&whole[line.len()..]);
            out.push('\n');
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// What may not be shown.
struct Secrets {
    lines: FxHashSet<usize>,
    texts: FxHashSet<String>,
}

impl Secrets {
    fn new<'f>(id: SourceId, source: &Source, findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut it = Self { lines: FxHashSet::default(), texts: FxHashSet::default() };
        let mut findings = findings.peekable();
        if findings.peek().is_none() {
            return it;
        }
        let tree = yaml::parse(id, source.text().clone());
        for finding in findings {
            let span = finding.span();
            let node = tree.documents().find_map(|document| document.at(span.start));
            // A finding at a key is about its value.
            let node = node.map(|node| if node.is_key() { value_of(node).unwrap_or(node) } else { node });
            let whole = node.filter(|it| it.is_scalar()).map_or(span, |node| node.span());
            let lines = source.lines();
            for line in lines.line(span.start.min(whole.start))..=lines.line(span.end.max(whole.end)) {
                it.lines.insert(line as usize);
            }
            let written = &source.text()[whole.range()];
            let decoded = node.and_then(Value::text).unwrap_or_default();
            let parts = written.lines().chain(decoded.lines()).map(|it| it.trim_matches([' ', '\t', '"', '\'']));
            it.texts.extend(parts.filter(|it| it.len() >= SHORTEST).map(str::to_owned));
        }
        it
    }

    fn holds(&self, old_line: Option<usize>, line: &str) -> bool {
        old_line.is_some_and(|it| self.lines.contains(&it)) || self.texts.iter().any(|it| line.contains(it.as_str()))
    }
}

fn value_of(key: Value<'_>) -> Option<Value<'_>> {
    key.parent()?.written().find(|it| it.0 == key).map(|it| it.1)
}

/// The line with its key only.
fn redacted(line: &str) -> String {
    let body = line.trim_start_matches([' ', '-']);
    let lead = &line[..line.len() - body.len()];
    let is_name = |it: &str| it.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
    match body.split_once(':') {
        Some((key, _)) if is_name(key) => format!("{lead}{key}: <redacted>"),
        _ => format!("{lead}<redacted>"),
    }
}
