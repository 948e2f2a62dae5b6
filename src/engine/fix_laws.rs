//! What must hold of fixes in whatever manner a manifest is written.

use super::fix_tests::{POD, can_be_fixed, container, fixed, one, only, rule_with};
use super::{Dropped, Fixed, check, diff, fix};
use crate::config::Policy;
use crate::finding::{Edit, Safety};
use crate::rule::{Check, Example};
use crate::rules;
use crate::source::SourceId;
use crate::yaml::{self, NodeKind, Scalar, Tree, Value};
use serde_json::json;

/// The path of every leaf and what it is, aliases followed.
fn leaves(value: Value<'_>, path: &str, all: &mut Vec<(String, String)>) {
    match value.kind() {
        NodeKind::Mapping if !value.is_empty() => {
            for (key, value) in value.written() {
                leaves(value, &format!("{path}.{}", key.text().unwrap_or_default()), all);
            }
        }
        NodeKind::Sequence if !value.is_empty() => {
            for (at, item) in value.items().enumerate() {
                let name = item.str("name").map_or_else(|| at.to_string(), |it| format!("name={it}"));
                leaves(item, &format!("{path}[{name}]"), all);
            }
        }
        _ => all.push((path.trim_start_matches('.').to_owned(), format!("{:?}", value.scalar()))),
    }
}

fn all_leaves(tree: &Tree) -> Vec<Vec<(String, String)>> {
    let of = |root: Value<'_>| {
        let mut all = Vec::new();
        leaves(root, "", &mut all);
        all
    };
    tree.documents().map(|it| it.root().map(of).unwrap_or_default()).collect()
}

/// That every leaf that differs lies at, below or (where a collection came or went) above a path which a fix named.
fn assert_only_named_places_differ(old: &Tree, new: &Tree, fixes: &[Fixed], name: &str) {
    let paths: Vec<&String> = fixes.iter().flat_map(|it| &it.applied).flat_map(|it| &it.paths).collect();
    let named = |leaf: &str| {
        paths.iter().any(|path| {
            // Items that follow one that is gone have other numbers.
            let list = path.rfind('[').filter(|_| path.ends_with(']')).map_or(path.as_str(), |at| &path[..at]);
            leaf.starts_with(list) || path.starts_with(leaf)
        })
    };
    for (old, new) in all_leaves(old).into_iter().zip(all_leaves(new)) {
        let differing = old.iter().filter(|it| !new.contains(it)).chain(new.iter().filter(|it| !old.contains(it)));
        for (leaf, value) in differing {
            assert!(named(leaf), "`{name}` changes `{leaf}` ({value}), and named {paths:?}");
        }
    }
}

/// The same manifest in the manners in which people write: Windows line ends, no line end at the end, comments between and
/// behind, JSON, inside of a list.
fn manners(text: &str) -> Vec<String> {
    let mut all = vec![text.to_owned(), text.replace('\n', "\r\n"), text.trim_end().to_owned()];
    if ![": |", ": >", "- |", "- >"].iter().any(|it| text.contains(it)) {
        let note = |it: &str| if it.is_empty() { String::new() } else { format!("{it} \t# note") };
        let blanks = |it: &str| it[..it.len() - it.trim_start().len()].to_owned();
        let below = |it: &str| format!("{it}\n{}# note", blanks(it));
        all.push(text.lines().map(note).collect::<Vec<_>>().join("\n") + "\n");
        all.push(text.lines().map(below).collect::<Vec<_>>().join("\n") + "\n");
    }
    all.extend(as_json(text));
    all
}

fn data(value: Value<'_>) -> Option<serde_json::Value> {
    Some(match value.kind() {
        NodeKind::Mapping => {
            let entry = |(key, value): (Value<'_>, Value<'_>)| Some((key.text()?.to_owned(), data(value)?));
            serde_json::Value::Object(value.written().map(entry).collect::<Option<_>>()?)
        }
        NodeKind::Sequence => serde_json::Value::Array(value.items().map(data).collect::<Option<_>>()?),
        _ => match value.scalar()? {
            Scalar::Null => serde_json::Value::Null,
            Scalar::Bool(it) => it.into(),
            Scalar::Int(it) => it.into(),
            Scalar::Str(it) => it.into(),
            _ => return None,
        },
    })
}

