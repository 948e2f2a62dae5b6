//! Suppressions written for other linters, in their own forms and with their own scope: whoever comes from one need not
//! write them anew. A check means the rules that name it in their `refs`; no rule else is silenced, not even by a linter's
//! word for "all". Whether they are used, known or explained is the other linter's business.

mod annotation;
mod comment;

#[cfg(test)]
mod tests;

use super::directive::Place;
use crate::finding::{Finding, Status};
use crate::index::Index;
use crate::rule::{Peer, Rule};
use crate::source::{LineIndex, SourceId, Span};
use crate::yaml::Tree;
use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;

/// At least one of these is in every file with such a suppression.
const MARKERS: [&str; 8] = [
    "kube-linter.io/",
    "checkov.io/skip",
    "bridgecrew.io/skip",
    "cortex.io/skip",
    ":skip=",
    "trivy:ignore:",
    "polaris.fairwinds.com/",
    "kube-score/ignore",
];

/// The reason where the author gives none: these linters ask for none.
const NO_REASON: &str = "no reason given";

/// One suppression for another linter.
#[derive(Debug)]
struct Directive<'a> {
    peer: Peer,
    checks: Checks<'a>,
    reason: String,
    /// The comment, or the key of the annotation.
    at: Span,
    place: Place,
}

/// Which checks of the linter.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Checks<'a> {
    All,
    These(Vec<&'a str>),
}

impl Directive<'_> {
    fn means(&self, rule: &Rule) -> bool {
        match &self.checks {
            Checks::All => self.peer.checks(rule).next().is_some(),
            Checks::These(ids) => ids.iter().any(|it| self.peer.answers(it, rule)),
        }
    }
}

/// The suppressions of one file.
struct File<'a> {
    lines: LineIndex,
    directives: Vec<Directive<'a>>,
}

/// Sets the status of findings that count and that another linter would not report.
pub(super) fn silence<'a>(
    findings: &mut [Finding],
    trees: &'a [Tree],
    index: &Index<'a>,
    rules: &FxHashMap<&str, &'static Rule>,
) {
    let mut files: FxHashMap<SourceId, Option<File<'a>>> = FxHashMap::default();
    let mut markers = None;
    for finding in findings.iter_mut().filter(|it| it.status == Status::Active) {
        let Some(rule) = rules.get(finding.rule).filter(|it| !it.refs.is_empty()) else { continue };
        let source = finding.span().source;
        let file = files.entry(source).or_insert_with(|| {
            let tree = trees.get(trees.binary_search_by_key(&source, Tree::source).ok()?)?;
            let markers = markers.get_or_insert_with(|| {
                // Leftmost matching is what the vectorised search can do.
                let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(MARKERS);
                builder.expect("a few short literals")
            });
            markers.is_match(tree.text()).then(|| read(tree, index))
        });
        let Some(file) = file else { continue };
        let directives = file.directives.iter();
        let mut silencing = directives.filter(|it| it.means(rule) && it.place.covers(finding, &file.lines));
        if let Some(it) = silencing.next() {
            finding.status = Status::Suppressed { reason: it.reason.clone(), at: it.at };
        }
    }
}

fn read<'a>(tree: &'a Tree, index: &Index<'a>) -> File<'a> {
    let lines = LineIndex::new(tree.text());
    let mut directives = annotation::all(tree, index);
    directives.extend(comment::all(tree, index, &lines));
    File { lines, directives }
}

/// A reason as the author wrote it; a text without a word is none.
fn reason(text: &str) -> String {
    match super::comment::as_reason(text) {
        "" => NO_REASON.to_owned(),
        text => text.to_owned(),
    }
}
