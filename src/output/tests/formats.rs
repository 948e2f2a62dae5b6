//! The formats against their expected bytes and their schemas.

use super::{Sample, golden, render, sample};
use crate::engine::{Report, Skip, Summary};
use crate::finding::Severity;
use crate::manifest::Class;
use crate::output::{Format, Style, json_schema, markdown_summary};
use crate::source::Sources;
use serde_json::Value;

fn all() -> Style {
    Style { color: true, links: true, show_suppressed: true, statistics: true, no_summary: false }
}

#[test]
fn every_format_gives_the_expected_bytes() {
    let Sample { report, sources } = sample();
    let plain = Style::default();
    let unversioned = |format| {
        let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
        render(format, &report, &sources, plain).replace(&version, "\"VERSION\"")
    };
    golden("testdata/output/rich.out", &render(Format::Rich, &report, &sources, plain));
    golden("testdata/output/rich-color.out", &render(Format::Rich, &report, &sources, all()));
    golden("testdata/output/concise.out", &render(Format::Concise, &report, &sources, plain));
    golden("testdata/output/concise-color.out", &render(Format::Concise, &report, &sources, all()));
    golden("testdata/output/json.out", &unversioned(Format::Json));
    golden("testdata/output/sarif.out", &unversioned(Format::Sarif));
    golden("testdata/output/github.out", &render(Format::Github, &report, &sources, plain));
    golden("testdata/output/markdown.out", &markdown_summary(&report, &sources));
}

#[track_caller]
fn valid(schema: &Value, text: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&value).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    value
}

#[test]
fn json_keeps_to_its_schema_and_the_schema_is_fresh() {
    let Sample { report, sources } = sample();
    let schema = json_schema();
    golden("schemas/report.schema.json", &format!("{}\n", serde_json::to_string_pretty(&schema).unwrap()));
    let value = valid(&schema, &render(Format::Json, &report, &sources, Style::default()));
    let prints = value["findings"].as_array().unwrap().iter().map(|it| it["fingerprint"].as_str().unwrap());
    let unique: std::collections::BTreeSet<_> = prints.collect();
    assert_eq!(unique.len(), report.findings.len());
    let empty = Report {
        findings: vec![],
        unread: vec![],
        summary: Summary::default(),
        silent: vec![],
        fail_on: None,
        baseline: None,
    };
    let value = valid(&schema, &render(Format::Json, &empty, &Sources::new(), Style::default()));
    assert_eq!((&value["verdict"], &value["exit_code"]), (&"nothing-to-lint".into(), &3.into()));
}

