use crate::config::Policy;
use crate::engine::{self, Input};
use crate::finding::Status;
use crate::rules;
use crate::source::{Role, Source, Sources};

/// Findings of all rules that have to do with these lines: name, and the reason where one is silenced.
fn found(text: &str, policy: &Policy) -> Vec<(&'static str, Option<String>)> {
    let mut sources = Sources::new();
    sources.add(Source::new("other.yaml", "a: 1\n", Role::Report));
    sources.add(Source::new("a.yaml", text, Role::Report));
    let report = engine::check(&Input { sources, ..Input::default() }, policy);
    let reason = |status| match status {
        Status::Suppressed { reason, .. } => Some(reason),
        _ => None,
    };
    report.findings.into_iter().map(|it| (it.rule, reason(it.status))).collect()
}

/// What is said of the rule, once for each finding.
fn of(rule: &str, text: &str) -> Vec<Option<String>> {
    let all = found(text, &Policy::default());
    let about = all.iter().filter(|it| it.0.contains("suppression")).count();
    assert_eq!(about, 0, "suppressions for others are nobody's business here\n{text}");
    all.into_iter().filter(|it| it.0 == rule).map(|it| it.1).collect()
}

#[track_caller]
fn silenced(rule: &str, text: &str, reason: &str) {
    assert_eq!(of(rule, text), [Some(reason.to_owned())], "{text}");
}

#[track_caller]
fn counts(rule: &str, text: &str) {
    assert_eq!(of(rule, text), [None], "{text}");
}

/// A Deployment with lines below `metadata.annotations` of the object and of the pod.
fn deployment(object: &str, pod: &str) -> String {
    let notes = |indent: &str, note: &str| match note {
        "" => String::new(),
        note => format!("{indent}annotations:\n{indent}  {note}\n"),
    };
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n{}spec:\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata:\n      labels: {{app: web}}\n{}    spec:\n      hostIPC: true\n      containers:\n        - name: app\n          image: example.com/web:1\n          securityContext:\n            privileged: true\n",
        notes("  ", object),
        notes("      ", pod),
    )
}

const NONE: &str = "no reason given";

#[test]
fn annotations_of_the_object_count() {
    for (note, reason) in [
        ("ignore-check.kube-linter.io/privileged-container: node agent", "node agent"),
        ("kube-linter.io/ignore-all: node agent", "node agent"),
        ("kube-linter.io/ignore-all: ''", NONE),
        ("checkov.io/skip1: CKV_K8S_16=node agent", "node agent"),
        ("checkov.io/skip1: CKV_K8S_16", NONE),
        ("polaris.fairwinds.com/runAsPrivileged-exempt: 'true'", NONE),
        ("polaris.fairwinds.com/exempt: \"true\"", NONE),
        ("kube-score/ignore: pod-probes, container-security-context-privileged", NONE),
        ("kube-score/ignore: '*'", NONE),
    ] {
        silenced("privileged-container", &deployment(note, ""), reason);
    }
    silenced("host-ipc", &deployment("ignore-check.kube-linter.io/host-ipc: agent", ""), "agent");
}

#[test]
fn annotations_of_the_pod_count_where_the_linter_reads_them() {
    for note in ["checkov.io/skip1: CKV_K8S_16", "kube-score/ignore: container-security-context-privileged"] {
        silenced("privileged-container", &deployment("", note), NONE);
    }
    for note in [
        "ignore-check.kube-linter.io/privileged-container: node agent",
        "kube-linter.io/ignore-all: node agent",
        "polaris.fairwinds.com/runAsPrivileged-exempt: 'true'",
        "polaris.fairwinds.com/exempt: 'true'",
    ] {
        counts("privileged-container", &deployment("", note));
    }
}

#[test]
fn what_the_linter_would_not_take_counts_not_here() {
    for note in [
        "ignore-check.kube-linter.io/host-ipc: another check",
        "ignore-check.kube-linter.io/privileged: no check",
        "kube-linter.io/ignore: all",
        "checkov.io/skip1: CKV_K8S_1=another",
        "checkov.io/skip1: ''",
        "polaris.fairwinds.com/runAsPrivileged-exempt: 'yes'",
        "polaris.fairwinds.com/hostIPCSet-exempt: 'true'",
        "kube-score/ignore: container-security-context",
        "kube-score/enable: container-security-context-privileged",
    ] {
        counts("privileged-container", &deployment(note, ""));
    }
}

#[test]
fn all_means_what_the_linter_checks() {
    let mesh = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: a\n  annotations: {polaris.fairwinds.com/exempt: 'true'}\nspec: {mtls: {mode: DISABLE}}\n";
    let all = found(mesh, &Policy::default());
    assert!(!all.is_empty() && all.iter().all(|it| it.1.is_none()), "{all:?}");
}

#[test]
fn another_object_is_not_covered() {
    let note = "kube-linter.io/ignore-all: agent";
    let two = format!("{}---\n{}", deployment(note, ""), deployment("", "").replace("name: web", "name: api"));
    assert_eq!(of("privileged-container", &two), [Some("agent".to_owned()), None]);
}

