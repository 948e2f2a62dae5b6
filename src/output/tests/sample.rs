//! An artificial report with everything that makes writing hard: places in several files, hostile names, credentials, a
//! flow, long lines, wide characters, files that could not be read. Most rules are made up, so that rules may change freely.

use crate::engine::{Report, Skip, Summary, Unread};
use crate::finding::{Confidence, Edit, Finding, Fix, Label, Safety, Severity, Status, Subject};
use crate::manifest::Class;
use crate::source::{Role, Source, SourceId, Sources, Span};

/// Must be in no output.
pub(super) const PLANTED: [&str; 3] = ["hunter2-planted", "c2VjcmV0LXBsYW50ZWQ=", "PLANTED-IN-A-BLOCK"];

const WEB: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: prod
spec:
  template:
    spec:
      hostNetwork: true
      containers:
      - name: app
        image: registry.example.com/größe/漢字:1.0  # wide
        securityContext:
          privileged: true
          capabilities:
            add:
            - SYS_ADMIN
            - NET_ADMIN
            - SYS_PTRACE
            - SYS_MODULE
";
const SECRET: &str = "apiVersion: v1
kind: Secret
metadata: {name: db}
stringData:
  password: hunter2-planted
  pem: |
    PLANTED-IN-A-BLOCK
    PLANTED-IN-A-BLOCK
data: {a: b, token: c2VjcmV0LXBsYW50ZWQ=}
";
const RENDERED: &str = "# Source: shop/templates/job.yaml
kind: Job
metadata: {name: one}
spec: {privileged: true}
---
kind: Job
metadata: {name: two}
spec: {privileged: true}
---
kind: Job
metadata: {name: three}
spec: {privileged: true}
";
const RBAC: &str = "kind: ServiceAccount\r\nmetadata: {name: ci}\r\n---\r\nkind: ClusterRoleBinding\r\nroleRef: {name: cluster-admin}\r\n";
const HOSTILE_NAME: &str = "::error file=x,line=1::pwned\u{1b}[31m%0A\n::add-mask::\u{202e}.yaml";
const HOSTILE: &str =
    "::error::first line\nname: \u{1b}]0;title\u{7}\u{9b}31m ##[error]pwned \u{202e}txt\u{200b}\r\n\tx:\ty\n";

pub(super) struct Sample {
    pub(super) report: Report,
    pub(super) sources: Sources,
}

struct Builder {
    sources: Sources,
    findings: Vec<Finding>,
}

impl Builder {
    fn source(&mut self, name: &str, text: &str) -> SourceId {
        self.sources.add(Source::new(name, text, Role::Report))
    }

    /// The `nth` place of `needle`.
    fn span(&self, source: SourceId, needle: &str, nth: usize) -> Span {
        let text = self.sources.get(source).text();
        let (at, _) = text.match_indices(needle).nth(nth).expect("a needle in the text");
        Span::new(source, at as u32, (at + needle.len()) as u32)
    }

    fn finding(
        &mut self,
        rule: &'static str,
        severity: Severity,
        span: Span,
        message: &str,
        subject: &Subject,
    ) -> &mut Finding {
        self.findings.push(Finding {
            rule,
            severity,
            confidence: Confidence::High,
            message: message.to_owned(),
            labels: vec![Label { span, text: String::new() }],
            flow: false,
            turn: 0,
            subject: subject.clone(),
            path: "spec.template".to_owned(),
            help: Some(format!("do something about `{rule}`")),
            fix: None,
            status: Status::Active,
            sensitive: false,
            held: None,
            covers: &[],
        });
        self.findings.last_mut().expect("just pushed")
    }
}

fn subject(kind: &str, namespace: Option<&str>, name: &str) -> Subject {
    Subject {
        api_version: "v1".to_owned(),
        kind: kind.to_owned(),
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
        ..Subject::default()
    }
}

pub(super) fn sample() -> Sample {
    let mut it = Builder { sources: Sources::new(), findings: Vec::new() };
    let hostile = it.source(HOSTILE_NAME, HOSTILE);
    let secret = it.source("apps/db secret.yaml", SECRET);
    let web = it.source("apps/web.yaml", WEB);
    let rendered = it.source("out/all.yaml", RENDERED);
    let rbac = it.source("rbac.yaml", RBAC);
    let minified = format!("{{\"items\":[{}{{\"hostPID\":true}}]}}", "{\"kind\":\"ConfigMap\"},".repeat(4000));
    let minified = it.source("tree/min.json", &minified);
    let unread = it.source("zz/denied.yaml", "");
    it.hostile(hostile);
    it.secret(secret, web);
    it.web(web, rbac);
    it.rendered(rendered);
    let span = it.span(minified, "true", 0);
    it.finding(
        "sample-host-pid",
        Severity::High,
        span,
        "the pod shares the process namespace of its node",
        &subject("Pod", None, ""),
    );
    let span = Span::new(unread, 0, 0);
    it.finding("unreadable-file", Severity::High, span, "permission denied", &Subject::default());
    it.findings.sort_by(|a, b| (a.span(), a.rule, &a.message).cmp(&(b.span(), b.rule, &b.message)));
    let summary = Summary {
        files: 14,
        read: 9,
        context: 1,
        manifests: 5,
        documents: 12,
        resources: 9,
        other_documents: [(Class::HelmTemplate, 2), (Class::Other, 1)].into(),
        other_files: [(Class::HelmTemplate, 2), (Class::Kustomization, 1), (Class::Other, 1)].into(),
        skipped: [(Skip::NotYaml, 2), (Skip::Excluded, 1)].into(),
        failed: 1,
        bytes: 90_210,
    };
    let unread = vec![Unread { source: unread, message: "permission denied".to_owned(), fatal: true, is_text: true }];
    let report = Report {
        findings: it.findings,
        unread,
        summary,
        silent: vec![],
        fail_on: Some(Severity::High),
        baseline: Some("main (1f2e3d4)".to_owned()),
    };
    Sample { report, sources: it.sources }
}

