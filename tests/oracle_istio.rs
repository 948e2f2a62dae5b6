//! Agreement with Istio: the verdicts of its validating webhook, and the messages of `istioctl analyze`, over its own tests.

#![expect(clippy::disallowed_methods, reason = "a test reads its oracle")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
use holdshort::config::{Flags, Policy, resolve};
use holdshort::engine::{self, Input};
use holdshort::finding::Finding;
use holdshort::index::Index;
use holdshort::manifest::Resource;
use holdshort::source::{Role, Source, Sources, Span};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Per mille that must agree; raised as rules are added.
const VERDICTS: usize = 1000;
const PAIRS: usize = 1000;

/// `case: reason`, one a line.
const DIVERGENCES: &str = include_str!("../testdata/istio/divergences.txt");

#[test]
fn objects_get_the_verdict_of_the_webhook() {
    let Some(folder) = folder() else { return skip() };
    let oracle: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("validation.json")).unwrap()).unwrap();
    let policy = policy(None);
    let (mut right, mut all) = (0, 0);
    for case in oracle["cases"].as_array().unwrap() {
        let id = format!("{}:{}", case["test"].as_str().unwrap(), case["name"].as_str().unwrap());
        let found = lint([("case.json".to_owned(), case["object"].to_string())], &policy);
        let says = |rules: &[&str]| found.iter().any(|it| rules.contains(&it.0.rule));
        let valid = !says(&["istio-schema-invalid", "istio-unknown-field"]) && !says(code_rules("IST0106"));
        let warned = ["IST0133", "IST0130", "IST0131", "IST0134", "KIA1108"].iter().any(|it| says(code_rules(it)));
        let expected = &case["expect"];
        let agrees = valid == expected["valid"].as_bool().unwrap()
            && expected["warning"].as_bool().is_none_or(|it| it == warned || !valid);
        all += 1;
        if agrees || is_known(&id) {
            right += 1;
        } else {
            let rules: Vec<_> = found.iter().map(|it| format!("{}: {}", it.0.rule, it.0.message)).collect();
            println!("differs  {id}: expected {expected}, found {rules:#?}");
        }
    }
    println!("istio webhook oracle: {right} of {all} verdicts agree");
    assert!(right * 1000 >= all * VERDICTS, "{right} of {all}");
}

#[test]
fn files_get_the_messages_of_the_analyzers() {
    let Some(folder) = folder() else { return skip() };
    let cases: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(folder.join("analyzers.json")).unwrap()).unwrap();
    let (mut right, mut all, mut partly, mut of_partly) = (0, 0, 0, 0);
    for case in cases.iter().filter(|it| it["static"] != Value::Bool(false)) {
        let name = case["name"].as_str().unwrap();
        let scope: Vec<&str> = case["codesInScope"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let text = |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
        let wanted = case["expected"].as_array().unwrap().iter();
        let wanted = wanted.map(|it| (text(it, "code"), text(it, "resource"))).collect();
        let analyzer = case["analyzer"].as_str().unwrap();
        let (same, of) = compare(name, &scope, &wanted, &analyze(case, &folder), &|rule| is_asked(analyzer, rule));
        if case["static"] == Value::Bool(true) {
            right += same;
            all += of;
        } else {
            partly += same;
            of_partly += of;
        }
    }
    println!(
        "istio analyzer oracle: {right} of {all} pairs agree, of those that need a cluster {partly} of {of_partly}"
    );
    assert!(right * 1000 >= all * PAIRS, "{right} of {all}");
}

/// Cases of our own, one for each message. The first lines of a file say which messages are asked for and which are expected.
#[test]
fn own_cases_get_the_messages_of_the_analyzers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/istio/analyzers");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    let (mut right, mut all) = (0, 0);
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let lines = |key: &'static str| text.lines().filter_map(move |it| it.strip_prefix(key));
        let scope: Vec<&str> = lines("# codes: ").flat_map(str::split_whitespace).collect();
        let pair = |it: &str| it.split_once(' ').map(|(code, of)| (code.to_owned(), of.to_owned())).unwrap();
        let wanted = lines("# expect: ").map(pair).collect();
        let texts = [("case.yaml".to_owned(), text.clone()), ("gateway.yaml".to_owned(), INGRESS.to_owned())];
        let found = lint(texts, &policy(Some("closed-world: true\n")));
        let (same, of) = compare(&name, &scope, &wanted, &found, &|_| true);
        right += same;
        all += of;
    }
    println!("istio analyzers, own cases: {right} of {all} pairs agree");
    assert_eq!(right, all);
}

/// What every mesh has.
const INGRESS: &str = "apiVersion: v1
kind: Service
metadata: {name: istio-ingressgateway, namespace: istio-system, labels: {istio: ingressgateway}}
spec: {selector: {istio: ingressgateway}, ports: [{name: http2, port: 80}, {name: https, port: 443}]}
---
apiVersion: v1
kind: Pod
metadata: {name: istio-ingressgateway, namespace: istio-system, labels: {istio: ingressgateway}}
spec: {containers: [{name: istio-proxy, image: istio/proxyv2:1.30.0, ports: [{containerPort: 80}, {containerPort: 443}]}]}
";