/// The documents of a text as JSON on one line each, and as a list on many.
fn as_json(text: &str) -> Vec<String> {
    let tree = yaml::parse(SourceId(0), text.into());
    let all: Option<Vec<_>> = tree.documents().map(|it| it.root().and_then(data)).collect();
    let Some(all) = all.filter(|it| tree.comments().is_empty() && !it.is_empty()) else { return Vec::new() };
    let list = json!({"apiVersion": "v1", "kind": "List", "items": all});
    let lines = all.iter().map(|it| format!("{it}\n")).collect::<Vec<_>>().join("---\n");
    vec![lines, serde_json::to_string_pretty(&list).unwrap() + "\n"]
}

#[test]
fn the_laws_hold_in_whatever_manner_a_manifest_is_written() {
    let mut count = 0;
    for &rule in rules::all().iter().filter(|it| !matches!(it.check, Check::Engine)) {
        for Example { files, options, .. } in rule.documentation().fail.into_iter().filter(|it| it.files.len() == 1) {
            for text in manners(&files[0].1) {
                let (input, mut policy) = (one(&text), only(rule));
                policy.settings.options.extend(options.clone().map(|it| (rule.name.to_owned(), it)));
                let before = check(&input, &policy);
                // Some rules are about how it is written.
                if !before.findings.iter().any(can_be_fixed) {
                    continue;
                }
                let fixes = fix(&input, &before, &policy, Safety::Unsafe);
                let context = format!("`{}`: {fixes:#?} in:\n{text}", rule.name);
                let result = fixed(&input, &fixes);
                let new_text = result.sources.get(SourceId(0)).text();
                let old = yaml::parse(SourceId(0), text.as_str().into());
                let new = yaml::parse(SourceId(0), new_text.clone());
                assert!(new.problems().is_empty(), "{:?} {context}", new.problems());
                assert_only_named_places_differ(&old, &new, &fixes, rule.name);
                let after = check(&result, &policy);
                let again = fix(&result, &after, &policy, Safety::Unsafe);
                assert!(again.iter().all(|it| it.applied.is_empty()), "fixed twice: {again:#?} {context}");
                assert_eq!(text.contains('\r'), new_text.contains('\r'), "{context}");
                assert_eq!(text.matches("# note").count() > 0, new_text.matches("# note").count() > 0, "{context}");
                if fixes.iter().all(|it| it.dropped.is_empty()) {
                    count += 1;
                    assert!(!after.findings.iter().any(can_be_fixed), "{:#?} {context}", after.findings);
                }
            }
        }
    }
    assert!(count > 200, "{count}");
}

/// The rules that harden a pod by putting something in.
fn hardening() -> Policy {
    let names = [
        "privilege-escalation-allowed",
        "capability-drop-all-missing",
        "run-as-non-root-not-set",
        "seccomp-profile-missing",
        "writable-root-filesystem",
        "sa-token-automount",
    ];
    Policy { rules: names.iter().map(|it| rules::find(it).unwrap()).collect(), ..Policy::default() }
}

/// All of that at once, once per pod and container, and nothing is left. Returns the new text.
#[track_caller]
fn hardened(text: &str, containers: usize) -> String {
    let input = one(text);
    let fixes = fix(&input, &check(&input, &hardening()), &hardening(), Safety::Unsafe);
    assert!(fixes[0].dropped.is_empty(), "{fixes:#?}");
    let new = fixes[0].new_text.clone();
    let count = |word: &str| new.matches(word).count();
    assert_eq!(count("securityContext"), containers + 1, "{new}");
    for word in ["allowPrivilegeEscalation", "ALL", "readOnlyRootFilesystem", "volumeMounts", "emptyDir"] {
        assert_eq!(count(word), containers, "{word}: {new}");
    }
    for word in ["runAsNonRoot", "RuntimeDefault", "automountServiceAccountToken", "volumes"] {
        assert_eq!(count(word), 1, "{word}: {new}");
    }
    let after = check(&one(&new), &hardening());
    assert!(after.findings.is_empty(), "{:#?}\n{new}", after.findings);
    new
}

#[test]
fn fixes_that_miss_the_same_parents_share_them() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: a # first\n    image: x\n  # second\n  - name: b\n    image: y\n";
    let new = hardened(text, 2);
    assert!(new.contains("  # second\n  - name: b\n") && new.contains("- name: a # first\n"), "{new}");
    hardened(&text.replace('\n', "\r\n"), 2);
    hardened(text.trim_end(), 2);
    for other in
        as_json("apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a}, {name: b}]}\n")
    {
        hardened(&other, 2);
    }
    hardened("apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: a}]\n", 1);
    hardened(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  securityContext: {}\n  containers:\n  -\n    name: a\n    securityContext:\n  volumes: []\n",
        1,
    );
    hardened(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n    template:\n        spec:\n            containers:\n                - name: a\n                  args: [x]\n",
        1,
    );
}

