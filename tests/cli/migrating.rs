//! Coming from another linter: its suppressions and its settings.

use super::project::{PRIVILEGED, Project, holds};

const ONLY: &str = "--select privileged-container";

fn annotated(note: &str) -> String {
    PRIVILEGED.replace("{name: web}", &format!("{{name: web, annotations: {{{note}}}}}"))
}

#[test]
fn suppressions_for_others_count_until_they_are_turned_off() {
    for text in [
        annotated("ignore-check.kube-linter.io/privileged-container: node agent"),
        annotated("checkov.io/skip1: CKV_K8S_16=node agent"),
        PRIVILEGED.replace("  - name", "  # trivy:ignore:KSV-0017 node agent\n  - name"),
        format!("# checkov:skip=CKV_K8S_16:node agent\n{PRIVILEGED}"),
    ] {
        let it = Project::new(&[("pod.yaml", &text)]);
        it.check(ONLY, 0);
        it.check(&format!("{ONLY} --no-peer-suppressions"), 1);
        let (_, out, _) = it.run(&format!("check {ONLY} --show-suppressed"));
        holds(&out, &["privileged-container", "node agent"]);
        let (_, out, _) = it.run(&format!("check {ONLY} --format sarif"));
        holds(&out, &["\"suppressions\"", "\"justification\": \"node agent\"", "\"kind\": \"inSource\""]);
        let (code, out, _) = it.run("check --ruleset pedantic --format concise");
        assert!(!out.contains("suppression["), "{code} {out}");
        it.write("holdshort.yaml", "peer-suppressions: false\n");
        it.check(ONLY, 1);
        it.write("holdshort.yaml", "peer-suppressions: sometimes\n");
        it.check(ONLY, 2);
    }
}

#[test]
fn no_reason_is_said_to_be_none() {
    let it = Project::new(&[("pod.yaml", &annotated("polaris.fairwinds.com/exempt: 'true'"))]);
    it.check(ONLY, 0);
    holds(&it.run(&format!("check {ONLY} --show-suppressed")).1, &["no reason given"]);
    holds(&it.run(&format!("check {ONLY} --format sarif")).1, &["\"justification\": \"no reason given\""]);
}

#[test]
fn settings_of_another_linter_are_translated() {
    let it = Project::new(&[
        ("pod.yaml", PRIVILEGED),
        (
            ".kube-linter.yaml",
            "checks:\n  exclude: [privileged-container, no-such-check]\ncustomChecks:\n- name: my-own\n",
        ),
        ("ci/.checkov.yml", "skip-check: CKV_K8S_16\nsoft-fail: true\n"),
        ("polaris.yaml", "checks: {runAsPrivileged: warning}\n"),
    ]);
    it.check(ONLY, 1);
    let (code, out, err) = it.run("init --from kube-linter");
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    holds(&err, &["wrote holdshort.yaml: 1 setting of kube-linter translated, 2 not, which its last lines list"]);
    holds(
        &it.read("holdshort.yaml"),
        &["ignore:\n  - \"kube-linter:privileged-container\"", "# - .kube-linter.yaml:2: `no-such-check`: no rule"],
    );
    it.check("pod.yaml --select workload", 0);
    let (code, _, err) = it.run("init --from checkov=ci/.checkov.yml");
    assert_eq!(code, 2);
    holds(&err, &["is there already", "--force"]);
    assert_eq!(it.run("init --force --from checkov=ci/.checkov.yml").0, 0);
    holds(&it.read("holdshort.yaml"), &["from ci/.checkov.yml", "fail-on: never\n"]);
    it.check("--select critical", 0);
    assert_eq!(it.run("init --force --from polaris").0, 0);
    it.check(ONLY, 0);
    it.check(&format!("{ONLY} --fail-on medium"), 1);
}

#[test]
fn trivy_has_several_files() {
    let it = Project::new(&[
        ("sub/pod.yaml", PRIVILEGED),
        ("sub/.trivyignore", "AVD-KSV-0017\n"),
        ("sub/trivy.yaml", "exit-code: 1\n"),
    ]);
    assert_eq!(it.run("init sub --from trivy").0, 0);
    holds(&it.read("sub/holdshort.yaml"), &["from sub/trivy.yaml, sub/.trivyignore.\n", "fail-on: low\n"]);
    it.check("sub --select critical", 0);
    it.write("sub/trivy.yaml", "ignorefile: other.yaml\n");
    let (code, _, err) = it.run("init sub --force --from trivy");
    assert_eq!(code, 2);
    holds(&err, &["cannot read `sub/other.yaml`: no such file"]);
    it.write("sub/ignore.yaml", "misconfigurations:\n- id: KSV017\n  paths: [other]\n");
    it.write("sub/trivy.yaml", "ignorefile: ignore.yaml\n");
    assert_eq!(it.run("init sub --force --from trivy").0, 0);
    holds(
        &it.read("sub/holdshort.yaml"),
        &["- paths: [\"/other\"] # KSV017\n    rules:\n      privileged-container: off\n"],
    );
    it.check("sub --select privileged-container", 1);
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_written() {
    let it = Project::new(&[(".kube-linter.yaml", "checks:\n  exclude: {a: b}\n")]);
    let (code, out, err) = it.run("init --from kube-linter");
    assert_eq!((code, out.as_str()), (2, ""));
    holds(&err, &[".kube-linter.yaml:2:3", "`exclude`: expected a list of strings"]);
    let (code, _, err) = it.run("init --from checkov");
    assert_eq!(code, 2);
    holds(&err, &["no configuration of Checkov is in `.`", "looked for `.checkov.yaml` and `.checkov.yml`"]);
    let (code, _, err) = it.run("init --from trivy=missing.yaml");
    assert_eq!(code, 2);
    holds(&err, &["cannot read `missing.yaml`: no such file"]);
    let (code, _, err) = it.run("init --from kube-score");
    assert_eq!(code, 2);
    holds(&err, &["kube-score has no configuration file, only flags", "--ignore-test ID"]);
    let (code, _, err) = it.run("init --from kubelinter");
    assert_eq!(code, 2);
    holds(&err, &["did you mean `kube-linter`?"]);
    assert!(!it.path().join("holdshort.yaml").exists());
}
