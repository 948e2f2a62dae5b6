//! The form of a suppression comment: `# holdshort: ignore[rule, other] reason`.

use std::ops::Range;

/// What a comment asks for. All ranges are bytes of the comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request<'t> {
    /// The `#` that begins it; other words may stand before.
    pub(super) start: usize,
    /// The rules.
    pub(super) names: Vec<(Range<usize>, &'t str)>,
    /// What stands between the brackets.
    pub(super) list: Range<usize>,
    /// Empty where none is given.
    pub(super) reason: &'t str,
}

/// Words that every suppression begins with.
const MARKER: &str = "holdshort:";

/// Reads a comment, `#` included. `None` for one that does not speak to us; an error for one that does and is not understood.
pub(super) fn read(comment: &str) -> Option<Result<Request<'_>, &'static str>> {
    let marker = comment.find(MARKER)?;
    let before = comment[..marker].trim_end();
    before.strip_suffix('#')?;
    Some(request(comment, before.len() - 1, marker + MARKER.len()))
}

fn request(comment: &str, start: usize, from: usize) -> Result<Request<'_>, &'static str> {
    let rest = comment[from..].trim_start();
    let list = rest.strip_prefix("ignore").map(str::trim_start).and_then(|it| it.strip_prefix('['));
    let Some((list, reason)) = list.and_then(|it| it.split_once(']')) else {
        return Err("this comment is not understood");
    };
    let at = |part: &str| part.as_ptr() as usize - comment.as_ptr() as usize;
    let names: Vec<_> =
        list.split(',').map(str::trim).filter(|it| !it.is_empty()).map(|it| (at(it)..at(it) + it.len(), it)).collect();
    if names.is_empty() {
        return Err("this comment names no rule");
    }
    let reason = reason.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—'));
    Ok(Request { start, names, list: at(list)..at(list) + list.len(), reason: as_reason(reason) })
}

/// A reason without a word is none.
pub(super) fn as_reason(text: &str) -> &str {
    if text.contains(char::is_alphanumeric) { text.trim() } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(comment: &str) -> (Vec<&str>, &str) {
        let it = read(comment).unwrap().unwrap();
        assert!(it.names.iter().all(|(range, name)| &comment[range.clone()] == *name));
        (it.names.iter().map(|it| it.1).collect(), it.reason)
    }

    #[test]
    fn names_and_reason_are_read_with_or_without_blanks() {
        assert_eq!(names("# holdshort: ignore[a] because"), (vec!["a"], "because"));
        assert_eq!(names("#holdshort:ignore[a,b]: because #12"), (vec!["a", "b"], "because #12"));
        assert_eq!(
            names("# noqa # holdshort: ignore [ a , trivy:KSV-0017 ] -- why"),
            (vec!["a", "trivy:KSV-0017"], "why")
        );
        assert_eq!(names("# holdshort: ignore[a] --"), (vec!["a"], ""));
        assert_eq!(names("# holdshort: ignore[a]"), (vec!["a"], ""));
    }

    #[test]
    fn what_is_not_for_us_is_told_from_what_is_wrong() {
        assert_eq!(read("# see holdshort: ignore[a] because"), None);
        assert_eq!(read("# holdshort"), None);
        for wrong in
            ["# holdshort: ignore a because", "# holdshort: ingore[a] b", "# holdshort: ignore[a b", "# holdshort:"]
        {
            assert!(matches!(read(wrong), Some(Err(_))), "{wrong}");
        }
        assert_eq!(read("# holdshort: ignore[ , ] why"), Some(Err("this comment names no rule")));
    }
}
