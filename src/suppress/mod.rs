//! Suppressions: comments and annotations that silence a finding, with a reason.
//!
//! `# holdshort: ignore[rule] reason` covers findings that begin on its line; alone on a line, those of the next line that is
//! no comment; before the content of a document, the whole document. The annotation `holdshort.dev/ignore.<rule>: reason`
//! covers its object, in a pod template the pod. Names are those of rules, categories and peers' checks (`trivy:KSV-0017`).
//! Without a reason nothing is silenced.
//!
//! Suppressions written for other linters count as well, unless that is turned off: see `peer`.

mod comment;
mod directive;
mod names;
mod peer;

#[cfg(test)]
mod tests;

use crate::finding::{Edit, Finding, Safety, Status};
use crate::index::Index;
use crate::manifest::Class;
use crate::rule::{Check, Context, Rule, Settings};
use crate::rules::manifest::{
    suppression_without_reason::SUPPRESSION_WITHOUT_REASON, unknown_suppression::UNKNOWN_SUPPRESSION,
    unused_suppression::UNUSED_SUPPRESSION,
};
use crate::source::{LineIndex, SourceId};
use crate::yaml::Tree;
use directive::{Directive, Misread};
use rustc_hash::FxHashMap;

/// Rules about suppressions themselves.
static OWN: [&Rule; 3] = [&SUPPRESSION_WITHOUT_REASON, &UNKNOWN_SUPPRESSION, &UNUSED_SUPPRESSION];

/// The suppressions of one file.
struct File<'a> {
    tree: &'a Tree,
    lines: LineIndex,
    directives: Vec<Directive<'a>>,
    misread: Vec<Misread>,
}

