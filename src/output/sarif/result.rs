//! One finding as a SARIF result. No region has a snippet, so none can show a credential.

use super::model::{
    Artifact, Change, CodeFlow, Fix, Location, Logical, Physical, Region, Replacement, SarifResult, Step, Suppression,
    Text, ThreadFlow,
};
use super::{level, message};
use crate::finding::{Finding, Safety, Status, Subject};
use crate::output::place::Places;
use crate::output::{escape, words};
use crate::source::Span;
use serde_json::json;
use std::collections::BTreeMap;

/// Steps of a flow that GitHub accepts.
const STEPS: usize = 1000;

/// What the results of a run have in common.
pub(super) struct Shared<'a> {
    pub(super) places: &'a Places<'a>,
    pub(super) indices: &'a BTreeMap<&'a str, usize>,
    /// The standard wants suppressions in all results or in none.
    pub(super) suppressions: bool,
    /// And so with the state against a baseline.
    pub(super) baseline: bool,
}

pub(super) fn result(it: &Finding, fingerprint: String, shared: &Shared<'_>) -> SarifResult {
    let places = shared.places;
    let mut primary = location(it.span(), "", places);
    primary.logical_locations = logical(&it.subject, &it.path);
    let related = it
        .labels
        .iter()
        .skip(1)
        .enumerate()
        .map(|(at, label)| Location { id: Some(at + 1), ..location(label.span, &label.text, places) });
    let mut properties = BTreeMap::from([("severity", json!(it.severity)), ("confidence", json!(it.confidence))]);
    if let Some(help) = &it.help {
        properties.insert("help", json!(help));
    }
    SarifResult {
        rule_id: it.rule.to_owned(),
        rule_index: shared.indices.get(it.rule).copied().unwrap_or_default(),
        level: level(it.severity),
        message: message(text(it)),
        locations: [primary],
        related_locations: related.take(STEPS).collect(),
        code_flows: if it.flow { vec![flow(it, places)] } else { Vec::new() },
        partial_fingerprints: BTreeMap::from([("holdshort/v1", fingerprint)]),
        suppressions: shared.suppressions.then(|| suppressions(it, places)),
        baseline_state: shared.baseline.then_some(if it.status == Status::Baselined { "unchanged" } else { "new" }),
        fixes: fix(it, places).into_iter().collect(),
        properties,
    }
}

/// The message, with what to do: viewers show only this.
fn text(it: &Finding) -> String {
    let object = words::workload(&it.subject).map(|it| format!(" ({it})")).unwrap_or_default();
    let help = it.help.as_ref().map(|it| format!("\n{}", plain(it))).unwrap_or_default();
    format!("{}{help}", plain(&format!("{}{object}", it.message)))
}

/// Text without an embedded link: the standard reads `[text](target)` as one.
fn plain(text: &str) -> String {
    escape::visible(text).replace("](", "] (")
}

/// A place; its text is left out where it is empty.
pub(super) fn location(span: Span, text: &str, places: &Places<'_>) -> Location {
    let physical = Physical { artifact_location: artifact(places.name(span)), region: Some(region(span, places)) };
    let message = (!text.is_empty()).then(|| Text { text: plain(text) });
    Location { physical_location: Some(physical), message, ..Location::default() }
}

/// A file: relative to the root of the sources, or absolute.
pub(super) fn artifact(name: &str) -> Artifact {
    match name.starts_with('/') {
        true => Artifact { uri: format!("file://{}", escape::uri_path(name)), uri_base_id: None },
        false => Artifact { uri: escape::uri_path(name), uri_base_id: Some("%SRCROOT%") },
    }
}

fn region(span: Span, places: &Places<'_>) -> Region {
    let (start, end) = (places.start(span), places.end(span));
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

fn logical(subject: &Subject, path: &str) -> Vec<Logical> {
    let mut all = Vec::new();
    if !subject.kind.is_empty() {
        let namespace = subject.namespace.as_ref().map(|it| format!("{it}/")).unwrap_or_default();
        let name = format!("{}/{}/{namespace}{}", subject.api_version, subject.kind, subject.name);
        all.push(Logical { name: Some(subject.name.clone()), fully_qualified_name: name, kind: "resource" });
    }
    if !path.is_empty() {
        all.push(Logical { name: None, fully_qualified_name: path.to_owned(), kind: "member" });
    }
    all
}

/// The steps in order.
fn flow(it: &Finding, places: &Places<'_>) -> CodeFlow {
    let labels = it.steps().into_iter().take(STEPS);
    let locations = labels.enumerate().map(|(at, label)| {
        let text = if label.text.is_empty() { &it.message } else { &label.text };
        Step { location: location(label.span, text, places), execution_order: at + 1 }
    });
    CodeFlow { thread_flows: [ThreadFlow { locations: locations.collect() }] }
}

fn suppressions(it: &Finding, places: &Places<'_>) -> Vec<Suppression> {
    let external = |why: &str| vec![Suppression { kind: "external", justification: why.to_owned(), location: None }];
    match &it.status {
        Status::Active => Vec::new(),
        Status::Suppressed { reason, at } => {
            let location = Some(location(*at, "", places));
            vec![Suppression { kind: "inSource", justification: plain(reason), location }]
        }
        Status::Baselined => external("there before"),
        Status::BelowThreshold => external("below the minimum severity"),
    }
}

/// The change, unless it is only for people or could show a credential.
fn fix(it: &Finding, places: &Places<'_>) -> Option<Fix> {
    let fix = it.fix.as_ref().filter(|fix| fix.safety != Safety::Manual && !it.sensitive && !fix.edits.is_empty())?;
    let mut changes: Vec<Change> = Vec::new();
    for edit in &fix.edits {
        let artifact_location = artifact(places.name(edit.span));
        let replacement =
            Replacement { deleted_region: region(edit.span, places), inserted_content: message(edit.text.clone()) };
        match changes.iter_mut().find(|it| it.artifact_location == artifact_location) {
            Some(change) => change.replacements.push(replacement),
            None => changes.push(Change { artifact_location, replacements: vec![replacement] }),
        }
    }
    let description = message(format!("{} ({})", plain(&fix.title), fix.safety.as_str()));
    Some(Fix { description, artifact_changes: changes })
}
