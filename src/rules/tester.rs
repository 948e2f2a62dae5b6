//! Runs one rule over texts, the plain way: every object, every check, no plan.

use crate::finding::Finding;
use crate::index::Index;
use crate::manifest::names;
use crate::rule::{Check, Context, Example, Gate, Rule, Settings};
use crate::source::{Role, Source, Sources};
use crate::yaml::{self, Names, Tree};

/// A rule under test.
pub(crate) struct Tester {
    rule: &'static Rule,
    settings: Settings,
}

/// A Pod with this spec, in flow style or indented by two.
pub(crate) fn pod(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {spec}\n")
}

/// A Pod with one container `a` that has these fields, in flow style without the braces.
pub(crate) fn container(fields: &str) -> String {
    pod(&format!("{{containers: [{{name: a, {fields}}}]}}"))
}

/// Tests a rule with default settings.
pub(crate) fn of(rule: &'static Rule) -> Tester {
    Tester { rule, settings: Settings::default() }
}

impl Tester {
    /// For manifests meant for another Kubernetes.
    pub(crate) fn kubernetes(mut self, version: &str) -> Self {
        self.settings.kubernetes_version = version.parse().unwrap();
        self
    }

    /// What is not in the input does not exist.
    pub(crate) fn closed(mut self) -> Self {
        self.settings.closed_world = true;
        self
    }

    /// With these options.
    pub(crate) fn options(mut self, options: serde_json::Value) -> Self {
        (self.rule.options.expect("a rule with options").check)(&options).expect("valid options");
        self.settings.options.insert(self.rule.name.to_owned(), options);
        self
    }

    /// Beside another rule that is on.
    pub(crate) fn beside(mut self, rule: &'static Rule) -> Self {
        self.settings.on.insert(rule.name);
        self
    }

    /// Exactly one finding. Returns it.
    #[track_caller]
    pub(crate) fn fails(&self, text: &str) -> Finding {
        let mut all = self.run(&Example::new(text));
        assert_eq!(all.len(), 1, "`{}` should find one thing, found {all:#?} in:\n{text}", self.rule.name);
        all.remove(0)
    }

    /// Exactly so many findings. Returns them.
    #[track_caller]
    pub(crate) fn finds(&self, count: usize, text: &str) -> Vec<Finding> {
        let all = self.run(&Example::new(text));
        assert_eq!(all.len(), count, "`{}` found {all:#?} in:\n{text}", self.rule.name);
        all
    }

    /// No finding.
    #[track_caller]
    pub(crate) fn passes(&self, text: &str) {
        self.finds(0, text);
    }

    /// All findings over the files of an example.
    #[track_caller]
    pub(crate) fn run(&self, example: &Example) -> Vec<Finding> {
        let mut sources = Sources::new();
        let mut trees: Vec<Tree> = Vec::new();
        for (name, text) in &example.files {
            let id = sources.add(Source::new(name.clone(), text.as_str(), Role::Report));
            trees.push(yaml::parse(id, sources.get(id).text().clone()));
        }
        for tree in &trees {
            assert!(tree.problems().is_empty(), "the example is not YAML: {:?}\n{}", tree.problems(), tree.text());
        }
        let mut settings = self.settings.clone();
        settings.closed_world |= example.is_closed;
        let index = Index::build(&sources, &trees, settings.closed_world);
        if let Some(options) = &example.options {
            (self.rule.options.expect("a rule with options").check)(options).expect("valid options");
            settings.options.insert(self.rule.name.to_owned(), options.clone());
        }
        settings.kubernetes_version = example.kubernetes.unwrap_or(settings.kubernetes_version);
        let findings = run(self.rule, &index, &trees, &settings);
        for label in findings.iter().flat_map(|it| &it.labels) {
            let text = sources.get(label.span.source).text();
            assert!(text.get(label.span.range()).is_some(), "a label outside its text");
        }
        findings
    }
}

/// One rule over everything, without a plan.
pub(crate) fn run<'a>(rule: &'static Rule, index: &Index<'a>, trees: &'a [Tree], settings: &Settings) -> Vec<Finding> {
    let one = |check: &Check| run_one(rule, *check, index, trees, settings);
    rule.check.parts().iter().flat_map(one).collect()
}

