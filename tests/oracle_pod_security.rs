//! Agreement with the Pod Security admission plugin: every pod of its fixtures gets its verdict, bare and inside controllers.

#![expect(clippy::disallowed_methods, reason = "a test reads its oracle")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
use holdshort::config::{Flags, Policy, resolve};
use holdshort::engine::{self, Input};
use holdshort::finding::Finding;
use holdshort::source::{Role, Source, Sources};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

struct Row {
    level: String,
    check: String,
    is_refused: bool,
    versions: BTreeSet<String>,
    pod: Value,
}

#[test]
fn every_pod_gets_the_verdict_of_the_plugin() {
    let Some(file) = file() else {
        println!("skipped: no oracle at $HOLDSHORT_SHARED/oracles or ../shared/oracles: pod-security.jsonl");
        return;
    };
    let rows: Vec<Row> = std::fs::read_to_string(file).unwrap().lines().map(row).collect();
    assert!(!rows.is_empty());
    let mut runs: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        for version in &row.versions {
            runs.entry((&row.level, version)).or_default().push(at);
        }
    }
    let (mut verdicts, mut wrong) = (0, Vec::new());
    for ((level, version), chosen) in runs {
        let pods = chosen.iter().map(|&at| &rows[at]);
        let files: Vec<(&Row, &str, String)> =
            pods.flat_map(|row| forms(row).map(|(form, text)| (row, form, text))).collect();
        let by_option = judge(&files, &policy(&format!("pod-security-{level}@{version}"), None));
        let by_cluster = judge(&files, &policy(&format!("pod-security-{level}"), Some(version)));
        for (at, (row, form, text)) in files.iter().enumerate() {
            verdicts += 1;
            let found = &by_cluster[at];
            let messages = |it: &[Finding]| it.iter().map(|it| it.message.clone()).collect::<Vec<_>>();
            assert_eq!(messages(found), messages(&by_option[at]), "both ways to say a version are one");
            let right = if row.is_refused { found.iter().any(|it| answers(it, &row.check)) } else { found.is_empty() };
            if !right {
                wrong.push(format!("{level}@{version} {} {form}: {:?}\n{text}", row.check, messages(found)));
            }
        }
    }
    println!("pod security oracle: {} of {verdicts} verdicts agree", verdicts - wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn row(line: &str) -> Row {
    let row: Value = serde_json::from_str(line).unwrap();
    let text = |key: &str| row[key].as_str().unwrap().to_owned();
    Row {
        level: text("level"),
        check: text("check"),
        is_refused: text("verdict") == "fail",
        versions: row["versions"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect(),
        pod: serde_yaml::from_str(&text("manifest")).unwrap(),
    }
}

/// The pod as it is, and as the template of controllers.
fn forms(row: &Row) -> [(&'static str, String); 3] {
    let template = json!({"metadata": row.pod["metadata"], "spec": row.pod["spec"]});
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {"template": template},
    });
    let job = json!({
        "apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "c"},
        "spec": {"jobTemplate": {"spec": {"template": template}}},
    });
    [("Pod", row.pod.to_string()), ("Deployment", deployment.to_string()), ("CronJob", job.to_string())]
}

fn policy(ruleset: &str, kubernetes: Option<&str>) -> Policy {
    let flags = Flags {
        rulesets: vec![ruleset.to_owned()],
        kubernetes_version: kubernetes.map(|it| it.parse().unwrap()),
        ..Flags::default()
    };
    resolve(None, &flags, &|_| Err("no disk".to_owned())).unwrap().policy("").unwrap()
}

/// Findings by file.
fn judge(files: &[(&Row, &str, String)], policy: &Policy) -> Vec<Vec<Finding>> {
    let mut sources = Sources::new();
    for (at, (_, _, text)) in files.iter().enumerate() {
        sources.add(Source::new(format!("{at}.yaml"), text.as_str(), Role::Report));
    }
    let input = Input { sources, ..Input::default() };
    let mut found = vec![Vec::new(); files.len()];
    for finding in engine::check(&input, policy).findings {
        let name = input.sources.get(finding.span().source).name();
        found[name.trim_end_matches(".yaml").parse::<usize>().unwrap()].push(finding);
    }
    found
}

/// Whether a finding comes from a check, or from the one that takes its place at *restricted*.
fn answers(finding: &Finding, check: &str) -> bool {
    let help = finding.help.as_deref().unwrap_or_default().to_ascii_lowercase();
    let names: &[&str] = match check {
        "hostpathvolumes" => &["hostpathvolumes", "restrictedvolumes"],
        "capabilities_baseline" => &["capabilities_baseline", "capabilities_restricted"],
        "seccompprofile_baseline" => &["seccompprofile_baseline", "seccompprofile_restricted"],
        "procmount" => &["procmount", "procmount_restricted"],
        own => &[own],
    };
    names.iter().any(|it| help.contains(&format!("`{it}`")))
}

fn file() -> Option<PathBuf> {
    let shared = std::env::var_os("HOLDSHORT_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    Some(shared.join("oracles/pod-security.jsonl")).filter(|it| it.is_file())
}
