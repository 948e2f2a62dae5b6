use super::*;
use crate::config::{Configuration, Flags, resolve};
use crate::finding::Severity;
use crate::rules;
use std::path::Path;

/// The page, and what counts with it.
fn page(peer: Peer, name: &str, text: &str) -> (String, Configuration, Draft) {
    let mut draft = Draft::default();
    translate(peer, &Text::new(name, text.to_owned()), &mut draft).unwrap();
    let page = draft.write(peer);
    let written = Text::new("holdshort.yaml", page.clone());
    let configuration = resolve(Some((&written, Path::new(""))), &Flags::default(), &|_| Err("no disk".to_owned()));
    (page.clone(), configuration.unwrap_or_else(|it| panic!("{it}\n{page}")), draft)
}

fn mistake(peer: Peer, name: &str, text: &str) -> (String, Option<String>) {
    let it = translate(peer, &Text::new(name, text.to_owned()), &mut Draft::default()).unwrap_err();
    (it.to_string(), it.marked().map(str::to_owned))
}

fn is_on(configuration: &Configuration, rule: &str) -> bool {
    configuration.decisions.get(rule).is_some_and(|it| it.on.value)
}

fn globs(all: &[crate::ruleset::Sourced<String>]) -> Vec<&str> {
    all.iter().map(|it| it.value.as_str()).collect()
}

#[test]
fn kube_linter_excludes_and_includes() {
    let text = "checks:\n  exclude: [host-pid, no-such-check, unset-memory-requirements]\n  include: [no-read-only-root-fs, host-pid]\n  ignorePaths: ['./a/**', vendor, '/**/x/**', ~/b, ../c, /d]\n";
    let (page, it, draft) = page(Peer::KubeLinter, ".kube-linter.yaml", text);
    assert!(!is_on(&it, "host-pid"), "what is excluded stays out");
    assert!(is_on(&it, "privileged-container"));
    assert!(
        rules::all()
            .iter()
            .filter(|it| it.refs.contains(&"kube-linter:no-read-only-root-fs"))
            .all(|rule| is_on(&it, rule.name))
    );
    assert_eq!(globs(&it.exclude), ["a/**", "/vendor", "**/x/**"]);
    assert_eq!(draft.counts(), (7, 4), "{page}");
    assert!(page.contains("# - .kube-linter.yaml:2: `no-such-check`: no rule answers to it\n"), "{page}");
    assert!(page.contains("  - \"kube-linter:host-pid\" # host-pid"), "{page}");
}

#[test]
fn kube_linter_runs_all_or_only_what_is_named() {
    let (_, it, _) = page(Peer::KubeLinter, "a", "checks: {doNotAutoAddDefaults: true, include: [host-pid]}\n");
    assert!(is_on(&it, "host-pid") && !is_on(&it, "host-ipc") && !is_on(&it, "yaml-syntax-error"));
    let (_, it, _) =
        page(Peer::KubeLinter, "a", "checks: {addAllBuiltIn: true, doNotAutoAddDefaults: true, exclude: [host-ipc]}\n");
    let all = rules::all().iter().filter(|it| Peer::KubeLinter.checks(it).next().is_some());
    for rule in all {
        assert_eq!(is_on(&it, rule.name), rule.name != "host-ipc", "{}", rule.name);
    }
    let (page, it, draft) = page(
        Peer::KubeLinter,
        "a",
        "checks: {doNotAutoAddDefaults: true, include: [my-own]}\ncustomChecks:\n- name: my-own\n  template: x\n",
    );
    assert!(it.decisions.on().next().is_none() && draft.counts() == (1, 2), "{page}");
}

