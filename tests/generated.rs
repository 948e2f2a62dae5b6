//! Files that the program itself knows best are as it says. `UPDATE=1 cargo test --test generated` rewrites them.

#![expect(clippy::disallowed_methods, reason = "a test compares files")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use holdshort::cli::pages;
use holdshort::rules;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All generated files, by path.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("docs/rules/README.md".to_owned(), pages::rules()),
        ("docs/configuration.md".to_owned(), pages::configuration()),
        ("docs/migrating.md".to_owned(), pages::migrating()),
        ("schemas/holdshort.schema.json".to_owned(), pages::config_schema()),
        ("schemas/inventory.schema.json".to_owned(), pages::inventory_schema()),
        ("schemas/report.schema.json".to_owned(), pages::report_schema()),
        ("schemas/ruleset.schema.json".to_owned(), pages::ruleset_schema()),
        ("testdata/cli/help.txt".to_owned(), pages::help()),
    ]);
    files.extend(rules::all().iter().map(|it| (format!("docs/rules/{}.md", it.name), pages::rule(it))));
    files
}

fn pages_on_disk() -> Vec<String> {
    let Ok(folder) = fs::read_dir(root().join("docs/rules")) else { return Vec::new() };
    folder.map(|it| format!("docs/rules/{}", it.unwrap().file_name().to_string_lossy())).collect()
}

#[test]
fn generated_files_are_fresh() {
    let files = files();
    let update = std::env::var_os("UPDATE").is_some();
    let mut stale = Vec::new();
    for (name, text) in &files {
        let path = root().join(name);
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            stale.push(name.clone());
            if update {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, text).unwrap();
            }
        }
    }
    for name in pages_on_disk().into_iter().filter(|it| !files.contains_key(it)) {
        if update {
            fs::remove_file(root().join(&name)).unwrap();
        }
        stale.push(format!("{name} (no such rule)"));
    }
    assert!(update || stale.is_empty(), "run `UPDATE=1 cargo test --test generated`; stale: {stale:#?}");
}

#[test]
fn schemas_accept_what_the_program_accepts() {
    let schema: serde_json::Value = serde_json::from_str(&pages::config_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let is_valid = |text: &str| validator.is_valid(&serde_yaml::from_str(text).unwrap());
    let template = fs::read_to_string(root().join("src/cli/init.yaml")).unwrap();
    assert!(is_valid(&template));
    assert!(is_valid(
        "rules: {privileged-container: {severity: low}, yaml-syntax-error: off}\nkubernetes-version: 1.34\n"
    ));
    assert!(is_valid(
        "overrides: [{paths: [a], rules: {privileged-container: on}}]\nfail-on: never\nselect: [workload]\n"
    ));
    for wrong in ["rules: {no-such-rule: off}", "fail_on: low", "fail-on: sometimes", "overrides: [{path: [a]}]"] {
        assert!(!is_valid(wrong), "{wrong}");
    }
    let schema: serde_json::Value = serde_json::from_str(&pages::ruleset_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in ["default", "strict", "pedantic"] {
        let text = fs::read_to_string(root().join(format!("rulesets/{name}.yaml"))).unwrap();
        assert!(validator.is_valid(&serde_yaml::from_str(&text).unwrap()), "{name}");
    }
    assert!(!validator.is_valid(&serde_yaml::from_str("name: a\nrule: {}\n").unwrap()));
}

#[test]
fn the_readme_shows_what_the_first_command_prints() {
    let readme = root().join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_holdshort"))
        .args(["check", "testdata/demo"])
        .current_dir(root())
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("$ cargo run --release -- check testdata/demo\n"));
    let (before, rest) = text.split_once("```text\n").unwrap();
    let (shown, after) = rest.split_once("```\n").unwrap();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&readme, format!("{before}```text\n{printed}```\n{after}")).unwrap();
        return;
    }
    assert_eq!(shown, printed, "run `UPDATE=1 cargo test --test generated`");
}
