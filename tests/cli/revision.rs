//! `check --new-only` in scratch repositories.

use crate::project::{HARMLESS, PRIVILEGED, Project, holds};
use std::process::Command;

#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
/// A repository with these files in its first commit, which has the tag `v1`; none where there is no git.
pub(crate) fn repository(files: &[(&str, &str)]) -> Option<Project> {
    if Command::new("git").arg("--version").output().is_err() {
        println!("skipped: there is no git");
        return None;
    }
    let it = Project::new(files);
    git(&it, "init -q -b main");
    commit(&it);
    git(&it, "tag v1");
    Some(it)
}

#[track_caller]
pub(crate) fn git(it: &Project, arguments: &str) {
    let mut command = Command::new("git");
    let user = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "protocol.file.allow=always"];
    command.args(user).args(arguments.split_whitespace()).current_dir(it.path());
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

#[track_caller]
pub(crate) fn commit(it: &Project) {
    git(it, "add -A");
    git(it, "commit -q --allow-empty -m change");
}

/// Rule and line of each finding that `check` prints with these arguments.
#[track_caller]
fn found(it: &Project, arguments: &str, code: i32) -> Vec<String> {
    let (got, out, err) =
        it.run(&format!("check -q --format concise --select privileged-container,host-network {arguments}"));
    assert_eq!(got, code, "{arguments}\n{out}\n{err}");
    let place = |it: &str| it.split(": ").next().unwrap_or_default().rsplit_once(':').unwrap().0.to_owned();
    out.lines().map(place).collect()
}

fn host_network(pod: &str) -> String {
    pod.replace("spec:\n", "spec:\n  hostNetwork: true\n")
}

#[test]
fn only_what_a_change_adds_is_reported_and_decides_the_exit_code() {
    let Some(it) = repository(&[("pod.yaml", PRIVILEGED)]) else { return };
    assert_eq!(found(&it, "", 1).len(), 1);
    assert!(found(&it, "--new-only", 0).is_empty());
    it.write("pod.yaml", &format!("# moved\n\n{}", host_network(PRIVILEGED)));
    assert_eq!(found(&it, "--new-only", 1), ["pod.yaml:7"]);
    let (_, out, _) = it.run("check --new-only=v1 --select privileged-container,host-network");
    holds(&out, &["1 finding in 1 file", "Not counted: 1 there before, at v1 ("]);
    let (_, out, _) = it.run("check --new-only --format json --select privileged-container,host-network");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let states: Vec<_> =
        report["findings"].as_array().unwrap().iter().map(|it| it["status"]["state"].clone()).collect();
    assert_eq!(states, ["active", "baselined"]);
    assert!(report["baseline"].as_str().unwrap().starts_with("HEAD ("));
    // Fixes are for what is new.
    let (_, out, _) = it.run("check --new-only --fix=unsafe --diff --select privileged-container,host-network");
    assert!(out.contains("-  hostNetwork: true") && !out.contains("privileged: false"), "{out}");
    commit(&it);
    assert!(found(&it, "--new-only", 0).is_empty());
    assert_eq!(found(&it, "--new-only=HEAD~1", 1), ["pod.yaml:7"]);
}