#[test]
fn checkov_names_checks_paths_and_softness() {
    let text = "skip-check: [CKV_K8S_16, CKV_AWS_1, LOW]\nskip-path: [tests, 'a/b', '.*\\.bak$']\ndirectory: [manifests]\nsoft-fail: true\nframework: kubernetes\nsomething: else\n";
    let (page, it, draft) = page(Peer::Checkov, ".checkov.yaml", text);
    assert!(!is_on(&it, "privileged-container") && is_on(&it, "host-pid"));
    assert_eq!((globs(&it.include), globs(&it.exclude)), (vec!["/manifests"], vec!["tests", "**/a/b"]));
    assert_eq!(it.fail_on.value, None);
    assert_eq!(draft.counts(), (5, 5), "{page}");
    let (_, it, _) = super::tests::page(Peer::Checkov, "a", "check: CKV_K8S_16,CKV_K8S_17\n");
    assert!(is_on(&it, "privileged-container") && !is_on(&it, "privilege-escalation-allowed"));
    let (_, it, _) = super::tests::page(Peer::Checkov, "a", "skip-check: ['CKV_K8S_*']\n");
    assert!(!is_on(&it, "privileged-container"));
}

#[test]
fn trivy_shows_fails_and_passes_over() {
    let text = "severity: [HIGH, CRITICAL, UNKNOWN]\nexit-code: 1\nscan:\n  skip-dirs: [vendor, 'a/**']\n  scanners: [misconfig]\ncache: {dir: x}\n";
    let (page, it, draft) = page(Peer::Trivy, "trivy.yaml", text);
    assert_eq!((it.min_severity.value, it.fail_on.value), (Severity::High, Some(Severity::Low)));
    assert_eq!(globs(&it.exclude), ["/vendor", "a/**"]);
    assert_eq!(draft.counts(), (4, 2), "{page}");
    let (page, it, draft) = super::tests::page(Peer::Trivy, "trivy.yaml", "severity: LOW,CRITICAL\nexit-code: 0\n");
    assert_eq!((it.min_severity.value, it.fail_on.value, draft.counts()), (Severity::Low, None, (1, 1)), "{page}");
}

#[test]
fn trivy_ignores_everywhere_or_somewhere() {
    let text = "# why\nAVD-KSV-0017 exp:2030-01-31\n\nKSV009 # host network\nCVE-2024-1\nKSV-0010 what\n";
    let (page, it, draft) = page(Peer::Trivy, ".trivyignore", text);
    assert!(!is_on(&it, "privileged-container") && !is_on(&it, "host-network") && is_on(&it, "host-pid"), "{page}");
    assert_eq!(draft.counts(), (2, 2), "{page}");
    assert!(page.contains("until 2030-01-31 in Trivy; nothing ends it here"), "{page}");
    assert!(page.contains("# - .trivyignore:5: `CVE-2024-1`"), "{page}");
    let text = "misconfigurations:\n- id: AVD-KSV-0017\n  paths: [agents/, a.yaml]\n  statement: node agents\n- id: KSV-0010\n  expired_at: 2030-01-31\n- id: AVD-DS-0001\nvulnerabilities:\n- id: CVE-2024-1\n";
    let (page, it, draft) = super::tests::page(Peer::Trivy, ".trivyignore.yaml", text);
    assert!(is_on(&it, "privileged-container") && !is_on(&it, "host-pid"), "{page}");
    assert_eq!(it.overrides[0].paths.value, ["/agents", "/a.yaml"]);
    assert!(!it.overrides[0].decisions.get("privileged-container").unwrap().on.value);
    assert_eq!(draft.counts(), (2, 2), "{page}");
    assert!(page.contains("# AVD-KSV-0017; node agents\n"), "{page}");
}