#[test]
fn sarif_keeps_to_the_standard_and_to_what_code_scanning_takes() {
    let Sample { report, sources } = sample();
    let mut schema: Value =
        serde_json::from_str(include_str!("../../../testdata/sarif/sarif-schema-2.1.0.json")).unwrap();
    // Its pattern is no regular expression: a bracket is missing.
    for definition in ["run", "toolComponent"] {
        schema["definitions"][definition]["properties"].as_object_mut().unwrap().remove("language");
    }
    let value = valid(&schema, &render(Format::Sarif, &report, &sources, Style::default()));
    let run = &value["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), report.findings.len());
    for result in results {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["properties"]["security-severity"].is_string());
        assert!(rule["properties"]["tags"].as_array().unwrap().contains(&"security".into()));
        assert!(result["suppressions"].is_array(), "in all results or in none");
        assert!(result["baselineState"].is_string(), "in all results or in none");
        assert!(result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64() >= Some(1));
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert_eq!(run["invocations"][0]["toolExecutionNotifications"][0]["level"], "error");
    let empty = Report {
        findings: vec![],
        unread: vec![],
        summary: Summary::default(),
        silent: vec![],
        fail_on: None,
        baseline: None,
    };
    valid(&schema, &render(Format::Sarif, &empty, &Sources::new(), Style::default()));
}

#[test]
fn sarif_describes_a_built_in_rule_for_code_scanning() {
    let Sample { mut report, sources } = sample();
    report.findings.retain(|it| it.severity == Severity::Critical);
    report.findings[0].rule = "privileged-container";
    let value: Value = serde_json::from_str(&render(Format::Sarif, &report, &sources, Style::default())).unwrap();
    let rules = value["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = rules.iter().find(|it| it["id"] == "privileged-container").unwrap();
    let tags = rule["properties"]["tags"].as_array().unwrap();
    for tag in ["security", "workload", "external/cwe/cwe-250", "pss:baseline"] {
        assert!(tags.contains(&tag.into()), "{tag} in {tags:?}");
    }
    assert!(tags.len() <= 20);
    assert_eq!(
        (&rule["properties"]["security-severity"], &rule["name"]),
        (&"9.5".into(), &"PrivilegedContainer".into())
    );
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Why is this bad?"));
    assert!(rule["helpUri"].as_str().unwrap().ends_with("/privileged-container.md"));
}

#[test]
fn sarif_leaves_out_the_least_severe_beyond_the_limit_and_says_so() {
    let Sample { mut report, sources } = sample();
    let template = report.findings.iter().find(|it| it.severity == Severity::Low && it.is_active()).unwrap().clone();
    let before = report.findings.iter().filter(|it| it.is_active() && it.severity > Severity::Low).count();
    report.findings.extend(std::iter::repeat_n(template, 25_000));
    let value: Value = serde_json::from_str(&render(Format::Sarif, &report, &sources, Style::default())).unwrap();
    let results = value["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert_eq!(results.iter().filter(|it| it["level"] != "note").count(), before);
    let notes = value["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes.last().unwrap()["descriptor"]["id"], "result-limit");
}

#[test]
fn github_says_what_it_does_not_show_in_a_notice_that_is_shown() {
    let Sample { mut report, sources } = sample();
    let low = report.findings.iter().find(|it| it.severity == Severity::Low && it.is_active()).unwrap().clone();
    report.findings.extend(std::iter::repeat_n(low, 20));
    let text = render(Format::Github, &report, &sources, Style::default());
    let count = |level: &str| {
        text.lines().take_while(|it| !it.starts_with("::notice")).filter(|it| it.starts_with(level)).count()
    };
    assert_eq!((count("::error "), count("::warning ")), (10, 2), "{text}");
    let notice = text.lines().nth(12).unwrap();
    assert_eq!(
        notice,
        "::notice title=holdshort::36 findings, 15 of them not shown as annotations: GitHub shows 10 of each level for a \
         step. The log holds all."
    );
    assert_eq!(text.lines().skip(13).filter(|it| it.starts_with("::notice file=")).count(), 24);
}

#[test]
fn the_account_adds_up_and_says_why_nothing_was_judged() {
    let Sample { report, sources } = sample();
    let it = &report.summary;
    assert_eq!(it.read + it.context + it.skipped.values().sum::<usize>() + it.failed, it.files, "of the sample");
    assert_eq!(it.manifests + it.other_files.values().sum::<usize>(), it.read, "of the sample");
    let text = render(Format::Concise, &report, &sources, Style::default());
    let account = "Read 9 of 14 files: 5 manifests (9 objects), 2 Helm templates not rendered, 1 Kustomization, \
                   1 not Kubernetes; 1 more as context; passed over 3 (2 neither YAML nor JSON, 1 excluded); \
                   failed to read 1.";
    assert!(text.lines().any(|line| line == account), "{text}");
    let summary = Summary {
        files: 3,
        read: 2,
        other_files: [(Class::HelmTemplate, 2)].into(),
        skipped: [(Skip::NotYaml, 1)].into(),
        ..Summary::default()
    };
    let nothing = Report { findings: vec![], unread: vec![], summary, silent: vec![], fail_on: None, baseline: None };
    assert_eq!(
        render(Format::Rich, &nothing, &Sources::new(), Style::default()),
        "Nothing was judged: there is no Kubernetes object in the input.\n\
         Read 2 of 3 files: 2 Helm templates not rendered; passed over 1 (neither YAML nor JSON); failed to read 0.\n"
    );
    assert!(markdown_summary(&nothing, &Sources::new()).contains("Nothing was judged"));
}