/// How many of the pairs of message and object are found as wanted, of how many; the others are printed.
#[expect(clippy::print_stdout, reason = "what differs, shown with --nocapture")]
fn compare(
    name: &str,
    scope: &[&str],
    wanted: &BTreeSet<(String, String)>,
    found: &[(Finding, String)],
    is_asked: &dyn Fn(&str) -> bool,
) -> (usize, usize) {
    let mut got: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (finding, owner) in found {
        // A rule that stands for several codes says the one that is wanted, or else the first.
        let own: Vec<&str> = scope.iter().copied().filter(|it| code_rules(it).contains(&finding.rule)).collect();
        let is_wanted = |it: &&&str| wanted.contains(&((**it).to_owned(), owner.clone()));
        let all_wanted = own.iter().filter(is_wanted);
        let chosen: Vec<&&str> =
            if own.iter().any(|it| is_wanted(&it)) { all_wanted.collect() } else { own.first().into_iter().collect() };
        for code in chosen.into_iter().filter(|_| is_asked(finding.rule)) {
            let message = format!("{}: {}", finding.rule, finding.message);
            got.entry(((*code).to_owned(), owner.clone())).or_default().push(message);
        }
    }
    let keys: BTreeSet<_> = wanted.iter().chain(got.keys()).collect();
    let mut right = 0;
    for key in &keys {
        let id = format!("{name}:{} {}", key.0, key.1);
        let (a, b) = (wanted.contains(*key), got.contains_key(*key));
        if a == b || is_known(&id) {
            right += 1;
        } else if a {
            println!("missed   {id}");
        } else {
            println!("too much {id}: {:?}", got[*key]);
        }
    }
    (right, keys.len())
}

/// All files of a case as one closed world.
fn analyze(case: &Value, folder: &Path) -> Vec<(Finding, String)> {
    let inputs = case["inputFiles"].as_array().unwrap().iter().filter_map(Value::as_str).map(str::to_owned);
    let mut names: Vec<String> = inputs.collect();
    let config = case["meshConfigFile"].as_str();
    let config = config.map(|it| std::fs::read_to_string(folder.join(it)).unwrap());
    if !config.as_deref().is_some_and(|it| it.contains("ingressControllerMode: OFF")) {
        names.push("_defaults/istio-ingressgateway.yaml".to_owned());
    }
    let mut texts: Vec<(String, String)> =
        names.iter().map(|it| (format!("{it}.yaml"), std::fs::read_to_string(folder.join(it)).unwrap())).collect();
    if let Some(config) = config {
        let indented: String = config.lines().map(|it| format!("    {it}\n")).collect();
        let text = format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: |\n{indented}"
        );
        texts.push(("mesh.yaml".to_owned(), text));
    }
    lint(texts, &policy(Some("closed-world: true\n")))
}

/// Findings of all rules, with the object as the analyzers write it.
fn lint(files: impl IntoIterator<Item = (String, String)>, policy: &Policy) -> Vec<(Finding, String)> {
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(Source::new(name, text, Role::Report));
    }
    let input = Input { sources, ..Input::default() };
    let findings = engine::check(&input, policy).findings.into_iter().filter(Finding::is_active);
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, false);
    // One finding about two objects points at both.
    let owners = |finding: &Finding| -> Vec<String> {
        let holds = |resource: &&Resource<'_>| {
            let whole = resource.root().span();
            let inside = |at: Span| at.source == whole.source && whole.start <= at.start && at.end <= whole.end;
            finding.labels.iter().any(|it| inside(it.span))
        };
        // Of what it points at, the objects that it is about.
        let all = index.resources().iter().filter(|it| it.kind_name() == finding.subject.kind).filter(holds);
        all.map(|it| {
            let place = it.namespace().map(|it| format!("{it}/")).unwrap_or_default();
            format!("{} {place}{}", it.kind_name(), it.name())
        })
        .collect()
    };
    let named = |it: Finding| owners(&it).into_iter().map(|owner| (it.clone(), owner)).collect::<Vec<_>>();
    findings.flat_map(named).collect()
}

fn policy(config: Option<&str>) -> Policy {
    let all = ["pedantic"].map(str::to_owned).to_vec();
    let flags = Flags { rulesets: all, closed_world: config.is_some(), ..Flags::default() };
    resolve(None, &flags, &|_| Err("no disk".to_owned())).unwrap().policy("").unwrap()
}

/// The rules that carry a message code among their references.
fn code_rules(code: &str) -> &'static [&'static str] {
    use std::sync::OnceLock;
    static TABLE: OnceLock<BTreeMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for rule in holdshort::rules::all() {
            for reference in rule.refs {
                if let Some((_, code)) = reference.split_once(':') {
                    table.entry(code).or_default().push(rule.name);
                }
            }
        }
        table
    });
    table.get(code).map(Vec::as_slice).unwrap_or_default()
}

/// IST0101 is the code of many analyzers; whether the one of a case looks for what a rule finds.
fn is_asked(analyzer: &str, rule: &str) -> bool {
    match analyzer {
        "virtualservice.DestinationHostAnalyzer" => !rule.starts_with("vs-subset") && !rule.starts_with("vs-gateway"),
        "virtualservice.DestinationRuleAnalyzer" => rule.starts_with("vs-subset"),
        "virtualservice.GatewayAnalyzer" => rule.starts_with("vs-gateway") || rule == "vs-internal-gateway-ref",
        "gateway.ConflictingGatewayAnalyzer" => rule == "gateway-conflict" || rule == "gateway-selector-no-workload",
        _ => true,
    }
}

fn is_known(id: &str) -> bool {
    DIVERGENCES.lines().any(|it| it.strip_prefix(id).is_some_and(|it| it.starts_with(" => ")))
}

#[expect(clippy::print_stdout, reason = "a test that skips says so")]
fn skip() {
    println!("skipped: no oracle at $HOLDSHORT_SHARED/oracles/istio or ../shared/oracles/istio");
}

fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("HOLDSHORT_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    Some(shared.join("oracles/istio")).filter(|it| it.join("analyzers.json").is_file())
}