#[test]
fn polaris_decides_severities_and_exempts() {
    let text = "exemptions:\n- rules: [hostIPCSet]\n- controllerNames: [a, b]\n  rules: [hostPIDSet]\n- namespace: kube-system\nchecks:\n  hostIPCSet: danger\n  hostPIDSet: warning\n  runAsPrivileged: danger\n  hostNetworkSet: ignore\n  noSuchCheck: danger\ncustomChecks:\n  mine: {}\n";
    let (page, it, draft) = page(Peer::Polaris, "polaris.yaml", text);
    assert!(!is_on(&it, "host-ipc") && !is_on(&it, "host-network") && is_on(&it, "privileged-container"), "{page}");
    let severity = |name: &str| it.severity(rules::find(name).unwrap());
    assert_eq!((severity("host-pid"), severity("privileged-container")), (Severity::Medium, Severity::Critical));
    assert_eq!(draft.counts(), (5, 4), "{page}");
    assert!(page.contains("`a, b`: exempt from hostPIDSet"), "{page}");
    assert!(it.peer_suppressions.value);
    let strict = "disallowExemptions: true\nexemptions:\n- rules: [hostIPCSet]\n";
    let (page, it, _) = super::tests::page(Peer::Polaris, "polaris.yaml", strict);
    assert!(is_on(&it, "host-ipc") && !it.peer_suppressions.value, "{page}");
}

#[test]
fn a_broken_file_is_shown_at_its_place() {
    for (peer, name, text, message, marked) in [
        (Peer::KubeLinter, "a", "checks: [a]\n", "`checks`: expected a mapping", "checks"),
        (Peer::KubeLinter, "a", "checks: {exclude: {a: b}}\n", "`exclude`: expected a list of strings", "exclude"),
        (Peer::KubeLinter, "a", "checks: {exclude: [[a]]}\n", "a: expected a string", "[a]"),
        (Peer::KubeLinter, "a", "checks: {addAllBuiltIn: maybe}\n", "`addAllBuiltIn`: expected true or false", "maybe"),
        (Peer::KubeLinter, "a", "- a\n", "a: expected a mapping", "a"),
        (Peer::Checkov, "a", "soft-fail: 3\n", "`soft-fail`: expected true or false", "3"),
        (Peer::Checkov, "a", "check: [a]\ncheck: [b]\n", "key `check` is written twice", "check"),
        (Peer::Trivy, "trivy.yaml", "exit-code: [1]\n", "`exit-code`: expected a number", "exit-code"),
        (Peer::Trivy, ".trivyignore.yaml", "misconfigurations:\n- paths: [a]\n", "an entry without `id`", "paths"),
        (
            Peer::Trivy,
            ".trivyignore.yaml",
            "misconfigurations: {id: a}\n",
            "`misconfigurations`: expected a list",
            "misconfigurations",
        ),
        (
            Peer::Polaris,
            "a",
            "checks: {hostPIDSet: error}\n",
            "`hostPIDSet`: `error` is no severity of Polaris",
            "error",
        ),
    ] {
        assert_eq!(mistake(peer, name, text), (message.to_owned(), Some(marked.to_owned())), "{text}");
    }
    let (message, marked) = mistake(Peer::Polaris, "a", "checks: [\n");
    assert!(message.starts_with("a: ") && marked.is_some(), "{message}");
    assert!(mistake(Peer::KubeScore, "a", "").0.contains("only flags"));
}

#[test]
fn an_empty_file_and_a_hostile_one_do_no_harm() {
    let (text, it, draft) = page(Peer::KubeLinter, "a", "");
    assert_eq!(draft.counts(), (0, 0), "{text}");
    assert!(is_on(&it, "privileged-container"));
    let hostile = "checks:\n  exclude: [\"x\\nrules: {}\", \"\\e[31m\"]\n  ignorePaths: [\"a\\nb\", \"\\u202e\", 'a[']\n? \"k\\n#\"\n: 1\n";
    let (text, it, draft) = page(Peer::KubeLinter, "a\nb", hostile);
    assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("\nrules:") && !text.contains("\nb"), "{text}");
    assert!(it.exclude.iter().all(|it| !it.value.contains('\u{202e}')));
    assert_eq!(draft.counts().1, 6 - it.exclude.len(), "{text}");
}
