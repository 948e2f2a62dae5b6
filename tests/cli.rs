//! The command as its users meet it: exit codes, streams, configuration, files.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const PRIVILEGED: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: app\n    image: example.com/app:1\n    securityContext: {privileged: true}\n";
const HARMLESS: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {mode: fast}\n";

/// A folder with files.
struct Project(TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let it = Self(TempDir::new().unwrap());
        for (name, text) in files {
            it.write(name, text);
        }
        it
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdshort"));
        command.args(arguments).current_dir(self.path()).env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    /// Runs a command line and gives exit code, standard output and standard error.
    fn run(&self, arguments: &str) -> (i32, String, String) {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        told(self.command(&arguments).output().unwrap())
    }

    fn pipe(&self, arguments: &[&str], text: &str) -> (i32, String, String) {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        told(child.wait_with_output().unwrap())
    }

    /// The exit code of `check` with these arguments.
    #[track_caller]
    fn check(&self, arguments: &str, code: i32) {
        let (got, out, err) = self.run(&format!("check {arguments}"));
        assert_eq!(got, code, "holdshort check {arguments}\n{out}\n{err}");
    }
}

fn told(output: Output) -> (i32, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[track_caller]
fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

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
    let (code, _, err) = it.run("explain privileged");
    assert_eq!(code, 2);
    holds(&err, &["did you mean `privileged-container`?"]);
}

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
        it.write(
            &format!("{}/pod-{number}.yaml", number % 7),
            &PRIVILEGED.repeat(1).replace("web", &format!("web{number}")),
        );
    }
    for format in ["concise", "json"] {
        let one = it.run(&format!("check -j 1 --format {format}"));
        assert_eq!(one, it.run(&format!("check -j 8 --format {format}")));
        assert_eq!(one.0, 1);
    }
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
    holds(&err, &["fixed 1 finding in 1 file"]);
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
