//! Comments that other linters read: Checkov's cover their object, Trivy's what begins on the next line.
//!
//! Checkov itself looks for comments in manifests only when it looks for secrets (on the line, or next to it), and reads
//! annotations for the rest. A comment says no less what its author meant, so it counts for the object it is written in.
//! Trivy's may carry a date of expiry. A run has no clock, so that it gives the same answer tomorrow: the date is kept in
//! the reason, and nothing else.

use super::{Checks, Directive, NO_REASON, reason};
use crate::index::Index;
use crate::rule::Peer;
use crate::source::{LineIndex, Span};
use crate::suppress::directive::{Place, resources_of};
use crate::yaml::{Tree, Value};

/// All suppressing comments of a file.
pub(super) fn all<'a>(tree: &'a Tree, index: &Index<'a>, lines: &LineIndex) -> Vec<Directive<'a>> {
    let mut all = Vec::new();
    for comment in tree.comments() {
        let at = tree.span(comment.start, comment.end);
        let text = &tree.text()[at.range()];
        if let Some((ids, reason)) = checkov(text) {
            let (secrets, others): (Vec<&str>, Vec<&str>) = ids.iter().partition(|it| it.starts_with("CKV_SECRET_"));
            let mut add = |ids: Vec<&'a str>, place| {
                let (checks, reason) = (Checks::These(ids), reason.clone());
                all.push(Directive { peer: Peer::Checkov, checks, reason, at, place });
            };
            if !others.is_empty() {
                add(others, Place::Within(block(tree, index, comment.start)));
            }
            if !secrets.is_empty() {
                add(secrets, Place::Within(around(tree, lines, comment.start)));
            }
        }
        if let Some((ids, reason)) = trivy(text)
            && let Some(span) = below(tree, lines, comment.start)
        {
            let place = Place::Within(span);
            all.push(Directive { peer: Peer::Trivy, checks: Checks::These(ids), reason, at, place });
        }
    }
    all
}

/// The object that a comment is written in or above; with the document of an object that stands alone.
fn block(tree: &Tree, index: &Index<'_>, comment: u32) -> Span {
    let within = |span: Span| span.start <= comment && comment < span.end;
    if let Some(item) = resources_of(index, tree).find(|it| within(it.root().span())) {
        return item.root().span();
    }
    let mut documents = tree.documents().skip_while(|it| it.span().end <= comment);
    let of = documents.next().map(|it| (it.span(), it.root().is_none() && !it.is_broken()));
    match of {
        // Comments before the first `---` belong to what follows.
        Some((span, true)) => documents.next().map_or(span, |it| it.span()),
        Some((span, false)) => span,
        None => tree.span(comment, comment),
    }
}

/// The line of a comment and those next to it.
fn around(tree: &Tree, lines: &LineIndex, comment: u32) -> Span {
    let line = lines.line(comment);
    let end = lines.range(tree.text(), (line + 1).min(lines.len().saturating_sub(1))).end;
    tree.span(lines.start(line.saturating_sub(1)), end as u32)
}

/// What begins on the line of a comment or, if it stands alone, on the next: a whole document, an item of a list, an entry.
fn below(tree: &Tree, lines: &LineIndex, comment: u32) -> Option<Span> {
    let text = tree.text();
    let of = |line: u32| text.get(lines.range(text, line)).unwrap_or_default().trim();
    let mut line = lines.line(comment);
    // A stack of such comments is about the line below the last.
    while line < lines.len() && of(line).starts_with('#') {
        trivy(of(line))?;
        line += 1;
    }
    let begins = |span: Span| lines.line(span.start) == line;
    let document = tree.documents().find(|it| lines.start(line) < it.span().end)?;
    let nodes = document.nodes().skip_while(|it| lines.line(it.span().start) < line);
    let mut entry = false;
    for node in nodes.take_while(|it| begins(it.span()) || it.key().is_some_and(|key| begins(key.span()))) {
        match node.key() {
            _ if node.is_key() => entry = true,
            Some(_) if entry || node.is_scalar() => return Some(Value::entry_span(node)),
            None if !node.is_sequence() => return Some(node.span()),
            _ => {}
        }
    }
    None
}

