use crate::config::Policy;
use crate::engine::{self, Input};
use crate::finding::{Finding, Severity, Status};
use crate::rules::manifest::{
    suppression_without_reason::SUPPRESSION_WITHOUT_REASON, unknown_suppression::UNKNOWN_SUPPRESSION,
    unused_suppression::UNUSED_SUPPRESSION,
};
use crate::rules::workload::privileged_container::PRIVILEGED_CONTAINER;
use crate::source::{Role, Source, Sources};
use crate::yaml;

/// The findings of a text: all rules about suppressions are on, and one to suppress.
fn lint(text: &str) -> (Input, Vec<Finding>) {
    let mut sources = Sources::new();
    sources.add(Source::new("a.yaml", text, Role::Report));
    let input = Input { sources, ..Input::default() };
    let rules: Vec<&'static crate::rule::Rule> =
        vec![&PRIVILEGED_CONTAINER, &SUPPRESSION_WITHOUT_REASON, &UNKNOWN_SUPPRESSION, &UNUSED_SUPPRESSION];
    let report = engine::check(&input, &Policy { rules, ..Policy::default() });
    (input, report.findings)
}

/// Rules of the findings that count, and the reason of those that do not.
fn outcome(text: &str) -> Vec<String> {
    let say = |it: Finding| match it.status {
        Status::Suppressed { reason, .. } => format!("({reason})"),
        _ => it.rule.to_owned(),
    };
    lint(text).1.into_iter().map(say).collect()
}

fn pod(before: &str, line: &str) -> String {
    format!("{before}apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - name: app\n{line}\n")
}

const ON: &str = "    securityContext: {privileged: true}";

#[test]
fn a_comment_covers_its_line_the_line_below_or_its_document() {
    let own = "# holdshort: ignore[privileged-container] node agent";
    assert_eq!(outcome(&pod("", ON)), ["privileged-container"]);
    assert_eq!(outcome(&pod("", &format!("{ON} {own}"))), ["(node agent)"]);
    assert_eq!(outcome(&pod("", &format!("    {own}\n{ON}"))), ["(node agent)"]);
    assert_eq!(outcome(&pod("", &format!("    {own}\n    # another\n{ON}"))), ["(node agent)"], "a stack of comments");
    assert_eq!(outcome(&pod(&format!("# licence\n\n{own}\n\n"), ON)), ["(node agent)"]);
    assert_eq!(outcome(&pod(&format!("{own}\n---\n"), ON)), ["(node agent)"], "comments before the first document");
    let crlf = pod("", &format!("    {own}\n{ON}")).replace('\n', "\r\n");
    assert_eq!(outcome(&crlf), ["(node agent)"]);
}

#[test]
fn a_comment_elsewhere_covers_nothing_and_is_unused() {
    let own = "# holdshort: ignore[privileged-container] node agent";
    let far = ["unused-suppression", "privileged-container"];
    assert_eq!(outcome(&pod("", &format!("    {own}\n\n{ON}"))), far, "a blank line parts them");
    assert_eq!(outcome(&pod("", &format!("    image: web {own}\n{ON}"))), far);
    let two = format!("{}---\n{}", pod("", ON), pod(&format!("{own}\n"), ON));
    assert_eq!(outcome(&two), ["privileged-container", "(node agent)"]);
}

#[test]
fn categories_and_identifiers_of_peers_are_names_too() {
    for name in ["workload", "trivy:KSV-0017", "trivy:AVD-KSV-0017", "trivy:KSV017", "other-rule, privileged-container"]
    {
        let found = outcome(&pod("", &format!("{ON} # holdshort: ignore[{name}] agent")));
        assert!(found.contains(&"(agent)".to_owned()), "{name}: {found:?}");
    }
    let found = outcome(&pod("", &format!("{ON} # holdshort: ignore[trivy:*] agent")));
    assert!(found.contains(&"privileged-container".to_owned()), "{found:?}");
}

#[test]
fn an_annotation_covers_its_object_and_in_a_template_the_pod() {
    let note = "holdshort.dev/ignore.privileged-container: node agent";
    let containers = "      containers:\n      - name: app\n        securityContext: {privileged: true}\n";
    let workload = |object: &str, template: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n{object}spec:\n  template:\n{template}    spec:\n{containers}"
        )
    };
    assert_eq!(outcome(&workload(&format!("  annotations:\n    {note}\n"), "")), ["(node agent)"]);
    let inside = workload("", &format!("    metadata:\n      annotations:\n        {note}\n"));
    assert_eq!(outcome(&inside), ["(node agent)"]);
    assert_eq!(
        outcome(&inside.replace(": node agent", ": ''")),
        ["suppression-without-reason", "privileged-container"]
    );
    let two = format!("{}---\n{inside}", workload("", ""));
    assert_eq!(outcome(&two), ["privileged-container", "(node agent)"], "another object is not covered");
}

