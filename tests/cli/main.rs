//! The command as its users meet it: exit codes, streams, configuration, files.

#![expect(clippy::disallowed_methods, reason = "a test reads files and runs the command")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod changes;
mod configuration;
mod explain_policy;
mod graph;
mod inventory;
mod migrating;
mod project;
mod revision;

use project::{HARMLESS, PRIVILEGED, Project, holds, told};
use std::fs;
use std::process::Command;

#[test]
fn the_exit_code_tells_clean_findings_failure_and_nothing() {
    let it = Project::new(&[("bad/pod.yaml", PRIVILEGED), ("good/map.yaml", HARMLESS), ("none/notes.txt", "hello\n")]);
    it.check("good", 0);
    it.check("bad", 1);
    it.check("", 1);
    it.check("none", 3);
    it.check("missing", 2);
    it.check("bad --no-such-flag", 2);
    it.check("bad --format xml", 2);
    it.check("bad --select no-such-rule", 2);
    it.check("bad --kubernetes-version one", 2);
}

#[test]
fn the_threshold_decides_and_the_format_does_not() {
    let it = Project::new(&[("pod.yaml", PRIVILEGED)]);
    let only = "--select privileged-container";
    it.check(&format!("{only} --fail-on never"), 0);
    it.check(&format!("{only} --fail-on critical"), 1);
    it.write("holdshort.yaml", "rules: {privileged-container: medium}\n");
    it.check(only, 0);
    it.check(&format!("{only} --fail-on medium"), 1);
    it.check(&format!("{only} --fail-on low --min-severity high"), 0);
    for format in ["rich", "concise", "json", "sarif", "github"] {
        it.check(&format!("{only} --fail-on low --format {format}"), 1);
    }
}

#[test]
fn nothing_to_lint_is_said() {
    let it = Project::new(&[("a.yaml", "just: yaml\n")]);
    let (code, _, err) = it.run("check");
    assert_eq!(code, 3);
    holds(&err, &["nothing was linted", "holds no Kubernetes object"]);
    let (_, _, err) = Project::new(&[]).run("check");
    holds(&err, &["nothing was linted: no file was found", ".gitignore"]);
}

#[test]
fn failures_go_to_standard_error_with_advice() {
    let it = Project::new(&[("pod.yaml", PRIVILEGED)]);
    let (code, out, err) = it.run("check --select privileged-contaner");
    assert_eq!((code, out.as_str()), (2, ""));
    holds(&err, &["privileged-contaner", "did you mean `privileged-container`?"]);
    let (code, out, err) = it.run("check nowhere.yaml");
    assert_eq!((code, out.as_str()), (2, ""));
    holds(&err, &["cannot read `nowhere.yaml`: no such file"]);
    let (code, _, err) = it.run("check --format rich --format json");
    assert_eq!(code, 2);
    holds(&err, &["two formats cannot both go to standard output", "--format sarif=report.sarif"]);
    let (code, _, err) = it.run("explain privileged-contaner");
    assert_eq!(code, 2);
    holds(&err, &["did you mean `privileged-container`?"]);
}

#[test]
fn standard_input_has_a_name_and_a_configuration() {
    let it = Project::new(&[(
        "quiet/holdshort.yaml",
        "rules: {privileged-container: off}\nselect: [privileged-container]\n",
    )]);
    assert_eq!(it.pipe(&["check", "-"], PRIVILEGED).0, 1);
    assert_eq!(it.pipe(&["check", "-"], HARMLESS).0, 0);
    assert_eq!(it.pipe(&["check", "-"], "").0, 3);
    assert_eq!(it.pipe(&["check", "-", "--stdin-filename", "quiet/pod.yaml"], PRIVILEGED).0, 0);
}

#[cfg(unix)]
#[test]
fn the_number_of_threads_does_not_show() {
    let it = Project::new(&[]);
    for number in 0..200 {
        it.write(&format!("{}/pod-{number}.yaml", number % 7), &PRIVILEGED.replace("web", &format!("web{number}")));
    }
    for format in ["concise", "json"] {
        let one = it.run(&format!("check -j 1 --format {format}"));
        assert_eq!(one, it.run(&format!("check -j 8 --format {format}")));
        assert_eq!(one.0, 1);
    }
}

#[test]
fn explain_knows_rules_by_their_names_elsewhere() {
    let it = Project::new(&[]);
    let (code, page, _) = it.run("explain privileged-container");
    assert_eq!(code, 0);
    holds(
        &page,
        &["# privileged-container", "**critical**", "## Why is this bad?", "trivy:KSV-0017", "ruleset `default`"],
    );
    holds(&it.run("explain trivy:KSV-0017").1, &[&page]);
    holds(&it.run("explain CKV_K8S_16").1, &[&page]);
    assert_eq!(it.run("explain no-such-thing-at-all").0, 2);
}

#[test]
fn rules_are_listed_for_people_and_programs() {
    let it = Project::new(&[]);
    let (code, table, _) = it.run("rules --select workload");
    assert_eq!(code, 0);
    holds(&table, &["RULE", "privileged-container", "critical", "default"]);
    assert!(!table.contains("yaml-syntax-error"));
    let all: serde_json::Value = serde_json::from_str(&it.run("rules --format json").1).unwrap();
    let names: Vec<_> = all.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, holdshort::rules::all().iter().map(|it| it.name).collect::<Vec<_>>());
}

#[test]
fn schemas_and_completions_are_printed() {
    let it = Project::new(&[]);
    for of in ["", "config", "report", "ruleset"] {
        let schema: serde_json::Value = serde_json::from_str(&it.run(&format!("schema {of}")).1).unwrap();
        assert!(jsonschema::validator_for(&schema).is_ok());
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        holds(&it.run(&format!("completions {shell}")).1, &["holdshort", "fail-on"]);
    }
}