#[test]
fn a_checkov_comment_covers_its_object() {
    let comment = "# checkov:skip=CKV_K8S_16:node agent\n";
    let plain = deployment("", "");
    let inside = plain.replace("spec:\n  selector", &format!("spec:\n  {comment}  selector"));
    for text in [
        format!("{comment}{plain}"),
        format!("{comment}---\n{plain}"),
        inside,
        plain.replace("true\n", "true # checkov:skip=CKV_K8S_16:node agent\n"),
        format!("{plain}{comment}"),
        plain
            .replace("privileged: true\n", "privileged: true\r\n")
            .replace("kind: Deployment\n", "kind: Deployment # bridgecrew:skip=CKV_K8S_16:node agent\n"),
    ] {
        silenced("privileged-container", &text, "node agent");
    }
    let two = format!("{plain}---\n{comment}{}", plain.replace("name: web", "name: api"));
    assert_eq!(of("privileged-container", &two), [None, Some("node agent".to_owned())]);
    let quoted = plain.replace("example.com/web:1", "'example.com/web:1 # checkov:skip=CKV_K8S_16'");
    counts("privileged-container", &quoted);
}

#[test]
fn a_checkov_comment_about_a_secret_covers_the_lines_around_it() {
    let map = |before: &str, line: &str, after: &str| {
        let url = "postgres://shop:hT7xq2LmPz9@db.example.com/shop";
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{before}  url: {url}{line}\n{after}  last: a\n"
        )
    };
    let (rule, skip) = ("secret-connection-string", "# checkov:skip=CKV_SECRET_4:rotated");
    let near = format!("  {skip}\n");
    for text in [map(&near, "", ""), map("", &format!(" {skip}"), ""), map("", "", &near)] {
        silenced(rule, &text, "rotated");
    }
    counts(rule, &map(&format!("{near}  more: a\n"), "", ""));
    counts(rule, &map("", "", "").replace("kind:", &format!("{skip}\nkind:")));
}

#[test]
fn a_trivy_comment_covers_what_begins_below_it() {
    let plain = deployment("", "");
    for id in ["KSV-0017", "KSV017", "AVD-KSV-0017", "ksv-0017", "*"] {
        silenced("privileged-container", &format!("# trivy:ignore:{id}\n{plain}"), NONE);
    }
    let comment = "# trivy:ignore:KSV-0017 node agent";
    let above = |line: &str| {
        let indent = &line[..line.len() - line.trim_start().len()];
        plain.replace(line, &format!("{indent}{comment}\n{line}"))
    };
    for line in
        ["        - name: app", "          securityContext:", "            privileged: true", "      containers:"]
    {
        silenced("privileged-container", &above(line), "node agent");
        let behind = plain.replace(line, &format!("{line} {comment}"));
        silenced("privileged-container", &behind, "node agent");
    }
    for line in ["          image: example", "      hostIPC: true", "metadata:\n  name: web"] {
        counts("privileged-container", &above(line));
    }
}

#[test]
fn a_trivy_comment_reaches_over_its_like_and_nothing_else() {
    let plain = deployment("", "");
    let with = |comments: &str| plain.replace("        - name: app\n", &format!("{comments}        - name: app\n"));
    silenced("privileged-container", &with("        # trivy:ignore:KSV-0017\n        # trivy:ignore:KSV-0001\n"), NONE);
    counts("privileged-container", &with("        # trivy:ignore:KSV-0017\n        # the agent\n"));
    counts("privileged-container", &with("        # trivy:ignore:KSV-0017\n\n"));
    counts("privileged-container", &with("        # trivy:ignore:KSV-0017[name=app]\n"));
    let expiring = with("        # trivy:ignore:KSV-0017:exp:2030-01-31\n");
    silenced("privileged-container", &expiring, "until 2030-01-31, which is not checked");
    counts("privileged-container", &format!("# trivy:ignore:KSV-0017\n---\n{plain}"));
    let second = plain.clone()
        + "        # trivy:ignore:KSV-0017\n        - name: second\n          image: example.com/b:1\n          securityContext: {privileged: true}\n";
    assert_eq!(of("privileged-container", &second), [None, Some(NONE.to_owned())], "the one below, not the list");
}

#[test]
fn an_identifier_of_several_rules_silences_all_of_them() {
    let with = |id: &str| rules::all().iter().filter(|it| it.refs.contains(&id)).map(|it| it.name).collect::<Vec<_>>();
    let rules = with("kube-linter:sensitive-host-mounts");
    let mount = deployment("ignore-check.kube-linter.io/sensitive-host-mounts: agent", "")
        + "      volumes:\n        - name: root\n          hostPath: {path: /}\n";
    let all = found(&mount, &Policy::default());
    let meant: Vec<_> = all.iter().filter(|it| rules.contains(&it.0)).collect();
    assert!(!meant.is_empty() && meant.iter().all(|it| it.1.as_deref() == Some("agent")), "{all:?}");
    assert!(all.iter().any(|it| it.0 == "privileged-container" && it.1.is_none()));
}

#[test]
fn our_own_outweighs_and_all_of_it_can_be_turned_off() {
    let note = "checkov.io/skip1: CKV_K8S_16=theirs\n    holdshort.dev/ignore.privileged-container: ours";
    silenced("privileged-container", &deployment(note, ""), "ours");
    let policy = Policy { peer_suppressions: false, ..Policy::default() };
    let text =
        format!("# trivy:ignore:*\n# checkov:skip=CKV_K8S_16\n{}", deployment("kube-linter.io/ignore-all: a", ""));
    assert!(found(&text, &policy).iter().all(|it| it.1.is_none()));
}