/// Sets the status of findings that the sources suppress, and returns findings about the suppressions themselves: unused ones,
/// ones without a reason, and ones that are not understood. `trees` stand in the order of source ids. `is_on` says whether a
/// rule is on for a file whose findings are reported. `peers` says whether what is written for other linters counts, too.
pub fn apply<'a>(
    findings: &mut [Finding],
    trees: &'a [Tree],
    index: &Index<'a>,
    active: &[&'static Rule],
    is_on: &dyn Fn(&'static Rule, SourceId) -> bool,
    peers: bool,
) -> Vec<Finding> {
    // A search for the word costs next to nothing; most files end here.
    let marker = memchr::memmem::Finder::new("holdshort");
    let marked = trees.iter().filter(|it| marker.find(it.text().as_bytes()).is_some());
    let mut files: FxHashMap<SourceId, File<'a>> =
        marked.map(|tree| (tree.source(), File::read(tree, index))).collect();
    let rules: FxHashMap<&str, &'static Rule> = active.iter().map(|&it| (it.name, it)).collect();
    silence(findings, &mut files, &rules);
    if peers {
        peer::silence(findings, trees, index, &rules);
    }
    let mut about: Vec<Finding> = Vec::new();
    for file in files.values() {
        let on: Vec<_> = active.iter().copied().filter(|it| is_on(it, file.tree.source())).collect();
        about.extend(file.complaints(index, active, &on));
    }
    silence(&mut about, &mut files, &rules);
    about
}

fn silence(
    findings: &mut [Finding],
    files: &mut FxHashMap<SourceId, File<'_>>,
    rules: &FxHashMap<&str, &'static Rule>,
) {
    if files.is_empty() {
        return;
    }
    for finding in findings {
        let Some(file) = files.get_mut(&finding.span().source) else { continue };
        let Some(rule) = rules.get(finding.rule) else { continue };
        for directive in file.directives.iter_mut().filter(|it| !it.reason.is_empty()) {
            let Some(name) = directive.names.iter_mut().find(|it| names::means(it.text, rule)) else { continue };
            if !directive.place.covers(finding, &file.lines) {
                continue;
            }
            name.used = true;
            if finding.status == Status::Active {
                finding.status = Status::Suppressed { reason: directive.reason.to_owned(), at: directive.at };
            }
        }
    }
}

impl<'a> File<'a> {
    fn read(tree: &'a Tree, index: &Index<'a>) -> Self {
        let lines = LineIndex::new(tree.text());
        let (mut directives, misread) = directive::comments(tree, &lines);
        directives.extend(directive::annotations(index, tree));
        Self { tree, lines, directives, misread }
    }

    /// What is wrong with the suppressions of this file.
    fn complaints(&self, index: &Index<'a>, active: &[&'static Rule], on: &[&'static Rule]) -> Vec<Finding> {
        let settings = Settings::default();
        let mut cx = Context::new(&UNKNOWN_SUPPRESSION, &settings);
        for misread in &self.misread {
            cx.report(misread.at, misread.message).help("write `# holdshort: ignore[rule] reason`");
        }
        for directive in &self.directives {
            let known = |name: &&directive::Name<'_>| names::is_known(name.text, active);
            for name in directive.names.iter().filter(|it| !known(it)) {
                cx.turn_to(&UNKNOWN_SUPPRESSION);
                let message = format!("there is no rule `{}` to suppress", name.text);
                let help = match names::suggestion(name.text, active) {
                    Some(it) => format!("did you mean `{it}`?"),
                    None => "name a rule, a category, or the identifier of a peer's check".to_owned(),
                };
                cx.report((name.span, directive.path.clone()), message).help(help);
            }
            if directive.reason.is_empty() {
                cx.turn_to(&SUPPRESSION_WITHOUT_REASON);
                let place = (directive.at, directive.path.clone());
                let message = format!("the suppression of {} gives no reason", quoted(&directive.names));
                cx.report(place, message)
                    .help("say why the finding is acceptable here; until then nothing is suppressed");
                continue;
            }
            cx.turn_to(&UNUSED_SUPPRESSION);
            self.unused(directive, index, on, &mut cx);
        }
        let mut findings = cx.finish();
        findings.retain(|it| on.iter().any(|rule| rule.name == it.rule));
        findings
    }

    fn unused(&self, directive: &Directive<'a>, index: &Index<'a>, on: &[&'static Rule], cx: &mut Context<'_>) {
        let judged = self.class(directive, index);
        let idle = |name: &&directive::Name<'_>| {
            let mut meant = on.iter().filter(|it| names::means(name.text, it)).peekable();
            // What was not judged may still be needed; what is about suppressions is counted only after this.
            let asked = |rule: &&&Rule| match judged {
                Some(Class::Kubernetes) => !OWN.iter().any(|it| it.name == rule.name),
                Some(Class::Broken | Class::HelmTemplate) | None => false,
                Some(_) => {
                    let kinds = |it: &Check| matches!(it, Check::Scalar(..) | Check::Classes(..) | Check::Mesh(_));
                    rule.check.parts().iter().any(kinds)
                }
            };
            !name.used && meant.peek().is_some() && meant.all(|it| asked(&it))
        };
        let unused: Vec<_> = directive.names.iter().filter(idle).collect();
        let Some(first) = unused.first() else { return };
        let names = unused.iter().map(|it| format!("`{}`", it.text)).collect::<Vec<_>>().join(", ");
        let all = unused.len() == directive.names.len();
        let span = if all { directive.at } else { first.span };
        let edits = match directive.list {
            Some(list) if !all => {
                let kept = directive.names.iter().filter(|it| !idle(it)).map(|it| it.text);
                vec![Edit { span: list, text: kept.collect::<Vec<_>>().join(", ") }]
            }
            _ => directive.removal.clone(),
        };
        let it = cx.report((span, directive.path.clone()), format!("this suppression of {names} silences nothing"));
        it.help("remove it, so that it cannot hide a finding to come");
        if !edits.is_empty() {
            it.fix(Safety::Safe, "remove the suppression", edits);
        }
    }

    /// Class of the document that a suppression is about.
    fn class(&self, directive: &Directive<'_>, index: &Index<'_>) -> Option<Class> {
        let start = match &directive.place {
            directive::Place::Line(_) => directive.at.start,
            directive::Place::Within(span) | directive::Place::Template(span, ..) => span.start,
        };
        let key = (self.tree.source(), start);
        let at = index.units().partition_point(|it| (it.source, it.document.span().start) <= key);
        let unit = index.units().get(at.checked_sub(1)?)?;
        (unit.source == key.0).then_some(unit.class)
    }
}

fn quoted(names: &[directive::Name<'_>]) -> String {
    names.iter().map(|it| format!("`{}`", it.text)).collect::<Vec<_>>().join(", ")
}
