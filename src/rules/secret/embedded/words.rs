//! Where names end and values begin in a line.

use crate::rules::secret::key::{self, KeyClass};
use std::ops::Range;

/// Most bytes of a value.
const LONGEST: usize = 4200;

/// The last boundary of a character up to a place.
pub(in crate::rules::secret) fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&it| text.is_char_boundary(it)).unwrap_or(0)
}

/// The name that ends before a sign, blanks and a quote between them.
pub(super) fn name_before(line: &str, at: usize) -> Option<Range<usize>> {
    let before = line[..at].trim_end_matches([' ', '\t']);
    let before = before.strip_suffix(['"', '\'', '\\', ']']).unwrap_or(before);
    let before = before.trim_end_matches(['\\', '"', '\'']);
    let word = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let start =
        before.rfind(|c: char| !word(c)).map_or(0, |it| it + before[it..].chars().next().map_or(1, char::len_utf8));
    let start = start + (before[start..].len() - before[start..].trim_start_matches(['-', '.']).len());
    (start < before.len()).then_some(start..before.len())
}

/// Whether words of a sentence stand before a name: `Invalid password: …`. A comma, a bracket or a quote before it opens a pair.
pub(super) fn is_prose(line: &str, name: usize) -> bool {
    let before = line[..name].trim_end_matches(' ');
    before.len() < name && before.ends_with(|c: char| c.is_alphanumeric() || c == '.')
}

/// The value that begins behind a sign: to the closing quote, or to the end of the line where the rest is the value. `flow`: inside
/// of braces, which end it, too.
pub(super) fn value_after(line: &str, at: usize, whole: bool, flow: bool) -> Option<Range<usize>> {
    // What is longer is judged by nobody.
    let line = &line[..floor(line, at.saturating_add(LONGEST))];
    let rest = line[at..].trim_end();
    let start = at + rest.len() - rest.trim_start().len();
    let rest = line[start..].trim_end();
    // Quotes inside quotes are escaped.
    let lead = rest.len() - rest.trim_start_matches('\\').len();
    let quote = rest[lead..].chars().next().filter(|it| matches!(it, '"' | '\''));
    if let Some(quote) = quote {
        // Three quotes, as INI and Python have them.
        let triple = rest[lead..].starts_with("\"\"\"");
        let from = start + lead + if triple { 3 } else { 1 };
        let length = line[from..].find(quote)?;
        let length = length - (length - line[from..from + length].trim_end_matches('\\').len());
        return (length > 0).then_some(from..from + length);
    }
    let end = if flow && !rest.starts_with('{') {
        rest.find([',', '}', ']']).unwrap_or(rest.len())
    } else if whole {
        let end = rest.find(" #").unwrap_or(rest.len());
        rest[..end].trim_end().trim_end_matches([',', ';', '}', ']']).trim_end().len()
    } else {
        rest.find(|c: char| c.is_whitespace() || "&;,\"')}]`".contains(c)).unwrap_or(rest.len())
    };
    let value = &rest[..end];
    // Code: a call, or a field of something.
    let code = value.contains('(')
        || value.contains('.') && value.rsplit('.').next().is_some_and(|it| key::classify(it) != KeyClass::Plain);
    (end > 0 && !code).then_some(start..start + end)
}
