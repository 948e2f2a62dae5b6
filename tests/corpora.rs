//! Runs over real repositories, where they are present: every file is accounted for, and the findings are those that were
//! read one by one and found true (`testdata/realworld/`; `UPDATE=1` rewrites them, to be read again).

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
#![expect(clippy::print_stdout, reason = "what was skipped, shown with --nocapture")]
#![expect(clippy::disallowed_methods, reason = "a test reads files and runs the command")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Well-made projects first; the last is vulnerable on purpose.
const REPOSITORIES: [&str; 5] =
    ["microservices-demo", "kube-prometheus", "istio-samples", "kubernetes-examples", "kubernetes-goat"];

/// The folder of real repositories, if this checkout has one beside it.
fn corpora() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("HOLDSHORT_SHARED").map_or(beside, PathBuf::from);
    let folder = shared.join("corpora");
    if !folder.is_dir() {
        println!("skipped: no real repositories beside this checkout");
        return None;
    }
    folder.canonicalize().ok()
}

fn holdshort(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_holdshort"))
        .current_dir(folder)
        .args(["check", "--isolated"])
        .args(arguments)
        .output()
        .expect("the command runs");
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{:?}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().flatten();
    entries.map(|it| if it.path().is_dir() { count(&it.path()) } else { 1 }).sum()
}

#[test]
fn every_file_of_a_real_repository_is_accounted_for() {
    let Some(corpora) = corpora() else { return };
    for name in REPOSITORIES {
        let folder = corpora.join(name);
        let report: serde_json::Value = serde_json::from_str(&holdshort(&folder, &["--format", "json", "."])).unwrap();
        let summary = &report["summary"];
        assert_eq!(summary["files"], count(&folder), "{name}: {summary:#}");
    }
}

#[test]
fn findings_on_real_repositories_are_the_ones_that_were_read() {
    let Some(corpora) = corpora() else { return };
    for name in REPOSITORIES {
        let found = holdshort(&corpora.join(name), &["--format", "concise", "-q", "."]);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("testdata/realworld/{name}.out"));
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &found).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let gone: Vec<&str> = expected.lines().filter(|it| !found.contains(it)).collect();
        let new: Vec<&str> = found.lines().filter(|it| !expected.contains(it)).collect();
        assert!(gone.is_empty() && new.is_empty(), "{name}\ngone: {gone:#?}\nnew: {new:#?}");
    }
}