#[test]
fn the_place_of_the_call_and_the_configuration_of_today_count() {
    let Some(it) = repository(&[("deploy/a/pod.yaml", PRIVILEGED), ("other/pod.yaml", PRIVILEGED)]) else { return };
    it.write("deploy/a/pod.yaml", &host_network(PRIVILEGED));
    it.write("deploy/b/pod.yaml", &PRIVILEGED.replace("name: web", "name: new"));
    it.write("holdshort.yaml", "exclude: [b]\n");
    let below = |arguments: &[&str]| {
        let fixed = ["check", "-q", "--format", "concise", "--select", "privileged-container,host-network"];
        let output = it.command(&[&fixed[..], arguments].concat()).current_dir(it.path().join("deploy")).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let out = below(&["--new-only"]);
    assert!(out.starts_with("deploy/a/pod.yaml:5:") && out.lines().count() == 1, "{out}");
    assert_eq!(below(&["--new-only", "--isolated"]).lines().count(), 2);
    assert_eq!(below(&["--new-only", "--isolated", "../other"]), "");
}

#[test]
fn named_files_are_compared_with_what_they_were() {
    let base = host_network(PRIVILEGED);
    let Some(it) = repository(&[("a.yaml", &base), ("b.yaml", HARMLESS)]) else { return };
    it.write("b.yaml", &PRIVILEGED.replace("name: web", "name: b"));
    assert_eq!(found(&it, "--new-only b.yaml", 1).len(), 1, "what is in a file that is not named is no excuse");
    // A hook names what there is after a file was moved, not what there was.
    git(&it, "mv a.yaml c.yaml");
    assert!(found(&it, "--new-only c.yaml", 0).is_empty());
    it.write("c.yaml", HARMLESS);
    it.write("new/pod.yaml", &base);
    assert!(found(&it, "--new-only new/pod.yaml", 0).is_empty(), "it was in a file that is gone");
    let (code, _, err) = it.run("check - --new-only");
    assert_eq!(code, 2);
    holds(&err, &["has no revisions", "--stdin-filename"]);
    assert_eq!(it.pipe(&["check", "-", "--new-only", "--stdin-filename", "b.yaml"], HARMLESS).0, 0);
    let other = PRIVILEGED.replace("name: web", "name: b");
    let (code, out, _) = it.pipe(&["check", "-", "--new-only", "--stdin-filename", "b.yaml"], &other);
    assert_eq!(code, 1, "{out}");
}

#[test]
fn what_is_no_revision_is_said() {
    let Some(it) = repository(&[("pod.yaml", PRIVILEGED)]) else { return };
    for (word, parts) in [
        ("mian", &["knows no revision `mian`", "did you mean `main`?"][..]),
        ("0123456789abcdef", &["knows no revision", "fetch-depth: 0"]),
        ("main..v1", &["is no single revision"]),
        ("HEAD:pod.yaml", &["is no commit"]),
    ] {
        let (code, out, err) = it.run(&format!("check --new-only={word}"));
        assert_eq!((code, out.as_str()), (2, ""), "{word}");
        holds(&err, parts);
    }
    assert_eq!(found(&it, "--new-only=main...v1", 0), Vec::<String>::new());
    let outside = Project::new(&[("pod.yaml", PRIVILEGED)]);
    let (code, _, err) = outside.run("check --new-only");
    assert_eq!(code, 2);
    holds(&err, &["is not in a git repository"]);
    git(&outside, "init -q");
    let (code, _, err) = outside.run("check --new-only");
    assert_eq!(code, 2);
    holds(&err, &["no commit yet"]);
    let (code, _, err) = it.run(&format!("check --new-only . {}", outside.path().display()));
    assert_eq!(code, 2);
    holds(&err, &["is not in the git repository"]);
}

#[cfg(unix)]
#[test]
fn links_ignored_files_and_submodules_are_read_as_on_the_walk() {
    use std::os::unix::fs::symlink;
    let Some(module) = repository(&[("sub.yaml", PRIVILEGED)]) else { return };
    let Some(it) = repository(&[("pod.yaml", PRIVILEGED), ("kept/pod.yaml", PRIVILEGED)]) else { return };
    symlink("pod.yaml", it.path().join("link.yaml")).unwrap();
    it.write("noise.bin", "\0apiVersion: v1\n");
    it.write("Makefile", &format!("# {PRIVILEGED}"));
    git(&it, &format!("submodule --quiet add {} module", module.path().display()));
    commit(&it);
    it.write(".gitignore", "kept\n");
    assert!(found(&it, "--new-only", 0).is_empty());
    assert!(
        found(&it, "--new-only --no-ignore", 0).is_empty(),
        "a file that is ignored is in the revision all the same"
    );
    assert!(found(&it, "--new-only link.yaml", 0).is_empty());
    it.write("module/sub.yaml", &host_network(PRIVILEGED));
    assert_eq!(found(&it, "--new-only", 1), ["module/sub.yaml:5"]);
    // From within, the repository is that of the submodule.
    let output = it
        .command(&["check", "-q", "--new-only=v1", "--format", "concise"])
        .current_dir(it.path().join("module"))
        .output();
    holds(&String::from_utf8(output.unwrap().stdout).unwrap(), &["sub.yaml:5:"]);
}

#[test]
fn packed_objects_worktrees_and_newer_hashes_are_read() {
    let Some(it) = repository(&[("pod.yaml", PRIVILEGED)]) else { return };
    for round in 0..20 {
        it.write("pod.yaml", &format!("{}# {round}\n", host_network(PRIVILEGED)));
        commit(&it);
    }
    git(&it, "gc -q");
    git(&it, "worktree add -q -b other beside v1");
    assert!(found(&it, "--new-only=HEAD~10 pod.yaml", 0).is_empty());
    assert_eq!(found(&it, "--new-only=v1 pod.yaml", 1), ["pod.yaml:5"]);
    let output =
        it.command(&["check", "-q", "--new-only=main"]).current_dir(it.path().join("beside")).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let newer = Project::new(&[("pod.yaml", PRIVILEGED)]);
    let told = Command::new("git").args(["init", "-q", "--object-format=sha256"]).current_dir(newer.path()).output();
    if told.is_ok_and(|it| it.status.success()) {
        commit(&newer);
        assert!(found(&newer, "--new-only", 0).is_empty());
    }
}

#[test]
fn files_that_a_kustomization_packs_are_compared_as_well() {
    let kustomization = "secretGenerator: [{name: db, envs: [db.env]}]\n";
    let old = "DB_PASSWORD=Zq7kWm2xT9v\n";
    let Some(it) = repository(&[("kustomization.yaml", kustomization), ("db.env", old), ("pod.yaml", HARMLESS)]) else {
        return;
    };
    let secrets = |arguments: &str| it.run(&format!("check -q --format concise --select secret {arguments}")).1;
    assert!(secrets("").contains("db.env:1:"));
    assert_eq!(secrets("--new-only"), "");
    it.write("db.env", &format!("{old}API_TOKEN=b7Yw2Kp9sLq4Vt1x\n"));
    assert!(secrets("--new-only").starts_with("db.env:2:"), "{}", secrets("--new-only"));
    it.write("notes.txt", "password: Zq7kWm2xT9v\n");
    commit(&it);
    assert_eq!(secrets("--new-only --secrets-everywhere"), "");
}
