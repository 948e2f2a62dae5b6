//! What must hold of every fix of every rule, and of fixing as a whole.

use super::{Dropped, Fixed, Input, check, diff, fix};
use crate::config::Policy;
use crate::finding::{Edit, Finding, Safety, Severity};
use crate::rule::{Check, Context, Example, Rule};
use crate::rules;
use crate::source::{Role, Source, SourceId, Sources};
use crate::yaml::{self, Tree};

fn input(files: &[(String, String)]) -> Input {
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(Source::new(name.clone(), text.as_str(), Role::Report));
    }
    Input { sources, ..Input::default() }
}

pub(super) fn one(text: &str) -> Input {
    input(&[("a.yaml".to_owned(), text.to_owned())])
}

pub(super) fn only(rule: &'static Rule) -> Policy {
    Policy { rules: vec![rule], ..Policy::default() }
}

/// The input with its fixes.
pub(super) fn fixed(input: &Input, fixes: &[Fixed]) -> Input {
    let files = input.sources.iter().map(|(id, source)| {
        let new = fixes.iter().find(|it| it.source == id).map(|it| it.new_text.clone());
        (source.name().to_owned(), new.unwrap_or_else(|| source.text().to_string()))
    });
    self::input(&files.collect::<Vec<_>>())
}

fn comments(tree: &Tree) -> Vec<(u32, u32)> {
    tree.comments().iter().map(|it| (it.start, it.end)).collect()
}

pub(super) fn can_be_fixed(finding: &Finding) -> bool {
    finding.fix.as_ref().is_some_and(|it| it.safety != Safety::Manual && !it.edits.is_empty())
}

#[test]
fn every_fix_removes_its_finding_and_nothing_else() {
    let mut count = 0;
    for &rule in rules::all().iter().filter(|it| !matches!(it.check, Check::Engine)) {
        let name = rule.name;
        for Example { files, options, .. } in rule.documentation().fail {
            let crlf = files.iter().map(|(name, text)| (name.clone(), text.replace('\n', "\r\n"))).collect();
            for files in [files, crlf] {
                let input = input(&files);
                let mut policy = only(rule);
                policy.settings.options.extend(options.clone().map(|it| (name.to_owned(), it)));
                let before = check(&input, &policy);
                let Some(finding) = before.findings.iter().find(|it| can_be_fixed(it)) else { continue };
                count += 1;
                let fixes = fix(&input, &before, &policy, Safety::Unsafe);
                assert!(fixes.iter().all(|it| it.dropped.is_empty()), "`{name}`: {fixes:#?}");
                let result = self::fixed(&input, &fixes);
                let after = check(&result, &policy);
                assert!(after.findings.is_empty(), "`{name}` is left: {:#?}\n{fixes:#?}", after.findings);
                let again = fix(&result, &after, &policy, Safety::Unsafe);
                assert_eq!(again, [], "`{name}` is fixed twice");
                for (id, source) in input.sources.iter() {
                    let old = yaml::parse(id, source.text().clone());
                    let text = result.sources.get(id).text();
                    let new = yaml::parse(id, text.clone());
                    assert!(new.problems().is_empty(), "`{name}`: {:?}\n{text}", new.problems());
                    let edits = &finding.fix.as_ref().unwrap().edits;
                    let gone = |it: &(u32, u32)| edits.iter().any(|edit| edit.span.contains(old.span(it.0, it.1)));
                    let kept: Vec<_> = comments(&old)
                        .into_iter()
                        .filter(|it| !gone(it))
                        .map(|it| &old.text()[it.0 as usize..it.1 as usize])
                        .collect();
                    let found: Vec<_> =
                        comments(&new).into_iter().map(|it| &text[it.0 as usize..it.1 as usize]).collect();
                    assert_eq!(found, kept, "`{name}` loses a comment");
                    assert_eq!(text.contains("\r\n"), source.text().contains("\r\n"));
                    let bare = text.replace("\r\n", "");
                    assert!(
                        !source.text().contains('\r') || !bare.contains('\n'),
                        "`{name}` mixes line ends:\n{text:?}"
                    );
                }
            }
        }
    }
    assert!(count > 0, "some rule offers a fix");
}

pub(super) const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n";

pub(super) fn container(name: &str, security: &str) -> String {
    format!("  - name: {name}\n    securityContext: {security}\n")
}

