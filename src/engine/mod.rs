//! From texts to a [`Report`]: parse, index, judge, suppress, sort. The order of threads never shows.

mod diff;
mod fix;
#[cfg(test)]
mod fix_laws;
#[cfg(test)]
mod fix_tests;
mod fold;
mod plan;
mod reading;
mod report;
mod secrets;
mod since;
mod template;
#[cfg(test)]
mod tests;

pub use diff::diff;
pub use fix::{Change, Dropped, Fixed, apply as fix};
pub use plan::Plan;
pub use report::{Input, Report, Silent, Skip, Skipped, Summary, Unread, Verdict};
pub use since::mark_known;

use crate::config::Policy;
use crate::finding::{Finding, Severity, Status};
use crate::index::Index;
use crate::rule::{Context, Rule, Silence};
use crate::rules::manifest::unused_suppression::UNUSED_SUPPRESSION;
use crate::source::{Role, Source, Sources};
use crate::yaml::{self, Tree};
use rayon::prelude::*;
use std::sync::{Arc, Mutex};

/// Reads every source, in parallel, in order of ids.
pub fn parse(sources: &Sources) -> Vec<Tree> {
    let all: Vec<_> = sources.iter().collect();
    // What is no manifest has no tree to speak of.
    let text = |source: &Source| if source.role() == Role::Text { Arc::from("") } else { source.text().clone() };
    all.par_iter().map(|(id, source)| yaml::parse(*id, text(source))).collect()
}

/// Lints an input.
pub fn check(input: &Input, policy: &Policy) -> Report {
    let sources = &input.sources;
    let trees = parse(sources);
    let index = Index::build(sources, &trees, policy.settings.closed_world);
    let plan = Plan::new(&policy.rules);
    let silences = Mutex::new(Vec::new());
    let mut findings = judge(&plan, sources, &index, policy, &silences);
    findings.extend(reading::problems(input, &trees, &index, &policy.rules));
    findings.extend(secrets::beside(sources, &index, policy));
    secrets::leave_out_allowed(&mut findings, sources, policy);
    findings.retain_mut(|finding| applies(finding, sources, policy));
    findings.extend(secrets::reused(&findings, policy));
    secrets::forget(&mut findings);
    let is_on = |rule: &'static Rule, id| {
        let source = sources.get(id);
        source.role() == Role::Report && is_on(rule.name, source.name(), policy)
    };
    let about = crate::suppress::apply(&mut findings, &trees, &index, &policy.rules, &is_on, policy.peer_suppressions);
    let wanted = |it: &Finding| policy.report_unused_suppressions || it.rule != UNUSED_SUPPRESSION.name;
    findings
        .extend(about.into_iter().filter(wanted).filter_map(|mut it| applies(&mut it, sources, policy).then_some(it)));
    fold::covered(&mut findings);
    for finding in &mut findings {
        if finding.status == Status::Active && finding.severity < policy.min_severity {
            finding.status = Status::BelowThreshold;
        }
    }
    findings.sort_by(|a, b| (a.span(), a.rule, &a.message, &a.path).cmp(&(b.span(), b.rule, &b.message, &b.path)));
    let summary = Summary::new(input, &index);
    let silent = report::silent(silences.into_inner().unwrap_or_default());
    Report { findings, unread: input.unread.clone(), summary, silent, fail_on: policy.fail_on, baseline: None }
}

fn judge<'a>(
    plan: &Plan,
    sources: &'a Sources,
    index: &Index<'a>,
    policy: &'a Policy,
    silences: &Mutex<Vec<Silence>>,
) -> Vec<Finding> {
    let note = |cx: &mut Context<'_>| {
        let noted = cx.take_silences();
        if !noted.is_empty() {
            silences.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(noted);
        }
    };
    let reported = |id| sources.get(id).role() == Role::Report;
    let Some(_) = plan.context(&policy.settings) else { return Vec::new() };
    let context = || plan.context(&policy.settings);
    let objects = index.resources().par_chunks(64).flat_map_iter(|chunk| {
        let mut cx = context();
        for &resource in chunk.iter().filter(|it| reported(it.source())) {
            if let Some(cx) = &mut cx {
                plan.resource(resource, index, cx);
            }
        }
        cx.iter_mut().for_each(note);
        cx.into_iter().flat_map(|it| it.finish())
    });
    let documents = index.units().par_chunks(16).flat_map_iter(|chunk| {
        let mut cx = context();
        for unit in chunk.iter().filter(|it| reported(it.source)) {
            if let Some(cx) = &mut cx {
                let objects = index.resources().get(unit.resources.clone()).unwrap_or_default();
                cx.about(objects.first().copied(), None);
                if !objects.is_empty() {
                    plan.document(unit.document, cx);
                }
                plan.class(unit.class, unit.document, cx);
                plan.scalars(unit.document, objects, cx);
            }
        }
        cx.into_iter().flat_map(|it| it.finish())
    });
    let mut findings: Vec<Finding> = objects.collect();
    findings.par_extend(documents);
    findings.extend(template::judge(sources, index, policy));
    if let Some(mut cx) = context() {
        for document in index.mesh_documents().iter().filter(|it| reported(it.root().tree().source())) {
            plan.mesh(document, index, &mut cx);
        }
        note(&mut cx);
        findings.extend(cx.finish());
    }
    findings
}

/// Whether a rule is on for the path of a finding; sets the severity that counts there.
fn applies(finding: &mut Finding, sources: &Sources, policy: &Policy) -> bool {
    let name = sources.get(finding.span().source).name();
    // Findings of the engine itself did not pass through a context, which knows the user's severities.
    if let Some(&severity) = policy.settings.severities.get(finding.rule) {
        finding.severity = severity;
    }
    for it in policy.overrides.iter().filter(|it| it.paths.is_match(name)) {
        if let Some(&severity) = it.severities.get(finding.rule) {
            finding.severity = severity;
        }
    }
    is_on(finding.rule, name, policy)
}

/// Whether an active rule is on for a path.
fn is_on(rule: &str, name: &str, policy: &Policy) -> bool {
    let overrides = policy.overrides.iter().filter(|it| it.paths.is_match(name));
    overrides.fold(true, |on, it| (on || it.on.contains(rule)) && !it.off.contains(rule))
}

/// The worst severity among findings that count.
pub fn worst(findings: &[Finding]) -> Option<Severity> {
    findings.iter().filter(|it| it.is_active()).map(|it| it.severity).max()
}
