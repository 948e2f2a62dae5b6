//! Hostile input: a clear message, bounded memory and time, no panic, nothing lost, nothing injected.

#![expect(clippy::disallowed_methods, reason = "a test makes files and runs the command")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const FORMATS: [&str; 6] = ["rich", "concise", "json", "sarif", "github", "markdown"];

fn holdshort(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_holdshort"))
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the command runs")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// An exit code of the design; a signal or a panic has another.
fn assert_sound(output: &Output, what: &str) {
    let code = output.status.code();
    assert!(matches!(code, Some(0..=3)), "{what}: {:?}\n{}", output.status, text(output));
    assert!(!text(output).contains("panicked at"), "{what}:\n{}", text(output));
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/hostile")
}

#[test]
fn nothing_is_injected_by_any_format() {
    let mut count = 0;
    for entry in fs::read_dir(testdata()).unwrap().flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|it| it != "yaml") {
            continue;
        }
        count += 1;
        for format in FORMATS {
            let arguments = ["check", "--isolated", "--format", format, path.to_str().unwrap()];
            let output = holdshort(&testdata(), &arguments);
            let what = format!("{} as {format}", path.display());
            assert_sound(&output, &what);
            let all = text(&output);
            assert!(!all.is_empty(), "{what}: silence");
            let control = |c: char| c.is_control() && c != '\n' && c != '\t';
            let hidden = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!all.contains(control), "{what}: a control character\n{all:?}");
            assert!(!all.contains(hidden), "{what}: a bidirectional override\n{all:?}");
            for line in all.lines() {
                let command = line.trim_start().starts_with("::") || line.contains("##[");
                let ours = format == "github"
                    && ["::error ", "::warning ", "::notice "].iter().any(|it| line.starts_with(it))
                    && !line.starts_with("::error file=a::");
                assert!(!command || ours, "{what}: a workflow command\n{line}");
            }
            if format == "markdown" {
                assert!(!all.contains("<script") && !all.contains("<img"), "{what}: HTML\n{all}");
            }
        }
    }
    assert!(count >= 10, "the hostile files are there");
}

#[test]
fn broken_and_bombing_documents_are_findings_at_their_place() {
    for (file, rule) in [
        ("billion-laughs.yaml", "yaml-limit-exceeded"),
        ("self-anchor.yaml", "yaml-"),
        ("nul.yaml", "yaml-encoding-error"),
        ("invalid-utf8.yaml", "yaml-encoding-error"),
        ("raw-escape.yaml", "yaml-encoding-error"),
    ] {
        let output = holdshort(&testdata(), &["check", "--isolated", "--format", "concise", file]);
        assert!(text(&output).contains(rule), "{file}:\n{}", text(&output));
    }
}

#[test]
fn large_and_deep_texts_are_read_in_bounded_time() {
    let folder = tempfile::tempdir().unwrap();
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: after}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    securityContext: {privileged: true}\n";
    let files = [
        ("flow.yaml", "[".repeat(100_000)),
        ("flow-closed.yaml", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))),
        ("sequences.yaml", "- ".repeat(100_000)),
        ("maps.yaml", (0..10_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("entries.yaml", "a: b\n? ".repeat(20_000)),
        ("items.yaml", format!("{{{}", "a,".repeat(200_000))),
        ("key.yaml", format!("{}: 1\n", "k".repeat(1 << 20))),
        ("properties.yaml", "&a !b ".repeat(100_000)),
        ("quote.yaml", format!("a: \"{}", "x\n".repeat(200_000))),
        (
            "line.yaml",
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: line}}\ndata:\n  a: {}\n",
                "x".repeat(100 << 20)
            ),
        ),
        ("deep.json", format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000))),
    ];
    for (name, text) in &files {
        // A good document behind a bad one is still judged.
        let tail = if name.ends_with(".json") { String::new() } else { format!("\n---\n{pod}") };
        fs::write(folder.path().join(name), format!("{text}{tail}")).unwrap();
    }
    for (name, _) in &files {
        let mut child = Command::new(env!("CARGO_BIN_EXE_holdshort"))
            .args(["check", "--isolated", "--format", "concise", name])
            .current_dir(folder.path())
            .stdout(fs::File::create(folder.path().join("out")).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // A bound against hanging, not a measurement: quadratic reading of these takes hours.
        let mut status = None;
        for _ in 0..1200 {
            status = child.try_wait().unwrap();
            if status.is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        if status.is_none() {
            child.kill().unwrap();
        }
        let code = status.and_then(|it| it.code());
        assert!(matches!(code, Some(0..=3)), "{name}: {code:?}");
        let out = fs::read_to_string(folder.path().join("out")).unwrap();
        assert!(
            name.ends_with(".json") || out.contains("privileged-container"),
            "{name}: the good document is lost\n{out:.2000}"
        );
        assert!(out.len() < 100_000, "{name}: {} bytes of output", out.len());
    }
}

#[cfg(unix)]
#[test]
fn a_folder_of_loops_pipes_and_dangling_links_is_walked_and_accounted_for() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("a/b")).unwrap();
    symlink(root, root.join("a/b/up")).unwrap();
    symlink("../a", root.join("a/self")).unwrap();
    symlink("nowhere.yaml", root.join("dangling.yaml")).unwrap();
    let made = Command::new("mkfifo").arg(root.join("pipe.yaml")).status().unwrap();
    assert!(made.success());
    fs::write(root.join("a/pod.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n").unwrap();
    let output = holdshort(root, &["check", "--isolated", "--format", "json", "."]);
    assert_sound(&output, "loops");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!(report["summary"]["manifests"], 1, "{report:#}");
    // Named, a pipe is refused rather than waited for.
    let output = holdshort(root, &["check", "--isolated", "pipe.yaml"]);
    assert_sound(&output, "a pipe");
}