#[test]
fn a_safe_run_leaves_what_is_unsafe_and_an_unsafe_run_takes_both() {
    let rule = rules::find("privileged-container").unwrap();
    let input =
        one(&format!("{POD}{}{}", container("a", "{privileged: true}"), container("b", "{privileged: true, x: 1}")));
    let report = check(&input, &only(rule));
    assert_eq!(fix(&input, &report, &only(rule), Safety::Safe), []);
    let fixes = fix(&input, &report, &only(rule), Safety::Manual);
    assert_eq!(fixes.len(), 1);
    assert_eq!(fixes[0].new_text, format!("{POD}{}{}", container("a", "{}"), container("b", "{x: 1}")));
    assert_eq!((fixes[0].applied.len(), fixes[0].dropped.len()), (2, 0));
}

#[test]
fn what_a_program_writes_is_left_to_the_program() {
    let rule = rules::find("privileged-container").unwrap();
    let pod = format!("{POD}{}", container("a", "{privileged: true}"));
    for (head, changes) in [
        ("# Code generated by render. DO NOT EDIT.\n", false),
        ("---\n\n# @generated from web.jsonnet\n", false),
        ("# Do what you like.\n", true),
    ] {
        let input = one(&format!("{head}{pod}"));
        let fixes = fix(&input, &check(&input, &only(rule)), &only(rule), Safety::Unsafe);
        assert_eq!(fixes[0].applied.len(), usize::from(changes), "{head}");
        let why: Vec<_> = fixes[0].dropped.iter().map(|it| it.1).collect();
        assert_eq!(why, if changes { vec![] } else { vec![Dropped::Written] }, "{head}");
    }
}

#[test]
fn a_fix_at_an_anchor_counts_for_all_that_stand_on_it() {
    let rule = rules::find("privileged-container").unwrap();
    let input = one(&format!("{POD}{}{}", container("a", "&s {privileged: true, x: 1}"), container("b", "*s")));
    let report = check(&input, &only(rule));
    let fixes = fix(&input, &report, &only(rule), Safety::Unsafe);
    assert_eq!(fixes[0].new_text, format!("{POD}{}{}", container("a", "&s {x: 1}"), container("b", "*s")));
    assert_eq!((fixes[0].applied.len(), fixes[0].dropped.len()), (report.findings.len(), 0));
}

