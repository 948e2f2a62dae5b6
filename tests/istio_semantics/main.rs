//! What is easiest to get wrong about Istio, one vector or more for each point; and what other linters get wrong.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod installation;
mod others;
mod policies;
mod traffic;

use holdshort::config::{Flags, resolve};
use holdshort::engine::{self, Input};
use holdshort::finding::{Finding, Severity};
use holdshort::source::{Role, Source, Sources};

/// An object of Istio.
fn of(kind: &str, name: &str, spec: &str) -> String {
    let (namespace, name) = name.split_once('/').unwrap_or(("shop", name));
    let group = match kind {
        "AuthorizationPolicy" | "PeerAuthentication" | "RequestAuthentication" => "security.istio.io/v1",
        "Telemetry" => "telemetry.istio.io/v1",
        "WasmPlugin" => "extensions.istio.io/v1alpha1",
        "Service" | "Pod" | "Secret" => "v1",
        _ => "networking.istio.io/v1",
    };
    format!(
        "---\napiVersion: {group}\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n"
    )
}

fn namespace(name: &str, labels: &str) -> String {
    format!("---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{labels}}}}}\n")
}

fn pod(name: &str, labels: &str, spec: &str) -> String {
    let (namespace, name) = name.split_once('/').unwrap_or(("shop", name));
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}, labels: {{{labels}}}}}\nspec: {{{spec}}}\n"
    )
}

fn mesh(config: &str) -> String {
    format!(
        "---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: mesh}}\nspec: {{meshConfig: {{{config}}}}}\n"
    )
}

fn release(version: &str) -> String {
    format!(
        "---\napiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {{name: default}}\nspec: {{version: v{version}, namespace: istio-system}}\n"
    )
}

/// The workload `web` and its Service, 80 to 8080.
fn web() -> String {
    pod("web", "app: web", "containers: [{name: c, image: x, ports: [{containerPort: 8080}]}]")
        + &of("Service", "web", "{selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}")
}

fn lint(files: &[(&str, &str)], closed: bool) -> Vec<Finding> {
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(Source::new(*name, *text, Role::Report));
    }
    let flags = Flags { rulesets: vec!["pedantic".to_owned()], closed_world: closed, ..Flags::default() };
    let policy = resolve(None, &flags, &|_| Err("no disk".to_owned())).unwrap().policy("").unwrap();
    let report = engine::check(&Input { sources, ..Input::default() }, &policy);
    report.findings.into_iter().filter(Finding::is_active).collect()
}

#[track_caller]
fn judge(rule: &str, text: &str, closed: bool, count: usize) -> Vec<Finding> {
    assert!(holdshort::rules::find(rule).is_some(), "{rule}");
    let all = lint(&[("a.yaml", text)], closed);
    let found: Vec<Finding> = all.into_iter().filter(|it| it.rule == rule).collect();
    let messages: Vec<&String> = found.iter().map(|it| &it.message).collect();
    assert_eq!(found.len(), count, "{rule}: {messages:#?} in\n{text}");
    found
}

#[track_caller]
fn fails(rule: &str, text: &str) -> Finding {
    judge(rule, text, false, 1).remove(0)
}

#[track_caller]
fn passes(rule: &str, text: &str) {
    judge(rule, text, false, 0);
}
