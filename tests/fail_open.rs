//! Ten configurations of Istio that look secure and are open: each is found by the default rules, and shown in the README.

#![expect(clippy::disallowed_methods, reason = "a test reads files and runs the command")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/istio/fail-open");
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut all: Vec<PathBuf> = files.filter(|it| it.extension().is_some_and(|it| it == "yaml")).collect();
    all.sort();
    all
}

/// What the command says of a case, with the rule of the same name.
fn said(case: &Path) -> String {
    let rule = case.file_stem().unwrap().to_str().unwrap();
    let name = format!("testdata/istio/fail-open/{rule}.yaml");
    // On by default: an `--ignore` of something else leaves the ruleset as it is.
    let arguments = ["check", &name, "--isolated", "-q", "--format", "json", "--fail-on", "never"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_holdshort"));
    let output = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter().filter(|it| it["rule"] == rule);
    let line = |it: &serde_json::Value| {
        format!(
            "{}: {}[{rule}]: {}\n",
            it["location"]["start"]["line"],
            it["severity"].as_str().unwrap(),
            it["message"].as_str().unwrap()
        )
    };
    findings.map(line).collect()
}

#[test]
fn each_is_found_with_the_default_rules() {
    let cases = cases();
    assert_eq!(cases.len(), 10);
    for case in cases {
        let out = case.with_extension("out");
        let said = said(&case);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&out, &said).unwrap();
        }
        assert_eq!(said, fs::read_to_string(&out).unwrap(), "{}", case.display());
        assert_eq!(said.lines().count(), 1, "{}", case.display());
    }
}

#[test]
fn the_readme_shows_them() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for case in cases() {
        let out = fs::read_to_string(case.with_extension("out")).unwrap();
        let (_, finding) = out.trim_end().split_once(": ").unwrap();
        assert!(readme.contains(finding), "{finding} is not in the README");
        // Beside the object that is open, some need another to be so.
        let text = fs::read_to_string(&case).unwrap();
        let telling = text.lines().find(|it| it.contains(" # ")).unwrap();
        assert!(readme.contains(telling), "{telling} is not in the README");
    }
}

#[test]
fn the_readme_shows_what_explain_policy_says() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let commands: Vec<&str> = readme.lines().filter_map(|it| it.strip_prefix("$ holdshort explain-policy ")).collect();
    assert_eq!(commands.len(), 3);
    for arguments in commands {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdshort"));
        let command = command.arg("explain-policy").args(arguments.split_whitespace());
        let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        let shown = format!("$ holdshort explain-policy {arguments}\n{}", String::from_utf8(output.stdout).unwrap());
        assert!(readme.contains(&shown), "{shown}");
    }
}