pub(super) fn rule_with(name: &'static str, check: Check) -> &'static Rule {
    Box::leak(Box::new(Rule {
        name,
        module: "test",
        docs: "",
        severity: Severity::High,
        confidence: crate::finding::Confidence::High,
        since: "0.1.0",
        refs: &[],
        options: None,
        keys: &[],
        check,
    }))
}

fn report_at_image(container: crate::manifest::Container<'_>, cx: &mut Context<'_>, edit: impl Fn(&str) -> String) {
    let Some(image) = container.value().get("image").filter(|it| it.as_str().is_some_and(|it| !it.ends_with("good")))
    else {
        return;
    };
    let new = edit(image.as_str().unwrap_or_default());
    cx.report(image, "an image").fix(Safety::Safe, "change it", [Edit::replace(image, new)]);
}

#[test]
fn a_fix_that_breaks_the_file_or_does_not_help_is_dropped_and_others_are_not() {
    let breaks = rule_with("breaks", Check::Container(|it, cx| report_at_image(it, cx, |_| "[".to_owned())));
    let idle = rule_with("idle", Check::Container(|it, cx| report_at_image(it, cx, |old| format!("{old}1"))));
    let good = rule_with("good", Check::Container(|it, cx| report_at_image(it, cx, |_| "good".to_owned())));
    let input = one(&format!("{POD}  - name: a\n    image: web\n  - name: b\n    image: db\n"));
    for (rule, reason) in [(breaks, Dropped::Unparsable), (idle, Dropped::Ineffective)] {
        let fixes = fix(&input, &check(&input, &only(rule)), &only(rule), Safety::Safe);
        assert_eq!(fixes[0].new_text, **input.sources.get(SourceId(0)).text());
        assert_eq!(fixes[0].dropped.iter().map(|it| it.1).collect::<Vec<_>>(), [reason, reason]);
        assert!(fixes[0].applied.is_empty());
    }
    let policy = Policy { rules: vec![breaks, good], ..Policy::default() };
    let fixes = fix(&input, &check(&input, &policy), &policy, Safety::Safe);
    assert_eq!(fixes[0].new_text, format!("{POD}  - name: a\n    image: good\n  - name: b\n    image: good\n"));
    assert!(fixes[0].applied.iter().all(|it| it.rule == "good"), "{fixes:#?}");
}

#[test]
fn fixes_that_overlap_are_applied_in_turn() {
    let rule = rules::find("privileged-container").unwrap();
    let image = rule_with(
        "entries",
        Check::Container(|it, cx| {
            let Some(first) = it.value().get("args").and_then(|it| it.items().next()) else { return };
            let all = it.value().get("args").map(|it| it.items().collect::<Vec<_>>()).unwrap_or_default();
            all.into_iter().filter(|it| it.as_str() == Some("bad")).for_each(|it| {
                cx.report(it, "bad").fix(Safety::Safe, "remove it", Edit::remove_entry(it));
            });
            debug_assert!(first.is_scalar());
        }),
    );
    let policy = Policy { rules: vec![rule, image], ..Policy::default() };
    let input = one(&format!(
        "{POD}  - name: a\n    args: [bad, bad, ok, bad, bad]\n    securityContext: {{privileged: true}}\n"
    ));
    let fixes = fix(&input, &check(&input, &policy), &policy, Safety::Unsafe);
    assert_eq!(fixes[0].new_text, format!("{POD}  - name: a\n    args: [ok]\n    securityContext: {{}}\n"));
    assert_eq!((fixes[0].applied.len(), fixes[0].dropped.len()), (5, 0));
}

#[test]
fn a_fix_over_two_files_changes_both_or_neither() {
    fn check_pair<'a>(it: crate::manifest::Resource<'a>, index: &crate::index::Index<'a>, cx: &mut Context<'_>) {
        let label = |it: crate::manifest::Resource<'a>| it.label("old");
        let all: Vec<_> = index.resources().iter().copied().filter_map(label).collect();
        if label(it).is_some_and(|own| Some(&own) == all.first()) {
            let edits = all.iter().flat_map(|it| Edit::remove_entry(*it));
            cx.report(all[0], "an old label").fix(Safety::Safe, "remove it everywhere", edits);
        }
    }
    let rule = rule_with("pair", Check::Related(&[], check_pair));
    let pod = |name: &str| {
        (name.to_owned(), "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {old: a, x: b}}\n".to_owned())
    };
    let input = input(&[pod("a.yaml"), pod("b.yaml")]);
    let fixes = fix(&input, &check(&input, &only(rule)), &only(rule), Safety::Safe);
    assert_eq!(fixes.iter().map(|it| (it.source.0, it.applied.len())).collect::<Vec<_>>(), [(0, 1), (1, 0)]);
    assert!(fixes.iter().all(|it| it.new_text.contains("labels: {x: b}")), "{fixes:#?}");

    let mut sources = Sources::new();
    sources.add(Source::new("a.yaml", pod("").1, Role::Report));
    sources.add(Source::new("b.yaml", pod("").1, Role::Context));
    let known = Input { sources, ..Input::default() };
    let fixes = fix(&known, &check(&known, &only(rule)), &only(rule), Safety::Safe);
    assert!(fixes.iter().all(|it| it.new_text == pod("").1 && it.applied.is_empty()), "{fixes:#?}");
    assert_eq!(fixes[0].dropped[0].1, Dropped::OutOfReach);
}

#[test]
fn a_diff_shows_the_change_and_no_credential() {
    let rule = rule_with(
        "secret",
        Check::Container(|it, cx| {
            if let Some(secret) = it.value().get("password") {
                cx.report(secret, "a password").sensitive();
            }
        }),
    );
    let text = format!("{POD}  - name: a\n    password: hunter22 # x\n    image: x\n    args: [hunter22]\n");
    let input = one(&text);
    let report = check(&input, &only(rule));
    let source = input.sources.get(SourceId(0));
    let new = text.replace("image: x", "image: y").replace("hunter22 # x", "hunter22 # y");
    let diff = diff(SourceId(0), source, &new, &report);
    assert!(!diff.contains("hunter22"), "{diff}");
    let expected = "--- a/a.yaml\n+++ b/a.yaml\n@@ -4,6 +4,6 @@\n spec:\n   containers:\n   - name: a\n-    password: <redacted>\n-    image: x\n+    password: <redacted>\n+    image: y\n     args: <redacted>\n";
    assert_eq!(diff, expected);
    assert_eq!(super::diff(SourceId(0), source, &text, &report), "");
}
