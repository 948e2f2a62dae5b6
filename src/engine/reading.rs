//! Problems of reading as findings: a file that could not be read is never silent.

use super::Input;
use crate::finding::{Finding, Label, Severity, Subject};
use crate::index::{Index, Unit};
use crate::manifest::Class;
use crate::rule::Rule;
use crate::rules::{self, manifest};
use crate::source::{Role, Span};
use crate::yaml::{ProblemKind, Tree};

/// Findings for files that could not be read and documents that could not be parsed, as far as their rules are on.
pub(super) fn problems(input: &Input, trees: &[Tree], index: &Index<'_>, active: &[&'static Rule]) -> Vec<Finding> {
    let on = |rule: &'static Rule| active.iter().any(|it| it.name == rule.name).then_some(rule);
    let mut findings = Vec::new();
    let reported = |id| input.sources.get(id).role() == Role::Report;
    for unread in input.unread.iter().filter(|it| reported(it.source)) {
        let (rule, help) = if unread.is_text {
            (&manifest::unreadable_file::UNREADABLE_FILE, "make the file readable, or exclude it")
        } else {
            (&manifest::yaml_encoding_error::YAML_ENCODING_ERROR, "save the file as UTF-8, or exclude it")
        };
        if let Some(rule) = on(rule) {
            findings.push(finding(rule, Span::new(unread.source, 0, 0), unread.message.clone(), help));
        }
    }
    // What is no YAML yet (a Go template) is counted, not reported as broken YAML.
    // Units stand in order of sources and of places in them.
    let template = |span: Span| {
        let behind = |unit: &Unit<'_>| (unit.source, unit.document.span().end) < (span.source, span.end);
        let unit = index.units().get(index.units().partition_point(behind));
        unit.is_some_and(|it| it.class == Class::HelmTemplate && it.document.span().contains(span))
    };
    for tree in trees.iter().filter(|it| reported(it.source())) {
        for problem in tree.problems() {
            let rule = match problem.kind {
                ProblemKind::Syntax => &manifest::yaml_syntax_error::YAML_SYNTAX_ERROR,
                ProblemKind::Separator => &manifest::yaml_separator_content::YAML_SEPARATOR_CONTENT,
                ProblemKind::AfterEnd => &manifest::yaml_content_after_end::YAML_CONTENT_AFTER_END,
                ProblemKind::Limit => &manifest::yaml_limit_exceeded::YAML_LIMIT_EXCEEDED,
                ProblemKind::Encoding => &manifest::yaml_encoding_error::YAML_ENCODING_ERROR,
            };
            let Some(rule) = on(rule).filter(|_| !template(problem.span)) else { continue };
            let help = problem.help.as_deref().unwrap_or("correct the document; nothing in it was judged");
            let mut it = finding(rule, problem.span, problem.message.clone(), help);
            let unread = matches!(problem.kind, ProblemKind::Syntax | ProblemKind::Limit | ProblemKind::Encoding);
            if unread && !names_a_version(tree, problem.span) {
                it.severity = Severity::Low;
                it.help = Some("the document was not read; if it is no manifest, `exclude` its file".to_owned());
            }
            if let Some((span, text)) = &problem.related {
                it.label(*span, text.clone());
            }
            findings.push(it);
        }
    }
    debug_assert!(findings.iter().all(|it| rules::find(it.rule).is_some()));
    findings
}

/// Whether the document at a place may be meant for Kubernetes. Repositories hold JSON with comments and templates of many
/// kinds under the names of YAML.
fn names_a_version(tree: &Tree, at: Span) -> bool {
    let here = tree.documents().find(|it| it.span().contains(at));
    here.is_none_or(|it| it.text().contains("apiVersion"))
}

fn finding(rule: &'static Rule, span: Span, message: String, help: &str) -> Finding {
    Finding {
        rule: rule.name,
        severity: rule.severity,
        confidence: rule.confidence,
        message,
        labels: vec![Label { span, text: String::new() }],
        flow: false,
        turn: 0,
        subject: Subject::default(),
        path: String::new(),
        help: Some(help.to_owned()),
        fix: None,
        status: Default::default(),
        sensitive: false,
        held: None,
        covers: &[],
    }
}