impl Builder {
    fn hostile(&mut self, source: SourceId) {
        let span = self.span(source, "::error::first line", 0);
        let name = "x\n::error::pwned\u{1b}[2J | `<script>` ](http://evil) ##[error]y";
        let who = subject("::warning::Kind\u{202e}", Some("%0A"), name);
        let it = self.finding("sample-custom-rule", Severity::Low, span, &format!("the name is `{name}`"), &who);
        it.caption("\n::error::label\u{1b}[0m").help("50% of\r\n::error::help");
        let span = self.span(source, "txt", 0);
        self.finding("sample-custom-rule", Severity::Low, span, "controls in the line", &who);
        let span = self.span(source, "y", 0);
        self.finding("sample-custom-rule", Severity::Low, span, "tabs in the line", &who);
    }

    fn secret(&mut self, source: SourceId, web: SourceId) {
        let who = subject("Secret", None, "db");
        let (key, used) = (self.span(source, "password", 0), self.span(web, "app", 1));
        let value = self.span(source, PLANTED[0], 0);
        let it = self.finding(
            "sample-plain-secret",
            Severity::Critical,
            value,
            "`password` is a password in plain text",
            &who,
        );
        it.sensitive().label(key, "this key").label(used, "used here");
        it.fix(Safety::Unsafe, "take it out", [Edit { span: value, text: String::new() }]);
        // A finding that is not about the value must not show it either.
        self.finding("sample-some-key", Severity::Low, key, "keys are not sorted", &who);
        let token = self.span(source, PLANTED[1], 0);
        self.finding("sample-plain-secret", Severity::High, token, "`token` is a token", &who).sensitive();
        let start = self.span(source, "|\n", 0).to(self.span(source, "BLOCK\n", 1));
        self.finding("sample-plain-secret", Severity::Critical, start, "`pem` is a private key", &who).sensitive();
    }

    fn web(&mut self, web: SourceId, rbac: SourceId) {
        let who = Subject { container: Some("app".to_owned()), ..subject("Deployment", Some("prod"), "web") };
        let (span, name) = (self.span(web, "privileged: true", 0), self.span(web, "app", 1));
        let it = self.finding(
            "sample-privileged-container",
            Severity::Critical,
            span,
            "container `app` is privileged",
            &who,
        );
        it.label(name, "this container");
        it.fix = Some(Fix {
            title: "run unprivileged".to_owned(),
            safety: Safety::Unsafe,
            edits: vec![Edit { span, text: "privileged: false".to_owned() }],
        });
        let span = self.span(web, "- SYS_ADMIN", 0).to(self.span(web, "- SYS_MODULE\n", 0));
        self.finding("sample-added-capabilities", Severity::Medium, span, "container `app` adds capabilities", &who)
            .caption("all of these");
        let span = self.span(web, "漢字", 0);
        let it =
            self.finding("sample-mutable-tag", Severity::Medium, span, "image of container `app` can change", &who);
        it.caption("this repository").fix(Safety::Manual, "pin it to a digest", []);
        let (span, comment) = (self.span(web, "hostNetwork: true", 0), self.span(web, "# wide", 0));
        let it =
            self.finding("sample-host-network", Severity::High, span, "the pod uses the network of its node", &who);
        it.status = Status::Suppressed { reason: "a node agent\n::error::x".to_owned(), at: comment };
        let it =
            self.finding("sample-host-network", Severity::High, span, "the pod uses the network of its node", &who);
        it.status = Status::Baselined;
        let it = self.finding("sample-trivia", Severity::Low, span, "below the threshold", &who);
        it.status = Status::BelowThreshold;
        let (account, binding) = (self.span(rbac, "ci", 0), self.span(rbac, "cluster-admin", 0));
        let pod = self.span(web, "name: app", 0);
        let it = self.finding(
            "sample-attack-path",
            Severity::Critical,
            pod,
            "`web` leads to every object of the cluster",
            &who,
        );
        it.flow()
            .caption("this container runs")
            .label(account, "as this account")
            .label(binding, "which may do everything");
    }

    fn rendered(&mut self, source: SourceId) {
        for (nth, name) in ["one", "two", "three"].into_iter().enumerate() {
            let span = self.span(source, "privileged: true", nth);
            let template = Some("shop/templates/job.yaml".to_owned());
            let who = Subject { template, ..subject("Job", None, name) };
            let it = self.finding(
                "sample-privileged-container",
                Severity::Critical,
                span,
                "container `job` is privileged",
                &who,
            );
            it.fix(Safety::Safe, "run unprivileged", [Edit { span, text: String::new() }]);
        }
    }
}
