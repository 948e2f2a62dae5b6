//! Source lines that show a credential are never printed, whichever finding points at them.

use crate::engine::Report;
use crate::rules::secret::text::shows_secret;
use crate::source::{SourceId, Sources};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Stands for a value. Always the same, so that it does not tell how long the value is.
pub(super) const MASK: &str = "••••••••";

/// The secret parts of the sources: primary places of sensitive findings.
pub(super) struct Secrets {
    /// By source: the ranges, sorted by start, and for each the furthest end so far.
    ranges: FxHashMap<SourceId, Vec<(Range<usize>, usize)>>,
}

impl Secrets {
    /// Collects them, those of findings that do not count among them.
    pub(super) fn of(report: &Report, sources: &Sources) -> Self {
        let mut ranges: FxHashMap<SourceId, Vec<(Range<usize>, usize)>> = FxHashMap::default();
        for finding in report.findings.iter().filter(|it| it.sensitive) {
            let span = finding.span();
            let text = sources.slice(span);
            // The line end behind a block belongs to no line of it.
            let end = span.range().start + text.trim_end().len();
            ranges.entry(span.source).or_default().push((span.range().start..end, 0));
        }
        for list in ranges.values_mut() {
            list.sort_by_key(|(range, _)| (range.start, range.end));
            let mut furthest = 0;
            for (range, reach) in list {
                furthest = range.end.max(furthest);
                *reach = furthest;
            }
        }
        Self { ranges }
    }

    /// The line as it may be shown, if it must not be shown as it is. `line` are its bytes without the line end.
    pub(super) fn mask(&self, source: SourceId, text: &str, line: Range<usize>) -> Option<Masked> {
        self.found(source, text, line.clone()).or_else(|| by_looks(text, line))
    }

    fn found(&self, source: SourceId, text: &str, line: Range<usize>) -> Option<Masked> {
        let list = self.ranges.get(&source)?;
        // Ranges that start on the line or before it and reach into it.
        let before = list.partition_point(|(range, _)| range.start <= line.end);
        let touching = list[..before].iter().rev().take_while(|(_, reach)| *reach >= line.start);
        let first = touching.map(|(range, _)| range).filter(|it| it.end >= line.start).min_by_key(|it| it.start)?;
        let shown = &text[line.clone()];
        let key = key(shown).filter(|key| {
            let (start, end) = (line.start + key.start, line.start + key.end);
            // The key itself may be shown if the secret lies behind it, or if the finding points at just the key.
            end < first.start || (first.start >= start.saturating_sub(1) && first.end <= end + 1)
        });
        Some(Masked::behind(shown, key))
    }
}

/// What no rule was asked about, or what a rule would not say, may be a secret all the same.
fn by_looks(text: &str, line: Range<usize>) -> Option<Masked> {
    let shown = &text[line.clone()];
    let before = text[..line.start].trim_end_matches(['\n', '\r']);
    let before = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    shows_secret(before, shown).then(|| Masked::behind(shown, key(shown)))
}

/// A line with its value gone.
pub(super) struct Masked {
    /// What may be shown.
    pub(super) text: String,
    /// The first so many bytes are those of the line.
    pub(super) head: usize,
}

impl Masked {
    fn behind(shown: &str, key: Option<Range<usize>>) -> Self {
        let head = match key {
            Some(key) => {
                let quote = usize::from(shown[key.end..].starts_with(['"', '\'']));
                key.end + quote + 1
            }
            None => shown.len() - shown.trim_start().len(),
        };
        let space = if head > 0 && !shown[..head].ends_with([' ', '\t']) { " " } else { "" };
        Self { text: format!("{}{space}{MASK}", &shown[..head]), head }
    }
}

/// The key of a line of block YAML, within its quotes: `  - "key": …`. An equals sign makes no key: it ends base64.
fn key(line: &str) -> Option<Range<usize>> {
    let mut start = 0;
    loop {
        let rest = &line[start..];
        let trimmed = rest.trim_start_matches([' ', '\t']);
        start += rest.len() - trimmed.len();
        if !trimmed.starts_with("- ") {
            break;
        }
        start += 2;
    }
    let quote = line[start..].chars().next().filter(|it| matches!(it, '"' | '\''));
    start += quote.map_or(0, char::len_utf8);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let end = start + line[start..].find(|c| !plain(c))?;
    let after = match quote {
        Some(quote) => line[end..].strip_prefix(quote)?,
        None => &line[end..],
    };
    let after = after.strip_prefix(':')?;
    ((after.is_empty() || after.starts_with([' ', '\t'])) && end > start).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(line: &str, secret: &str) -> String {
        let at = line.find(secret).unwrap();
        let ranges = vec![(at..at + secret.len(), at + secret.len())];
        let secrets = Secrets { ranges: FxHashMap::from_iter([(SourceId(0), ranges)]) };
        secrets.mask(SourceId(0), line, 0..line.len()).unwrap().text
    }

    #[test]
    fn the_key_stays_and_the_value_goes_with_all_that_follows() {
        assert_eq!(
            masked("  password: hunter2 # hunter", "hunter2"),
            format!("  password: {MASK}").replace(": ", ": ")
        );
        assert_eq!(masked("- - 'a.b': hunter2", "hunter2"), format!("- - 'a.b': {MASK}"));
        assert_eq!(masked("password: hunter2", "password"), format!("password: {MASK}"), "a finding at the key");
        assert_eq!(masked("\"password\": hunter2", "\"password\""), format!("\"password\": {MASK}"));
    }

    #[test]
    fn where_the_key_could_be_part_of_the_secret_it_goes_too() {
        assert_eq!(masked("  password: hunter2", "password: hunter2"), format!("  {MASK}"));
        assert_eq!(masked("  c2VjcmV0cw==", "c2VjcmV0cw=="), format!("  {MASK}"));
        assert_eq!(masked("{\"a\":\"b\",\"c\":\"d\"}", "d"), MASK);
        assert_eq!(masked("https://u:p@host", "p"), MASK);
    }

    #[test]
    fn every_line_of_a_block_is_masked_and_no_other() {
        let text = "a: |\n  one\n  two\nb: c\n";
        let ranges = vec![(3..16, 16)];
        let secrets = Secrets { ranges: FxHashMap::from_iter([(SourceId(0), ranges)]) };
        let shown = |range| secrets.mask(SourceId(0), text, range).map(|it| it.text);
        assert_eq!(shown(0..4), Some(format!("a: {MASK}")));
        assert_eq!(shown(5..10), Some(format!("  {MASK}")));
        assert_eq!(shown(11..16), Some(format!("  {MASK}")));
        assert_eq!(shown(17..21), None);
    }
}
