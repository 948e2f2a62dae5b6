//! No piece of a secret in any output: planted values are looked for in every format, in the debug output and in the fixed texts.

#![expect(clippy::disallowed_methods, reason = "a test writes files and runs the command")]

use holdshort::config::Policy;
use holdshort::engine::{self, Input};
use holdshort::finding::Safety;
use holdshort::output::{self, Format, Style};
use holdshort::source::{Role, Source, Sources};

/// Parts of secrets; each is put together so that no scanner stumbles over this file.
const BODY: &str = "h8Jx3Qw9Nz5Bt2Vf7Ks4Mr6Lp1Yd0GcWXe";
const PASSWORD: &str = "uK7^mZ4wQ!eB9r";

/// Files with planted values in every place that is looked at.
fn files() -> Vec<(&'static str, String)> {
    let token = format!("npm{}{BODY}De", '_');
    let encoded = "dUs3Xm1aNHdRIWVCOXI=";
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    corp.test/x.json: '[{{\"password\":\"{PASSWORD}\"}}]'\nspec:\n  containers:\n  - name: a\n    \
         args: ['--db-password={PASSWORD}', --api-token, {BODY}]\n    command: [sh, -c, 'curl -u ann:{BODY} https://x.test']\n    env:\n    - {{name: DB_PASSWORD, value: '{PASSWORD}'}}\n    - name: \
         TOKEN\n      value: {token}\n    - name: URL\n      value: postgres://app:{BODY}@db/app\n    livenessProbe:\n      httpGet: {{port: 1, httpHeaders: [{{name: \
         Authorization, value: 'Bearer {BODY}'}}]}}\n"
    );
    let map = format!(
        "# {token}\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n  DB_PASSWORD: '{PASSWORD}'\n  a.yaml: |\n    smtp_: 1\n    password: {PASSWORD} # \
         {BODY}\n    url: redis://:{BODY}@redis\n  b.json: '{{\"password\":\"{PASSWORD}\",\"token\":\"{BODY}\"}}'\n"
    );
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      \
         {{\"data\":{{\"password\":\"{encoded}\"}}}}\ndata:\n  password: {encoded}\nstringData: {{token: {BODY}, other: '{PASSWORD}'}}\n"
    );
    let custom = format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: a}}\nspec:\n  source:\n    helm:\n      values: |\n        password: \
         {PASSWORD}\n      parameters: [{{name: db.password, value: '{PASSWORD}'}}]\n---\napiVersion: corp.test/v1\nkind: Database\nmetadata: {{name: d}}\nspec: {{clientSecret: \
         {BODY}}}\n---\napiVersion: v1\nkind: Config\nusers: [{{name: u, user: {{token: {BODY}}}}}]\n"
    );
    let kustomization = format!("secretGenerator:\n- name: g\n  literals:\n  - password={PASSWORD}\n");
    let template = format!(
        "{{{{ if .x }}}}\napiVersion: v1\nkind: Secret\nmetadata: {{name: t}}\nstringData:\n  a: {{{{ .y }}}}\n  password: {PASSWORD}\n{{{{ end }}}}\n"
    );
    vec![
        ("pod.yaml", pod),
        ("map.yaml", map),
        ("secret.yaml", secret),
        ("custom.yaml", custom),
        ("values.yaml", format!("db:\n  password: {PASSWORD}\n  apiKey: {BODY}\n  url: mysql://a:{BODY}@h/x\n")),
        ("kustomization.yaml", kustomization),
        ("c/templates/t.yaml", template),
    ]
}

/// Every piece of six characters of a planted value that stands in a text. Pieces of base64 too.
fn pieces_in(text: &str) -> Vec<String> {
    let values = [BODY, PASSWORD, "dUs3Xm1aNHdRIWVCOXI"];
    let pieces =
        values.iter().flat_map(|it| it.as_bytes().windows(6)).map(|it| String::from_utf8_lossy(it).into_owned());
    pieces.filter(|it| text.contains(it.as_str())).collect()
}