fn run_one<'a>(
    rule: &'static Rule,
    check: Check,
    index: &Index<'a>,
    trees: &'a [Tree],
    settings: &Settings,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let cx = || Context::new(rule, settings);
    if let Check::Scalar(literals, check) = check {
        for document in trees.iter().flat_map(Tree::documents) {
            for value in document.nodes().filter(|it| !it.is_alias()) {
                if literals.iter().any(|it| value.text().is_some_and(|text| text.contains(it))) {
                    let mut cx = cx();
                    check(value, &mut cx);
                    findings.extend(cx.finish());
                }
            }
        }
    }
    if let Check::Classes(classes, check) = check {
        for unit in index.units().iter().filter(|it| classes.contains(&it.class)) {
            let mut cx = cx();
            check(unit.document, &mut cx);
            findings.extend(cx.finish());
        }
    }
    if let Check::Document(check) = check {
        for unit in index.units().iter().filter(|it| !it.resources.is_empty()) {
            let mut cx = cx();
            check(unit.document, &mut cx);
            findings.extend(through(rule, unit.document.names(), cx));
        }
    }
    if let Check::Mesh(check) = check {
        for document in index.mesh_documents() {
            let mut cx = Context::new(rule, settings);
            cx.about(document.resource(), None);
            check(document, index, &mut cx);
            findings.extend(cx.finish());
        }
    }
    for &resource in index.resources() {
        let mut cx = Context::new(rule, settings);
        cx.about(Some(resource), None);
        match check {
            Check::Resource(kinds, check) if kinds.is_empty() || kinds.contains(&resource.kind()) => {
                check(resource, &mut cx)
            }
            Check::Related(kinds, check) if kinds.is_empty() || kinds.contains(&resource.kind()) => {
                check(resource, index, &mut cx);
            }
            Check::Pod(check) => {
                for pod in crate::manifest::Pod::all(resource) {
                    check(pod, &mut cx);
                }
            }
            Check::Container(check) => {
                for container in crate::manifest::Pod::all(resource).flat_map(|it| it.containers()) {
                    cx.about(Some(resource), Some(container));
                    check(container, &mut cx);
                }
            }
            _ => {}
        }
        findings.extend(through(rule, &names(resource), cx));
    }
    findings
}

/// The findings of a judgement, which there may be only where the gate of the rule is open.
fn through(rule: &'static Rule, names: &Names, cx: Context<'_>) -> Vec<Finding> {
    let findings = cx.finish();
    let lets = Gate::of(rule).lets(names);
    assert!(findings.is_empty() || lets, "`{}` finds something without any of {:?}", rule.name, rule.keys);
    findings
}

#[cfg(test)]
mod tests {
    use crate::rules::all;

    #[test]
    fn every_fail_example_gives_one_finding_and_every_pass_example_none() {
        for rule in all() {
            let docs = rule.documentation();
            let tester = super::of(rule);
            let odd = |it: &&str| !it.contains(':') || it.contains(char::is_whitespace);
            assert_eq!(rule.refs.iter().copied().find(odd), None, "a reference of `{}`", rule.name);
            if matches!(rule.check, crate::rule::Check::Engine) {
                continue;
            }
            assert!(!docs.fail.is_empty(), "`{}` has no Fail example", rule.name);
            assert!(!docs.pass.is_empty(), "`{}` has no Pass example", rule.name);
            for (example, count) in docs.fail.iter().map(|it| (it, 1)).chain(docs.pass.iter().map(|it| (it, 0))) {
                let found = tester.run(example);
                assert_eq!(found.len(), count, "`{}` on {example:#?}: {found:#?}", rule.name);
                for finding in found {
                    assert_eq!(finding.rule, rule.name);
                    assert!(finding.help.is_some(), "`{}` gives no help", rule.name);
                    let message = &finding.message;
                    let first = message.chars().next().unwrap_or('.');
                    let style = !first.is_uppercase() && !message.ends_with('.') && !message.contains('\n');
                    assert!(
                        style
                            || message.starts_with(char::is_uppercase)
                                && message.contains('`')
                                && !message.ends_with('.'),
                        "`{}` writes {message:?}",
                        rule.name
                    );
                }
            }
        }
    }
}
