//! From texts to a [`Report`]: parse, index, judge, suppress, sort. The order of threads never shows.

mod plan;
mod reading;
mod report;
#[cfg(test)]
mod tests;

pub use plan::Plan;
pub use report::{Input, Report, Skip, Skipped, Summary, Unread, Verdict};

use crate::config::Policy;
use crate::finding::{Finding, Severity, Status};
use crate::index::Index;
use crate::source::{Role, Sources};
use crate::yaml::{self, Tree};
use rayon::prelude::*;

/// Reads every source, in parallel, in order of ids.
pub fn parse(sources: &Sources) -> Vec<Tree> {
    let all: Vec<_> = sources.iter().collect();
    all.par_iter().map(|(id, source)| yaml::parse(*id, source.text().clone())).collect()
}

/// Lints an input.
pub fn check(input: &Input, policy: &Policy) -> Report {
    let sources = &input.sources;
    let trees = parse(sources);
    let index = Index::build(sources, &trees, policy.settings.closed_world);
    let plan = Plan::new(&policy.rules);
    let mut findings = judge(&plan, sources, &trees, &index, policy);
    findings.extend(reading::problems(input, &trees, &index, &policy.rules));
    findings.retain_mut(|finding| applies(finding, sources, policy));
    let about = crate::suppress::apply(&mut findings, &trees, &index, &policy.rules);
    findings.extend(about.into_iter().filter_map(|mut it| applies(&mut it, sources, policy).then_some(it)));
    for finding in &mut findings {
        if finding.status == Status::Active && finding.severity < policy.min_severity {
            finding.status = Status::BelowThreshold;
        }
    }
    findings.sort_by(|a, b| (a.span(), a.rule, &a.message, &a.path).cmp(&(b.span(), b.rule, &b.message, &b.path)));
    let summary = Summary::new(input, &index);
    Report { findings, unread: input.unread.clone(), summary, fail_on: policy.fail_on }
}

fn judge<'a>(
    plan: &Plan,
    sources: &'a Sources,
    trees: &'a [Tree],
    index: &Index<'a>,
    policy: &'a Policy,
) -> Vec<Finding> {
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
        cx.into_iter().flat_map(|it| it.finish())
    });
    let texts = trees.par_iter().filter(|it| reported(it.source())).flat_map_iter(|tree| {
        let mut cx = context();
        if let Some(cx) = &mut cx {
            plan.scalars(tree, cx);
        }
        cx.into_iter().flat_map(|it| it.finish())
    });
    let documents = index.units().par_chunks(64).flat_map_iter(|chunk| {
        let mut cx = context();
        for unit in chunk.iter().filter(|it| !it.resources.is_empty() && reported(it.source)) {
            if let Some(cx) = &mut cx {
                cx.about(index.resources().get(unit.resources.start).copied(), None);
                plan.document(unit.document, cx);
            }
        }
        cx.into_iter().flat_map(|it| it.finish())
    });
    let mut findings: Vec<Finding> = objects.collect();
    findings.par_extend(documents);
    findings.par_extend(texts);
    findings
}

/// Whether a rule is on for the path of a finding; sets the severity that counts there.
fn applies(finding: &mut Finding, sources: &Sources, policy: &Policy) -> bool {
    let name = sources.get(finding.span().source).name();
    let mut on = true;
    for it in policy.overrides.iter().filter(|it| it.paths.is_match(name)) {
        on = (on || it.on.contains(finding.rule)) && !it.off.contains(finding.rule);
        if let Some(&severity) = it.severities.get(finding.rule) {
            finding.severity = severity;
        }
    }
    on
}

/// The worst severity among findings that count.
pub fn worst(findings: &[Finding]) -> Option<Severity> {
    findings.iter().filter(|it| it.is_active()).map(|it| it.severity).max()
}