/// `checkov:skip=CKV_K8S_16:reason`, with its older and newer names; several checks may be parted by commas.
fn checkov(comment: &str) -> Option<(Vec<&str>, String)> {
    let after = |marker: &str| comment.find(marker).map(|at| (at, &comment[at + marker.len()..]));
    let markers = ["checkov:skip=", "bridgecrew:skip=", "cortex:skip="];
    let (_, rest) = markers.iter().filter_map(|it| after(it)).min_by_key(|it| it.0)?;
    let rest = rest.trim_start_matches(' ');
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ','))).unwrap_or(rest.len());
    let (ids, rest) = rest.split_at(end);
    let ids: Vec<&str> = ids.split(',').filter(|it| !it.is_empty()).collect();
    (!ids.is_empty()).then(|| (ids, reason(rest.strip_prefix(':').unwrap_or_default())))
}

/// `trivy:ignore:KSV-0017`, perhaps with `:exp:2030-01-31`; several may follow one another, and words after them say why.
fn trivy(comment: &str) -> Option<(Vec<&str>, String)> {
    let mut ids = Vec::new();
    let mut until = Vec::new();
    let mut words = Vec::new();
    for word in comment.trim_start_matches(['#', ' ', '\t']).split_whitespace() {
        let Some(directive) = word.strip_prefix("trivy:ignore:") else {
            words.push(word);
            continue;
        };
        let mut parts = directive.split(':');
        let id = parts.next().unwrap_or_default();
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => {}
            (Some("exp"), Some(date), None) if is_date(date) => until.push(date),
            // A Terraform workspace, or nothing Trivy would understand.
            _ => continue,
        }
        // `id[name=value]` is about resources with that attribute, which manifests do not have.
        if !id.is_empty() && !id.contains('[') {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        return None;
    }
    let mut why = reason(&words.join(" "));
    if !until.is_empty() {
        let date = format!("until {}, which is not checked", until.join(" and "));
        why = if why == NO_REASON { date } else { format!("{why} ({date})") };
    }
    Some((ids, why))
}

/// `2030-01-31`
pub(crate) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |at: usize, len: usize| {
        let digits = parts.get(at).filter(|it| it.len() == len && it.bytes().all(|it| it.is_ascii_digit()))?;
        digits.parse::<u32>().ok()
    };
    let in_year = |month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day);
    parts.len() == 3
        && number(0, 4).is_some()
        && number(1, 2).zip(number(2, 2)).is_some_and(|(month, day)| in_year(month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkov_comments_name_checks_and_perhaps_a_reason() {
        let is = |text: &str, ids: &[&str], why: &str| {
            let (got, reason) = checkov(text).unwrap_or_default();
            assert_eq!((got.as_slice(), reason.as_str()), (ids, why), "{text}");
        };
        is("# checkov:skip=CKV_K8S_16:node agent", &["CKV_K8S_16"], "node agent");
        is("#checkov:skip= CKV_K8S_16", &["CKV_K8S_16"], NO_REASON);
        is("# a # bridgecrew:skip=CKV_K8S_16: a: b", &["CKV_K8S_16"], "a: b");
        is("# checkov:skip=CKV_K8S_16,CKV_K8S_20:why", &["CKV_K8S_16", "CKV_K8S_20"], "why");
        is("# checkov:skip=CKV_K8S_16 because", &["CKV_K8S_16"], NO_REASON);
        for wrong in ["# checkov:skip", "# checkov:skip=", "# checkov:skip=:why", "# checkov: skip=CKV_K8S_16"] {
            assert_eq!(checkov(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn trivy_comments_name_checks_and_perhaps_a_date() {
        let is = |text: &str, ids: &[&str], why: &str| {
            let (got, reason) = trivy(text).unwrap_or_default();
            assert_eq!((got.as_slice(), reason.as_str()), (ids, why), "{text}");
        };
        is("# trivy:ignore:KSV-0017", &["KSV-0017"], NO_REASON);
        is("#trivy:ignore:KSV017 trivy:ignore:KSV-0001 node agent", &["KSV017", "KSV-0001"], "node agent");
        is("# trivy:ignore:KSV-0017:exp:2030-01-31", &["KSV-0017"], "until 2030-01-31, which is not checked");
        is("# trivy:ignore:a:exp:2030-01-31 agent", &["a"], "agent (until 2030-01-31, which is not checked)");
        for wrong in [
            "# trivy:ignore",
            "# trivy:ignore:",
            "# trivy: ignore:KSV-0017",
            "# tfsec:ignore:KSV-0017",
            "# trivy:ignore:KSV-0017:ws:production",
            "# trivy:ignore:KSV-0017:exp:tomorrow",
            "# trivy:ignore:KSV-0017:exp:2030-13-01",
            "# trivy:ignore:KSV-0017:exp:",
            "# trivy:ignore:KSV-0017[name=web]",
            "# see trivy:ignored:KSV-0017",
        ] {
            assert_eq!(trivy(wrong), None, "{wrong}");
        }
    }
}