#[test]
fn no_piece_of_a_planted_value_is_in_any_output() {
    let mut sources = Sources::new();
    for (name, text) in files() {
        sources.add(Source::new(name, text, Role::Report));
    }
    let input = Input { sources, ..Input::default() };
    let policy = Policy::default();
    let report = engine::check(&input, &policy);
    let secret = |rule: &str| holdshort::rules::find(rule).is_some_and(|it| it.category() == "secret");
    let found: Vec<_> = report.findings.iter().filter(|it| secret(it.rule)).map(|it| it.rule).collect();
    for (id, source) in input.sources.iter() {
        let any = report.findings.iter().any(|it| secret(it.rule) && it.span().source == id);
        assert!(any, "nothing is found in {}: {found:?}", source.name());
    }
    for format in [Format::Rich, Format::Concise, Format::Json, Format::Sarif, Format::Github, Format::Markdown] {
        for color in [false, true] {
            let mut out = Vec::new();
            let style = Style { color, show_suppressed: true, statistics: true, ..Style::default() };
            output::write(format, &report, &input.sources, style, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert_eq!(pieces_in(&text), [""; 0], "{format:?}:\n{text}");
        }
    }
    assert_eq!(pieces_in(&format!("{:?}", report.findings)), [""; 0], "debug output of findings");
    assert_eq!(pieces_in(&format!("{:?}", input.sources)), [""; 0], "debug output of sources");
    let fixed = engine::fix(&input, &report, &policy, Safety::Unsafe);
    assert!(!fixed.is_empty(), "some of them can be fixed");
    for it in &fixed {
        let source = input.sources.get(it.source);
        let diff = engine::diff(it.source, source, &it.new_text, &report);
        assert_eq!(pieces_in(&diff), [""; 0], "the diff of {}:\n{diff}", source.name());
    }
}

/// The command with planted values in every place that it reads: no output and no error repeats a piece of them.
#[test]
fn no_command_repeats_a_piece_of_a_planted_value() {
    let folder = tempfile::TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for (name, text) in files() {
        write(name, &text);
    }
    write("k/kustomization.yaml", "secretGenerator:\n- name: g\n  envs: [.env.secret]\n");
    write("k/.env.secret", &format!("DB_PASSWORD={PASSWORD}\nTOKEN={BODY}\n"));
    write("notes.ini", &format!("[a]\npassword = {PASSWORD}\nurl = redis://:{BODY}@r\n"));
    write("broken.yaml", &format!("a: [\n  password: {PASSWORD}\n b: {BODY}\n"));
    write(
        "twice.yaml",
        &format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: t}}\ndata:\n  p_password: {PASSWORD}\n  p_password: {PASSWORD}\n"
        ),
    );
    write("sound.yaml", "rules: {privileged-container: low}\nsecrets: {everywhere: true}\n");
    write("bad-hash.yaml", &format!("secrets: {{allow: {{values: ['{PASSWORD}']}}}}\n"));
    let run = |arguments: &[&str], input: &str| {
        use std::io::Write;
        use std::process::{Command, Stdio};
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdshort"));
        command.args(arguments).current_dir(folder.path()).env("RUST_BACKTRACE", "1");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(pieces_in(&text), [""; 0], "{arguments:?}:\n{text}");
        assert!(!text.contains("panicked"), "{arguments:?}:\n{text}");
        text
    };
    for format in ["rich", "concise", "json", "sarif", "github", "markdown"] {
        run(
            &["check", "--isolated", "--ruleset", "pedantic", "--format", format, "--statistics", "--show-suppressed"],
            "",
        );
    }
    let everywhere = run(&["check", "--isolated", "--secrets-everywhere", "--format", "concise"], "");
    assert!(everywhere.contains("notes.ini:2") && everywhere.contains("k/.env.secret:1"), "{everywhere}");
    run(&["check", "--isolated", "--diff"], "");
    run(&["check", "--isolated", "--fix=unsafe", "--diff"], "");
    run(&["graph", "--format", "text"], "");
    run(&["explain-policy", "."], "");
    run(&["check", "--config", "bad-hash.yaml"], "");
    run(&["config", "--config", "sound.yaml"], "");
    run(&["check", "--isolated", "-"], &format!("apiVersion: v1\nkind: ConfigMap\ndata: {{password: '{PASSWORD}'}}\n"));
    let hashed = run(&["secrets", "hash"], &format!("{PASSWORD}\n"));
    assert!(hashed.starts_with("pbkdf2-sha256:"), "{hashed}");
    // A hash of it, in the configuration, silences it.
    let config = format!(
        "secrets: {{allow: {{values: ['{}', '{}']}}}}\n",
        hashed.trim(),
        run(&["secrets", "hash"], BODY).trim()
    );
    write("allowed.yaml", &config);
    let allowed =
        run(&["check", "--config", "allowed.yaml", "--format", "concise", "k/.env.secret", "values.yaml"], "");
    assert!(!allowed.contains("values.yaml:2"), "{allowed}");
    run(&["check", "--isolated", "--fix=unsafe", "--quiet"], "");
}