#[test]
fn without_a_reason_nothing_is_silenced() {
    for form in ["ignore[privileged-container]", "ignore[privileged-container] --"] {
        let mut found = outcome(&pod("", &format!("{ON} # holdshort: {form}")));
        found.sort();
        assert_eq!(found, ["privileged-container", "suppression-without-reason"]);
    }
}

#[test]
fn an_unknown_name_gets_a_suggestion_and_a_misspelt_comment_the_form() {
    let (_, found) = lint(&pod("", &format!("{ON} # holdshort: ignore[priviledged-container] agent")));
    let unknown = found.iter().find(|it| it.rule == "unknown-suppression").unwrap();
    assert_eq!(unknown.help.as_deref(), Some("did you mean `privileged-container`?"));
    assert!(found.iter().any(|it| it.rule == "privileged-container" && it.is_active()));
    let (_, found) = lint(&pod("", &format!("{ON} # holdshort: ingore[privileged-container] agent")));
    assert!(found.iter().any(|it| it.rule == "unknown-suppression" && it.message == "this comment is not understood"));
}

#[test]
fn a_rule_that_is_off_or_a_document_that_was_not_judged_leaves_no_unused_suppression() {
    assert_eq!(outcome(&pod("", "    image: a # holdshort: ignore[unreadable-file] off here")), [""; 0]);
    assert_eq!(outcome("a: 1 # holdshort: ignore[privileged-container] values of a chart\n"), [""; 0]);
}

#[test]
fn the_fix_of_an_unused_suppression_takes_out_just_that() {
    let off = "    image: web";
    let fixed = |line: &str| {
        let (input, found) = lint(&pod("", line));
        let unused = found.iter().find(|it| it.rule == "unused-suppression").expect("an unused suppression");
        let edits = &unused.fix.as_ref().expect("a fix").edits;
        let mut text = input.sources.get(unused.span().source).text().to_string();
        edits.iter().for_each(|it| text.replace_range(it.span.range(), &it.text));
        assert!(yaml::parse(Default::default(), text.as_str().into()).problems().is_empty());
        text
    };
    let rule = "holdshort: ignore[privileged-container] agent";
    assert_eq!(fixed(&format!("{off}  # {rule}")), pod("", off));
    assert_eq!(fixed(&format!("{off}  # kept # {rule}")), pod("", &format!("{off}  # kept")));
    assert_eq!(fixed(&format!("    # {rule}\n{off}")), pod("", off));
    assert_eq!(
        fixed(&format!("{off} # holdshort: ignore[unreadable-file, privileged-container] agent")),
        pod("", &format!("{off} # holdshort: ignore[unreadable-file] agent"))
    );
    let note = pod("", off).replace("{name: web}", "{name: web, annotations: {holdshort.dev/ignore.workload: agent}}");
    let (_, found) = lint(&note);
    assert_eq!(found.iter().map(|it| it.rule).collect::<Vec<_>>(), ["unused-suppression"]);
}

#[test]
fn findings_about_suppressions_can_be_suppressed() {
    let text = pod("# holdshort: ignore[unused-suppression] kept for the next release\n", ON)
        .replace("true}", "false} # holdshort: ignore[privileged-container] agent");
    assert_eq!(outcome(&text), ["(kept for the next release)"]);
}

#[test]
fn the_examples_of_the_rules_about_suppressions_hold() {
    for rule in super::OWN {
        let docs = rule.documentation();
        let count = |example: &crate::rule::Example| {
            lint(&example.files[0].1).1.iter().filter(|it| it.rule == rule.name && it.is_active()).count()
        };
        assert!(!docs.fail.is_empty() && !docs.pass.is_empty());
        assert!(docs.fail.iter().all(|it| count(it) == 1), "`{}`", rule.name);
        assert!(docs.pass.iter().all(|it| count(it) == 0), "`{}`", rule.name);
    }
}

#[test]
fn severities_and_paths_are_decided_for_findings_about_suppressions_too() {
    let mut sources = Sources::new();
    let text = pod("", "    image: web # holdshort: ignore[privileged-container] agent");
    sources.add(Source::new("a.yaml", text.as_str(), Role::Report));
    sources.add(Source::new("b.yaml", text.as_str(), Role::Context));
    sources.add(Source::new("c.yaml", "a: [", Role::Report));
    let input = Input { sources, ..Input::default() };
    let mut policy = Policy::default();
    for rule in ["unused-suppression", "yaml-syntax-error"] {
        policy.settings.severities.insert(rule.to_owned(), Severity::Critical);
    }
    let found = engine::check(&input, &policy).findings;
    let found: Vec<_> = found.iter().filter(|it| it.severity == Severity::Critical).map(|it| it.rule).collect();
    assert_eq!(found, ["unused-suppression", "yaml-syntax-error"], "and nothing about what is only known");
    policy.report_unused_suppressions = false;
    assert!(engine::check(&input, &policy).findings.iter().all(|it| it.rule != "unused-suppression"));
}
