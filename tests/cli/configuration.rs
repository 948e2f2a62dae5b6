//! Configuration, rulesets, and what chooses rules and files.

use super::project::{HARMLESS, PRIVILEGED, Project, holds};
use std::fs;

#[test]
fn a_mistake_in_the_configuration_is_shown_at_its_place() {
    let it = Project::new(&[("pod.yaml", PRIVILEGED)]);
    #[rustfmt::skip]
    let cases: &[(&str, &[&str])] = &[
        ("rules:\n  privileged-contaner: off\n", &["holdshort.yaml:2:3", "did you mean `privileged-container`?"]),
        ("min_severity: low\n", &["holdshort.yaml:1:1", "unknown key `min_severity`", "did you mean `min-severity`?"]),
        ("fail-on: sometimes\n", &["holdshort.yaml:1:10", "unknown value `sometimes`"]),
        ("extends: [strict, pedantick]\n", &["holdshort.yaml:1:19", "did you mean `pedantic`?"]),
        ("rules:\n  privileged-container: {options: {a: 1}}\n", &["holdshort.yaml:2:26", "has no options"]),
        ("rules:\n  privileged-container: off\n  privileged-container: on\n", &["holdshort.yaml:3:3", "written twice"]),
        ("extends: [pedantic]\nrules:\n  cpu-limit-set: {options: {forbid: true}}\n", &["holdshort.yaml:3:3", "`cpu-limit-missing` ask for opposite things"]),
        ("select: [workload, wrkload]\n", &["holdshort.yaml:1:20", "did you mean `workload`?"]),
        ("kubernetes-version: latest\n", &["holdshort.yaml:1:21", "not a version"]),
        ("overrides:\n- rules: {}\n", &["holdshort.yaml:2:3", "missing field `paths`"]),
        ("overrides:\n- paths: []\n  rules: {}\n", &["holdshort.yaml:2:3", "an override without `paths`"]),
        ("overrides:\n- paths: ['a[']\n  rules: {}\n", &["holdshort.yaml:2:11", "no glob"]),
        ("rules: [\n", &["holdshort.yaml:"]),
    ];
    for (text, parts) in cases {
        it.write("holdshort.yaml", text);
        let (code, out, err) = it.run("check");
        assert_eq!((code, out.as_str()), (2, ""), "{text}\n{err}");
        holds(&err, parts);
        it.check("--isolated", 1);
    }
}

