//! Agreement with labelled manifests: every line that holds a secret is found, no line that holds none.

#![expect(clippy::disallowed_methods, reason = "a test reads its oracle")]
use holdshort::config::Policy;
use holdshort::engine::{self, Input};
use holdshort::source::{Role, Source, Sources, Span};
use std::path::{Path, PathBuf};

/// Rows of true secrets that must be found, of all there are; raised as rules are added.
const FLOOR: usize = 67;

#[test]
fn labelled_secrets_are_found_and_nothing_else() {
    let Some(folder) = folder() else {
        println!("skipped: no oracle at $HOLDSHORT_SHARED/oracles/secrets or ../shared/oracles/secrets");
        return;
    };
    let labels: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(folder.join("labels.json")).unwrap()).unwrap();
    let mut files: Vec<&str> = labels.iter().map(|it| it["file"].as_str().unwrap()).collect();
    files.sort_unstable();
    files.dedup();
    let mut sources = Sources::new();
    for file in &files {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        sources.add(Source::new(*file, text, Role::Report));
    }
    let input = Input { sources, ..Input::default() };
    let mut policy = Policy::default();
    // What the default ruleset leaves out is no claim about secrets.
    policy.rules.retain(|it| !matches!(it.name, "secret-placeholder-committed" | "secret-immutable-missing"));
    let report = engine::check(&input, &policy);
    let lines = |span: Span| (input.sources.position(span).line, input.sources.end_position(span).line);
    let hits = |row: &serde_json::Value| {
        let (from, to) = (row["line"].as_u64().unwrap() as u32, row["line_end"].as_u64().unwrap() as u32);
        let secret = |rule: &str| holdshort::rules::find(rule).is_some_and(|it| it.category() == "secret");
        let overlapping = report.findings.iter().filter(|it| {
            let (start, end) = lines(it.span());
            secret(it.rule) && input.sources.get(it.span().source).name() == row["file"] && start <= to && from <= end
        });
        overlapping.map(|it| it.rule).collect::<Vec<_>>()
    };
    let (mut found, mut total, mut wrong, mut clean) = (0, 0, 0, 0);
    for row in &labels {
        let rules = hits(row);
        match (row["label"].as_bool(), rules.is_empty()) {
            (Some(true), false) => (found, total) = (found + 1, total + 1),
            (Some(true), true) => {
                total += 1;
                println!("missed  {}:{} {}", row["file"], row["line"], row["kind"]);
            }
            (Some(false), true) => clean += 1,
            (Some(false), false) => {
                wrong += 1;
                println!("wrong   {}:{} {} {rules:?}", row["file"], row["line"], row["kind"]);
            }
            (None, _) => {}
        }
    }
    println!("secrets oracle: {found} of {total} found, {wrong} of {} clean lines reported", wrong + clean);
    assert!(found >= FLOOR, "{found} found");
    assert_eq!(wrong, 0, "lines without a secret are reported");
}

fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("HOLDSHORT_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    Some(shared.join("oracles/secrets")).filter(|it| it.join("labels.json").is_file())
}
