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

/// What the graph draws, one line for each edge.
fn edges(folder: &Path) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_holdshort"))
        .current_dir(folder)
        .args(["graph", "--format", "json", "."])
        .output()
        .expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let graph: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let title = |it: &serde_json::Value| {
        let at = usize::try_from(it.as_u64().unwrap()).unwrap();
        graph["nodes"][at]["title"].as_str().unwrap().to_owned()
    };
    let edges = graph["edges"].as_array().unwrap().iter();
    let mut lines: Vec<String> = edges
        .map(|it| format!("{} {} {}", title(&it["from"]), it["kind"].as_str().unwrap(), title(&it["to"])))
        .collect();
    lines.sort();
    lines
}

/// Nothing but one Service is open, and so no path leads from the outside to the end: these are the ways that its scenarios are
/// about, from a shell in one of the pods or with the account that is left lying about.
#[test]
fn the_ways_through_kubernetes_goat_are_known() {
    let Some(corpora) = corpora() else { return };
    let expected = [
        "ClusterRoleBinding superadmin grant cluster-admin",
        "DaemonSet docker-bench-security escape root on a node",
        "Deployment big-monolith/hunger-check-deployment token ServiceAccount big-monolith/big-monolith-sa",
        "Deployment default/internal-proxy-deployment token ServiceAccount default/default",
        "Deployment default/system-monitor-deployment escape root on a node",
        "Deployment health-check-deployment escape root on a node",
        "Outside traffic Service default/internal-proxy-info-app-service",
        "RoleBinding big-monolith/secret-reader-binding grant Secrets of namespace big-monolith",
        "Service default/internal-proxy-info-app-service traffic Deployment default/internal-proxy-deployment",
        "ServiceAccount big-monolith/big-monolith-sa named RoleBinding big-monolith/secret-reader-binding",
        "ServiceAccount kube-system/superadmin named ClusterRoleBinding superadmin",
    ];
    assert_eq!(edges(&corpora.join("kubernetes-goat")), expected);
}

/// Every path that is told of a real repository, read and found true: the agent of SPIRE runs commands through kubelets to look
/// at pods, and the agent of Sysdig is privileged and listens at a port of its node.
#[test]
fn the_paths_of_real_repositories_are_the_ones_that_were_read() {
    let Some(corpora) = corpora() else { return };
    let mut found = Vec::new();
    for name in REPOSITORIES {
        let all = holdshort(&corpora.join(name), &["--ruleset", "pedantic", "--format", "concise", "-q", "."]);
        found.extend(all.lines().filter(|it| it.contains("[path-")).map(|it| {
            let (place, rest) = it.split_once(": ").unwrap();
            let rule = rest.split(['[', ']']).nth(1).unwrap_or_default();
            format!("{name}/{} {rule}", place.split(':').next().unwrap_or_default())
        }));
    }
    assert_eq!(
        found,
        [
            "istio-samples/samples/security/spire/spire-quickstart.yaml path-daemonset-powerful-token",
            "kubernetes-examples/_archived/sysdig-cloud/sysdig-rc.yaml path-internet-to-node",
        ]
    );
}
