//! What must hold of every run, whatever the rules.

use super::{Input, check};
use crate::config::Policy;
use crate::finding::Finding;
use crate::index::Index;
use crate::rule::{Check, Example};
use crate::rules::{self, tester};
use crate::source::{Role, Source, Sources};

fn input(files: &[(String, String)]) -> Input {
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(Source::new(name.clone(), text.as_str(), Role::Report));
    }
    Input { sources, ..Input::default() }
}

/// All examples of all rules as one repository, each in a folder of its own.
fn everything() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for rule in rules::all() {
        let docs = rule.documentation();
        for (at, Example { files: example, .. }) in docs.fail.iter().chain(&docs.pass).enumerate() {
            files.extend(example.iter().map(|(name, text)| (format!("{}/{at}/{name}", rule.name), text.clone())));
        }
    }
    files.sort();
    files
}

#[test]
fn the_plan_finds_what_asking_every_rule_about_everything_finds() {
    let input = input(&everything());
    let mut policy = Policy { report_unused_suppressions: false, ..Policy::default() };
    for rule in rules::all() {
        let options = rule.documentation().fail.into_iter().find_map(|it| it.options);
        policy.settings.options.extend(options.map(|it| (rule.name.to_owned(), it)));
    }
    let trees = super::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, false);
    let brute = |rule| tester::run(rule, &index, &trees, &policy.settings);
    let mut expected: Vec<Finding> = rules::all().iter().copied().flat_map(brute).collect();
    let engine = |it: &Finding| rules::find(it.rule).is_some_and(|rule| matches!(rule.check, Check::Engine));
    let mut found = check(&input, &policy).findings;
    found.retain(|it| !engine(it));
    let order = |a: &Finding, b: &Finding| {
        (a.span(), a.rule, &a.message, &a.path).cmp(&(b.span(), b.rule, &b.message, &b.path))
    };
    super::fold::covered(&mut expected);
    expected.sort_by(order);
    found.sort_by(order);
    let judged = rules::all().iter().filter(|it| !matches!(it.check, Check::Engine)).count();
    assert!(found.len() >= judged, "every rule has an example that gives a finding");
    let names = |all: &[Finding]| all.iter().map(|it| (it.rule, it.span(), it.message.clone())).collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected));
}

#[test]
fn the_number_of_threads_never_shows() {
    let input = input(&everything());
    let policy = Policy::default();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| check(&input, &policy).findings)
    };
    assert_eq!(run(1), run(8));
}

#[test]
fn a_source_that_is_only_known_is_never_reported_on() {
    let mut sources = Sources::new();
    let bad = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    securityContext: {privileged: true}\n";
    sources.add(Source::new("known.yaml", bad, Role::Context));
    sources.add(Source::new("named.yaml", bad, Role::Report));
    let input = Input { sources, ..Input::default() };
    let report = check(&input, &Policy::default());
    assert!(report.findings.iter().any(|it| it.rule == "privileged-container"));
    assert!(report.findings.iter().all(|it| it.span().source.0 == 1));
}

#[test]
fn every_file_is_in_the_account_once() {
    let files = [
        ("a.yaml", "apiVersion: v1\nkind: Pod\n---\n# nothing\n"),
        ("b.yaml", "a: ["),
        ("c/values.yaml", "a: 1\n"),
        ("d.yaml", ""),
        ("e.yaml", "{{ if x }}\na: 1\n"),
    ];
    let files: Vec<_> = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let summary = check(&input(&files), &Policy::default()).summary;
    assert_eq!(summary.files, 5);
    assert_eq!(summary.manifests + summary.other_files.values().sum::<usize>() + summary.failed, 5);
    assert_eq!((summary.manifests, summary.resources), (1, 1));
}

#[test]
fn a_step_of_a_pipeline_is_judged_by_what_is_written_alone() {
    let active = |text: &str| {
        let mut sources = Sources::new();
        sources.add(Source::new("a.yaml", text, Role::Report));
        let report = check(&Input { sources, ..Input::default() }, &Policy::default());
        report.findings.iter().map(|it| it.rule).collect::<Vec<_>>()
    };
    let task = "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec:\n  steps:\n  - name: build\n    image: registry.example.com/build:1.4.2@sha256:a3f5c6e1b2d40789a3f5c6e1b2d40789a3f5c6e1b2d40789a3f5c6e1b2d40789\n";
    let flow = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: build-}\nspec:\n  entrypoint: build\n  templates:\n  - name: build\n    container:\n      image: registry.example.com/build:1.4.2@sha256:a3f5c6e1b2d40789a3f5c6e1b2d40789a3f5c6e1b2d40789a3f5c6e1b2d40789\n";
    for (text, indent) in [(task, "    "), (flow, "      ")] {
        let of_the_step =
            |text: &str| active(text).into_iter().filter(|it| !it.starts_with("image-")).collect::<Vec<_>>();
        assert_eq!(of_the_step(text), [] as [&str; 0], "{text}");
        let privileged = format!("{text}{indent}securityContext: {{privileged: true}}\n");
        assert!(of_the_step(&privileged).contains(&"privileged-container"), "{privileged}");
    }
}