#[test]
fn a_diff_keeps_carriage_returns_and_tells_of_a_missing_line_end() {
    let text = format!("{POD}{}", container("a", "{privileged: true, x: 1}")).replace('\n', "\r\n");
    let input = one(text.trim_end());
    let policy = only(rules::find("privileged-container").unwrap());
    let report = check(&input, &policy);
    let fixes = fix(&input, &report, &policy, Safety::Unsafe);
    let diff = diff(SourceId(0), input.sources.get(SourceId(0)), &fixes[0].new_text, &report);
    assert_eq!(
        diff,
        "--- a/a.yaml\n+++ b/a.yaml\n@@ -4,4 +4,4 @@\n spec:\r\n   containers:\r\n   - name: a\r\n\
         -    securityContext: {privileged: true, x: 1}\n\\ No newline at end of file\n\
         +    securityContext: {x: 1}\n\\ No newline at end of file\n"
    );
}

#[test]
fn a_fix_never_makes_an_object_that_is_refused() {
    let rule = rule_with(
        "escalation",
        Check::Container(|it, cx| {
            if it.security("allowPrivilegeEscalation").is_none() {
                let edits = Edit::insert_into(it.value(), &["securityContext", "allowPrivilegeEscalation"], "false");
                cx.report(it, "it may escalate").fix(Safety::Unsafe, "forbid it", edits);
            }
        }),
    );
    let text = format!("{POD}{}{}", container("a", "{privileged: true}"), container("b", "{}"));
    let input = one(&text);
    let fixes = fix(&input, &check(&input, &only(rule)), &only(rule), Safety::Unsafe);
    assert_eq!(fixes[0].new_text, text.replace("{}", "{allowPrivilegeEscalation: false}"));
    assert_eq!(fixes[0].dropped.iter().map(|it| it.1).collect::<Vec<_>>(), [Dropped::Refused]);
    assert_eq!(fixes[0].applied[0].paths, ["spec.containers[name=b].securityContext.allowPrivilegeEscalation"]);
}

#[test]
fn what_an_alias_would_carry_elsewhere_is_withheld() {
    let rule = rules::find("run-as-root-user").unwrap();
    let item = |name: &str, security: &str| {
        format!(
            "- apiVersion: v1\n  kind: Pod\n  metadata: {{name: {name}}}\n  spec:\n    securityContext: {security}\n    containers: [{{name: a}}]\n"
        )
    };
    let list = |all: &[String]| format!("apiVersion: v1\nkind: List\nitems:\n{}", all.concat());
    let run = |text: &str| {
        let input = one(text);
        let fixes = fix(&input, &check(&input, &only(rule)), &only(rule), Safety::Unsafe);
        (fixes[0].new_text.clone(), fixes[0].dropped.iter().map(|it| it.1).collect::<Vec<_>>())
    };
    // The second pod overrides the user and is not asked to change.
    let own = item("two", "*s").replace("{name: a}", "{name: a, securityContext: {runAsUser: 7}}");
    let text = list(&[item("one", "&s {runAsUser: 0, fsGroup: 1}"), own]);
    assert_eq!(run(&text), (text.clone(), vec![Dropped::Shared]));
    let both = list(&[item("one", "&s {runAsUser: 0, fsGroup: 1}"), item("two", "*s")]);
    assert_eq!(run(&both), (both.replace("runAsUser: 0, ", ""), Vec::new()));
    let merged = list(&[item("one", "&s {runAsUser: 0, fsGroup: 1}"), item("two", "{<<: *s, runAsUser: 5}")]);
    assert_eq!(run(&merged).1, [Dropped::Shared]);
}

#[test]
fn what_a_template_makes_is_not_fixed_in_its_output() {
    let rule = rules::find("privileged-container").unwrap();
    let text = format!("---\n# Source: web/templates/pod.yaml\n{POD}{}", container("a", "{privileged: true}"));
    let input = one(&text);
    let fixes = fix(&input, &check(&input, &only(rule)), &only(rule), Safety::Unsafe);
    assert_eq!(fixes[0].new_text, text);
    assert_eq!(fixes[0].dropped[0].1, Dropped::Generated);
}