#[test]
fn reports_go_to_files_whole() {
    let it = Project::new(&[("pod.yaml", PRIVILEGED), ("old.txt", "old")]);
    let (code, out, err) = it.run("check --format json=out.json --format concise=old.txt");
    assert_eq!((code, out.as_str(), err.as_str()), (1, "", ""));
    let report: serde_json::Value = serde_json::from_str(&it.read("out.json")).unwrap();
    assert!(report.is_object());
    holds(&it.read("old.txt"), &["pod.yaml", "privileged-container"]);
    let left: Vec<_> = fs::read_dir(it.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
    it.check("--format json=no/such/folder/out.json", 2);
}

#[test]
fn colours_are_for_terminals_and_for_who_asks() {
    let it = Project::new(&[("pod.yaml", PRIVILEGED)]);
    assert!(!it.run("check").1.contains('\u{1b}'));
    assert!(it.run("check --color always").1.contains('\u{1b}'));
    assert!(!it.run("check --color never").1.contains('\u{1b}'));
    let output = it.command(&["check", "--color", "always"]).env("NO_COLOR", "1").output().unwrap();
    assert!(told(output).1.contains('\u{1b}'), "a flag outweighs the environment");
}

#[test]
fn a_broken_pipe_is_success() {
    let it = Project::new(&[]);
    for number in 0..400 {
        it.write(&format!("pod-{number}.yaml"), PRIVILEGED);
    }
    for command in ["check --format json", "check", "schema", "rules --format json"] {
        let script = format!("{{ '{}' {command}; echo code $? >&2; }} | true", env!("CARGO_BIN_EXE_holdshort"));
        let output = Command::new("sh").args(["-c", &script]).current_dir(it.path()).output().unwrap();
        let (_, _, err) = told(output);
        assert_eq!(err, "code 0\n", "{command}");
    }
}

#[test]
fn fixes_are_shown_applied_and_asked_for() {
    let it = Project::new(&[("pod.yaml", PRIVILEGED), ("map.yaml", HARMLESS)]);
    let only = "--select privileged-container";
    // The fix is unsafe: it is not applied unless asked for.
    it.check(&format!("{only} --fix"), 1);
    assert_eq!(it.read("pod.yaml"), PRIVILEGED);
    let (code, diff, _) = it.run(&format!("check {only} --fix=unsafe --diff"));
    assert_eq!(code, 1);
    holds(&diff, &["--- a/pod.yaml\n+++ b/pod.yaml\n", "-    securityContext: {privileged: true}\n"]);
    assert_eq!(it.read("pod.yaml"), PRIVILEGED);
    let (code, out, err) = it.run(&format!("check {only} --fix=unsafe --format concise"));
    assert_eq!(code, 0, "{out}");
    holds(&err, &["fixed in pod.yaml: ", "(privileged-container): run unprivileged\n", "fixed 1 finding in 1 file"]);
    assert!(!it.read("pod.yaml").contains("privileged"));
    assert_eq!(it.read("map.yaml"), HARMLESS);
    it.check(&format!("{only} --fix=everything"), 2);
    assert_eq!(it.pipe(&["check", "-", "--fix"], PRIVILEGED).0, 2);
}

#[cfg(unix)]
#[test]
fn a_fix_keeps_permissions_and_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let it = Project::new(&[("real/pod.yaml", PRIVILEGED)]);
    let file = it.path().join("real/pod.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&file, it.path().join("link.yaml")).unwrap();
    it.check("link.yaml --select privileged-container --fix=unsafe", 0);
    assert!(fs::symlink_metadata(it.path().join("link.yaml")).unwrap().is_symlink());
    assert!(!it.read("real/pod.yaml").contains("privileged"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_commit_without_manifests_is_no_failure_to_a_hook() {
    let it = Project::new(&[
        ("package.json", "{\"private\": true}\n"),
        ("tsconfig.json", "{ // notes\n}\n"),
        ("pod.yaml", PRIVILEGED),
    ]);
    it.check("package.json", 3);
    it.check("package.json tsconfig.json --allow-empty", 0);
    it.check("package.json pod.yaml --allow-empty", 1);
}

#[test]
fn broken_documents_weigh_as_much_as_they_look_like_manifests() {
    let it = Project::new(&[
        ("tsconfig.json", "{\n  // no JSON\n  \"strict\": true,\n}\n"),
        ("site.yaml", "{% if debug %}\na: 1\n"),
        ("pod.yaml", "kind: Pod\n--- \napiVersion: v1\nkind: [\n"),
    ]);
    let (code, out, _) = it.run("check --format concise");
    assert_eq!(code, 1, "{out}");
    let of = |name: &str| out.lines().find(|it| it.starts_with(name)).unwrap().to_owned();
    assert!(of("tsconfig.json").contains("low") && of("site.yaml").contains("low"), "{out}");
    assert!(of("pod.yaml:4").contains("high"), "{out}");
    it.check("tsconfig.json", 3);
    holds(&it.run("check tsconfig.json").1, &["was not read"]);
}

#[test]
fn a_fix_never_touches_a_file_in_another_encoding() {
    let it = Project::new(&[("plain.yaml", PRIVILEGED)]);
    let bytes: Vec<u8> = format!("\u{feff}{PRIVILEGED}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    fs::write(it.path().join("wide.yaml"), &bytes).unwrap();
    let (_, _, said) = it.run("check --select privileged-container --fix=unsafe");
    assert!(said.contains("not fixed: wide.yaml is not UTF-8") && said.contains("fixed 1 finding in 1 file"), "{said}");
    assert_eq!(fs::read(it.path().join("wide.yaml")).unwrap(), bytes);
}
