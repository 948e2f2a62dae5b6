//! Agreement with labelled manifests: every line that holds a secret is found, no line that holds none. One set is the oracle's,
//! the other is ours and is modelled on what public charts and repositories write.

#![expect(clippy::disallowed_methods, reason = "a test reads its oracle")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
#![expect(clippy::print_stdout, reason = "figures and what was skipped, shown with --nocapture")]
use holdshort::config::{Flags, Policy, resolve};
use holdshort::engine::{self, Input};
use holdshort::finding::Finding;
use holdshort::source::{Role, Source, Sources, Span};
use std::path::{Path, PathBuf};

/// Stand-ins of our files for credentials that a scanner of this repository would stumble over, put together here.
const TOKENS: &[(&str, &[&str])] = &[
    ("%SLACK%", &["https://hooks.slack", ".com/services/T0Q8ZK2LW", "/B0X9RT5VB1N", "/m3Yc7Jd2Hf5Gs0AqWxLvTnKb"]),
    ("%SLACKBOT%", &["xoxb", "-262229751196-413411633973-", "8S9wPNWkPLR347A7TPdoE2u6"]),
    ("%TELEGRAM%", &["5839201746", ":AA", "H8Zk2Xq9Lw7Rt5Vb1Nm3Yc6Jd4Hf0GsQa1"]),
    ("%AKIA%", &["AKIA", "PYCDYBK377OXTZQ6"]),
    ("%AWSSECRET%", &["ahHoltSZS/RpX7Cviw", "NNcoXNGsRvAhfqHwklr2pR"]),
    ("%TSKEY%", &["tskey", "-auth-kZ8q2XwL9p1CNTRL-", "R5tVb1Nm3Yc6Jd4Hf0GsQa1WzXeL"]),
    ("%STRIPE%", &["sk", "_live_", "BRkirAgsXOhyl9F6sn23DSp8"]),
    (
        "%MAPBOX%",
        &[
            "sk",
            ".eyJ",
            "1IjoiY29ycCIsImEiOiJja3Q4",
            "Zk2Xq9Lw7Rt5Vb1Nm3Yc6Jd4Hf0GsQa1Wz8K",
            ".",
            "Zk2Xq9Lw7Rt5Vb1Nm3Yc6J",
        ],
    ),
    ("%GITHUB%", &["ghp", "_", "QplG8sG8eI4bEg2ldfLfHINYT8DDwp1ZkSL4"]),
    ("%NPM%", &["npm", "_", "jEYyj8rYgoGo3mcwZ2rF5UU1LT1McT30OnOB"]),
    ("%SENDGRID%", &["SG", ".", "dNADPpI_zUDhRCq-Y1KsrN", ".", "wY3T8cp9PFOMGm39YiHx5IGLp9DO2hmYn0riAMo8zQr"]),
    ("%OPENAI%", &["sk", "-or-v1-", "8f7e6d5c4b3a29180716f5e4d3c2b1a0", "9f8e7d6c5b4a39281706f5e4d3c2b1a0"]),
    ("%HF%", &["hf", "_", "qWxLvTnKbZpRmYcJdHfGsAeUoIqTzRwKxL"]),
    ("%ENTRA%", &["Zk2", "8Q~", "Xq9Lw7Rt5Vb1Nm3Yc6Jd4Hf0GsQa1WzB"]),
    ("%PEM%", &["-----BEGIN RSA PRIV", "ATE KEY-----\\n", PEM_BODY, "\\n-----END RSA PRIV", "ATE KEY-----\\n"]),
    (
        "%PEM64%",
        &[
            "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFT3RTbWNRWk1BVC80WWdQZVA3MVh0azFHYis1TW5KdGxVSks2MkgvTzZBWDN5d0tqemhITDE5emtmMDVoCjUvTjI1WFRyQ2taYUx6Z3F0N0ozNElRYW9MZlNmQmhIdHFzQnJidzFTMFRsT2Z5b3JwT1c5TExzOEhXSmtBTkwK",
        ],
    ),
];

const PEM_BODY: &str =
    "MIIE6I3nEs5qqzAN8k6NoBrdfWcRKlfNwCaPgbtS0ghMscYnVdUQsUKFcNex8tVoMIIE6I3nEs5qqzAN8k6NoBrdfWcRKlfN";

/// What came of a set.
#[derive(Debug, Default)]
struct Score {
    found: usize,
    missed: usize,
    wrong: usize,
    clean: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        self.found as f64 / (self.found + self.wrong).max(1) as f64
    }
    fn recall(&self) -> f64 {
        self.found as f64 / (self.found + self.missed).max(1) as f64
    }
}

#[test]
fn labelled_secrets_are_found_and_nothing_else() {
    let Some(folder) = shared() else {
        println!("skipped: no oracle at $HOLDSHORT_SHARED/oracles/secrets or ../shared/oracles/secrets");
        return;
    };
    let score = score(&folder);
    println!("secrets oracle: {score:?}");
    assert_eq!((score.missed, score.wrong), (0, 0));
}