#[test]
fn a_configuration_cannot_command_the_terminal() {
    let it = Project::new(&[("pod.yaml", PRIVILEGED)]);
    for text in [
        "\u{1b}[31mred: 1\n",
        "rules:\n  \"\\e[31mred\": off\n",
        "a\u{202e}b: 1\n",
        "rules: {a: off} # \u{1b}]0;x\u{7}\n",
    ] {
        it.write("holdshort.yaml", text);
        let (code, out, err) = it.run("check");
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(!err.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{err:?}");
        assert!(!err.is_empty());
    }
}

#[test]
fn rules_are_selected_by_name_category_severity_identifier_and_glob() {
    let it = Project::new(&[("pod.yaml", PRIVILEGED)]);
    for word in [
        "privileged-container",
        "workload",
        "critical",
        "pss:*",
        "cis:5.2.*",
        "trivy:KSV-0017",
        "CKV_K8S_16",
        "priv*",
        "*",
    ] {
        it.check(&format!("--select {word}"), 1);
        it.check(&format!("--ignore {word} --select privileged-container"), 0);
    }
    it.check("--select manifest", 0);
    it.check("--select manifest,workload", 1);
    it.check("--select manifest --select critical", 1);
}

#[test]
fn the_nearest_configuration_counts_and_paths_may_have_their_own() {
    let it = Project::new(&[
        ("pod.yaml", PRIVILEGED),
        ("tests/pod.yaml", PRIVILEGED),
        ("app/base/pod.yaml", PRIVILEGED),
        ("app/holdshort.yaml", "rules: {privileged-container: off}\nselect: [privileged-container, manifest]\n"),
        (
            "holdshort.yaml",
            "select: [manifest]\nrules: {privileged-container: on}\noverrides:\n- paths: [tests]\n  rules: {privileged-container: off}\n",
        ),
    ]);
    it.check("pod.yaml", 1);
    it.check("tests", 0);
    it.check("tests/pod.yaml", 0);
    it.check("app", 0);
    it.check("app --config holdshort.yaml", 1);
    // Off for a category, on by name.
    it.check("app --select workload", 0);
    it.check("app --select privileged-container", 1);
    it.write(
        "holdshort.yaml",
        "select: [manifest]\noverrides:\n- paths: [tests]\n  rules: {privileged-container: on}\n",
    );
    it.check("pod.yaml", 0);
    it.check("tests", 1);
    it.write(
        "holdshort.yaml",
        "overrides:\n- paths: [tests]\n  rules: {privileged-container: low}\nselect: [privileged-container]\n",
    );
    it.check("tests", 0);
    it.check("pod.yaml", 1);
}

#[test]
fn a_configuration_above_the_repository_does_not_count() {
    let it = Project::new(&[("holdshort.yaml", "extends: []\n"), ("repo/pod.yaml", PRIVILEGED)]);
    it.check("repo", 0);
    fs::create_dir(it.path().join("repo/.git")).unwrap();
    it.check("repo", 1);
}

#[test]
fn a_ruleset_of_ones_own_is_a_file() {
    let it = Project::new(&[
        ("pod.yaml", PRIVILEGED),
        ("sets/house.yaml", "name: house\nextends: [default]\nrules: {privileged-container: off, '*': off}\n"),
    ]);
    let (code, _, err) = it.run("check --ruleset ./sets/house.yaml");
    assert_eq!(code, 2);
    holds(&err, &["sets/house.yaml:3:36", "there is no rule `*`"]);
    it.write("sets/house.yaml", "name: house\nrules: {privileged-container: low}\n");
    it.check("--ruleset ./sets/house.yaml", 0);
    it.check("--ruleset ./sets/house.yaml --fail-on low", 1);
    it.check("--ruleset sets/missing.yaml", 2);
    it.write("sub/holdshort.yaml", "extends: [../sets/house.yaml]\n");
    it.write("sub/pod.yaml", PRIVILEGED);
    it.check("sub", 0);
}

#[test]
fn excluded_files_are_passed_over() {
    let it = Project::new(&[("a/pod.yaml", PRIVILEGED), ("b/map.yaml", HARMLESS)]);
    it.check("--exclude a", 0);
    it.check("--include b", 0);
    it.write("holdshort.yaml", "exclude: [a]\n");
    it.check("", 0);
    it.check("a/pod.yaml", 1);
    it.check("a/pod.yaml --force-exclude", 3);
    it.check("--exclude a[", 2);
}

#[test]
fn init_writes_once() {
    let it = Project::new(&[("map.yaml", HARMLESS)]);
    let (code, out, err) = it.run("init");
    assert_eq!((code, out.as_str()), (0, ""));
    holds(&err, &["wrote holdshort.yaml"]);
    it.check("", 0);
    it.write("holdshort.yaml", "extends: [strict]\n");
    let (code, _, err) = it.run("init");
    assert_eq!(code, 2);
    holds(&err, &["is there already", "--force"]);
    assert_eq!(it.read("holdshort.yaml"), "extends: [strict]\n");
    assert_eq!(it.run("init --force").0, 0);
    holds(&it.read("holdshort.yaml"), &["extends: [default]"]);
}

#[test]
fn config_prints_what_counts_and_why() {
    let it = Project::new(&[("holdshort.yaml", "fail-on: low\n\nrules:\n  privileged-container: low\n")]);
    let (code, out, _) = it.run("config --min-severity medium --ignore yaml-syntax-error");
    assert_eq!(code, 0);
    let line = |key: &str| out.lines().find(|it| it.trim_start().starts_with(key)).unwrap().trim().to_owned();
    let told = |key: &str| line(key).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(told("fail-on:"), "fail-on: low # holdshort.yaml:1");
    assert_eq!(told("privileged-container:"), "privileged-container: low # holdshort.yaml:4");
    assert_eq!(told("min-severity:"), "min-severity: medium # --min-severity");
    assert_eq!(told("yaml-syntax-error:"), "yaml-syntax-error: off # --ignore");
    assert_eq!(told("unreadable-file:"), "unreadable-file: on # ruleset default");
    assert_eq!(told("closed-world:"), "closed-world: false # default");
}