#[test]
fn what_public_charts_write_is_told_apart() {
    let score = score(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/secrets"));
    println!("own labels: {score:?}, precision {:.3}, recall {:.3}", score.precision(), score.recall());
    assert!(score.precision() >= 0.99 && score.recall() >= 0.99, "{score:?}");
}

/// Secrets in the well-made repositories that were read and found true: passwords that ship with a demo, and keys for tests.
const READ: &[(&str, u32)] = &[
    ("istio-samples/samples/addons/grafana.yaml", 201),
    ("istio-samples/samples/bookinfo/platform/kube/bookinfo-mysql.yaml", 25),
    ("istio-samples/samples/bookinfo/platform/kube/bookinfo-ratings-v2-mysql-vm.yaml", 50),
    ("istio-samples/samples/bookinfo/platform/kube/bookinfo-ratings-v2-mysql.yaml", 53),
    ("istio-samples/samples/jwt-server/jwt-server.yaml", 65),
];

#[test]
fn well_made_repositories_raise_next_to_no_false_alarm() {
    let Some(corpora) = shared().map(|it| it.join("../../corpora")).filter(|it| it.is_dir()) else {
        println!("skipped: no real repositories beside this checkout");
        return;
    };
    let mut sources = Sources::new();
    for name in ["microservices-demo", "kube-prometheus", "istio-samples"] {
        enter(&corpora.join(name), name, &mut sources);
    }
    let files = sources.len();
    let input = Input { sources, ..Input::default() };
    let report = engine::check(&input, &policy());
    let secret = |rule: &str| holdshort::rules::find(rule).is_some_and(|it| it.category() == "secret");
    let mut wrong = 0;
    for it in report.findings.iter().filter(|it| it.is_active() && secret(it.rule)) {
        let (name, line) = (input.sources.get(it.span().source).name(), input.sources.position(it.span()).line);
        if !READ.contains(&(name, line)) {
            wrong += 1;
            println!("wrong   {name}:{line} {}", it.rule);
        }
    }
    let per_thousand = wrong as f64 * 1000.0 / files as f64;
    println!("well-made repositories: {wrong} false findings in {files} files, {per_thousand:.1} in 1,000");
    assert!(per_thousand <= 5.0);
}

/// Everything below a folder that has the name of YAML, templates among it.
fn enter(folder: &Path, name: &str, sources: &mut Sources) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            enter(&entry.path(), &name, sources);
        } else if [".yaml", ".yml", ".json", ".tpl"].iter().any(|it| name.ends_with(it)) {
            sources.add(Source::new(name, std::fs::read_to_string(entry.path()).unwrap(), Role::Report));
        }
    }
}

/// Findings on lines without a label count as wrong, too.
fn score(folder: &Path) -> Score {
    let labels: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(folder.join("labels.json")).unwrap()).unwrap();
    let mut files: Vec<&str> = labels.iter().map(|it| it["file"].as_str().unwrap()).collect();
    files.sort_unstable();
    files.dedup();
    let mut sources = Sources::new();
    for file in &files {
        let mut text = std::fs::read_to_string(folder.join(file)).unwrap();
        for (name, parts) in TOKENS {
            text = text.replace(name, &parts.concat());
        }
        sources.add(Source::new(*file, text, Role::Report));
    }
    let input = Input { sources, ..Input::default() };
    let report = engine::check(&input, &policy());
    let lines = |span: Span| (input.sources.position(span).line, input.sources.end_position(span).line);
    let secret = |rule: &str| holdshort::rules::find(rule).is_some_and(|it| it.category() == "secret");
    let found: Vec<&Finding> = report.findings.iter().filter(|it| it.is_active() && secret(it.rule)).collect();
    let touches = |it: &Finding, row: &serde_json::Value| {
        let (from, to) = (row["line"].as_u64().unwrap() as u32, row["line_end"].as_u64().unwrap() as u32);
        let (start, end) = lines(it.span());
        input.sources.get(it.span().source).name() == row["file"] && start <= to && from <= end
    };
    let mut score = Score::default();
    for row in &labels {
        let rules: Vec<_> = found.iter().filter(|it| touches(it, row)).map(|it| it.rule).collect();
        let place = format!("{}:{} {}", row["file"].as_str().unwrap(), row["line"], row["kind"].as_str().unwrap());
        match (row["label"].as_bool(), rules.is_empty()) {
            (Some(true), false) => score.found += 1,
            (Some(true), true) => {
                score.missed += 1;
                println!("missed  {place}");
            }
            (Some(false), true) => score.clean += 1,
            (Some(false), false) => {
                score.wrong += 1;
                println!("wrong   {place} {rules:?}");
            }
            (None, _) => {}
        }
    }
    for it in found.iter().filter(|it| !labels.iter().any(|row| touches(it, row))) {
        score.wrong += 1;
        println!("wrong   {}:{} no label, {}", input.sources.get(it.span().source).name(), lines(it.span()).0, it.rule);
    }
    score
}

/// The default ruleset.
fn policy() -> Policy {
    let nothing = |_: &Path| Err("there are no files".to_owned());
    resolve(None, &Flags::default(), &nothing).unwrap().policy("").unwrap()
}

fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("HOLDSHORT_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    Some(shared.join("oracles/secrets")).filter(|it| it.join("labels.json").is_file())
}
