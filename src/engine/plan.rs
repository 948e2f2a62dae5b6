//! Which rule looks at what, decided once: a table from kinds to checks, so that no rule is asked about what is not its own.

use crate::index::Index;
use crate::manifest::{Container, Kind, Pod, Resource};
use crate::rule::{Check, Context, Rule, Settings};
use crate::yaml::{Document, Tree, Value};
use aho_corasick::AhoCorasick;

type CheckScalar = for<'a> fn(Value<'a>, &mut Context<'_>);
type CheckContainer = for<'a> fn(Container<'a>, &mut Context<'_>);
type CheckPod = for<'a> fn(Pod<'a>, &mut Context<'_>);
type CheckDocument = for<'a> fn(Document<'a>, &mut Context<'_>);
type CheckResource = for<'a> fn(Resource<'a>, &mut Context<'_>);
type CheckRelated = for<'a> fn(Resource<'a>, &Index<'a>, &mut Context<'_>);

#[derive(Clone, Copy)]
enum Judge {
    Alone(CheckResource),
    Related(CheckRelated),
}

/// The checks of all active rules, by what they look at.
pub struct Plan {
    scalars: Vec<(&'static Rule, CheckScalar)>,
    /// Finds the literals of all scalar rules in one pass over a text.
    literals: Option<AhoCorasick>,
    /// For each literal, the scalar rules that asked for it.
    wanted: Vec<Vec<usize>>,
    containers: Vec<(&'static Rule, CheckContainer)>,
    pods: Vec<(&'static Rule, CheckPod)>,
    documents: Vec<(&'static Rule, CheckDocument)>,
    kinds: Vec<Vec<(&'static Rule, Judge)>>,
}

impl Plan {
    /// A plan for these rules.
    pub fn new(rules: &[&'static Rule]) -> Self {
        let mut plan = Self {
            scalars: Vec::new(),
            literals: None,
            wanted: Vec::new(),
            containers: Vec::new(),
            pods: Vec::new(),
            documents: Vec::new(),
            kinds: vec![Vec::new(); Kind::COUNT],
        };
        let mut literals: Vec<&'static str> = Vec::new();
        for &rule in rules {
            match rule.check {
                Check::Engine => {}
                Check::Scalar(words, check) => {
                    plan.scalars.push((rule, check));
                    for &word in words {
                        let at = literals.iter().position(|&it| it == word).unwrap_or_else(|| {
                            literals.push(word);
                            plan.wanted.push(Vec::new());
                            literals.len() - 1
                        });
                        plan.wanted[at].push(plan.scalars.len() - 1);
                    }
                }
                Check::Container(check) => plan.containers.push((rule, check)),
                Check::Pod(check) => plan.pods.push((rule, check)),
                Check::Document(check) => plan.documents.push((rule, check)),
                Check::Resource(kinds, check) => plan.enter(rule, kinds, Judge::Alone(check)),
                Check::Related(kinds, check) => plan.enter(rule, kinds, Judge::Related(check)),
            }
        }
        if !literals.is_empty() {
            plan.literals = AhoCorasick::new(&literals).ok();
        }
        plan
    }

    fn enter(&mut self, rule: &'static Rule, kinds: &[Kind], judge: Judge) {
        let kinds = if kinds.is_empty() { Kind::ALL } else { kinds };
        for &kind in kinds {
            self.kinds[kind as usize].push((rule, judge));
        }
    }

    /// Judges one object.
    pub(super) fn resource<'a>(&self, resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'a>) {
        cx.about(Some(resource), None);
        for &(rule, judge) in &self.kinds[resource.kind() as usize] {
            cx.turn_to(rule);
            match judge {
                Judge::Alone(check) => check(resource, cx),
                Judge::Related(check) => check(resource, index, cx),
            }
        }
        let Some(pod) = Pod::of(resource) else { return };
        for &(rule, check) in &self.pods {
            cx.turn_to(rule);
            check(pod, cx);
        }
        for container in pod.containers() {
            cx.about(Some(resource), Some(container));
            for &(rule, check) in &self.containers {
                cx.turn_to(rule);
                check(container, cx);
            }
        }
    }

    /// Judges one document that holds Kubernetes objects.
    pub(super) fn document(&self, document: Document<'_>, cx: &mut Context<'_>) {
        for &(rule, check) in &self.documents {
            cx.turn_to(rule);
            check(document, cx);
        }
    }

    /// Judges the scalars of a file: only those that hold a literal some rule asked for are looked at.
    pub(super) fn scalars(&self, tree: &Tree, cx: &mut Context<'_>) {
        let Some(literals) = &self.literals else { return };
        // Decoded texts (escapes, folded lines) are not in the source as they are: their nodes are asked one by one below.
        let mut asked: Vec<(u32, usize)> = Vec::new();
        let mut ask = |value: Value<'_>, literal: usize, cx: &mut Context<'_>| {
            for &rule in &self.wanted[literal] {
                if !asked.contains(&(value.id(), rule)) {
                    asked.push((value.id(), rule));
                    cx.turn_to(self.scalars[rule].0);
                    (self.scalars[rule].1)(value, cx);
                }
            }
        };
        for hit in literals.find_overlapping_iter(tree.text()) {
            let offset = hit.start() as u32;
            let Some(document) = tree.document_at(offset) else { continue };
            let Some(value) = document.at(offset) else { continue };
            if value.is_scalar()
                && !value.is_alias()
                && value.text().is_some_and(|it| !value.is_decoded() || it.is_empty())
            {
                ask(value, hit.pattern().as_usize(), cx);
            }
        }
        for value in tree.decoded_scalars() {
            for hit in literals.find_overlapping_iter(value.text().unwrap_or_default()) {
                ask(value, hit.pattern().as_usize(), cx);
            }
        }
    }

    /// Whether there is nothing to judge.
    pub fn is_empty(&self) -> bool {
        self.scalars.is_empty()
            && self.containers.is_empty()
            && self.pods.is_empty()
            && self.documents.is_empty()
            && self.kinds.iter().all(Vec::is_empty)
    }

    pub(super) fn context<'c>(&self, settings: &'c Settings) -> Option<Context<'c>> {
        let any = self.kinds.iter().flatten().map(|it| it.0);
        let first = any.chain(self.pods.iter().map(|it| it.0)).chain(self.containers.iter().map(|it| it.0));
        let mut first = first.chain(self.documents.iter().map(|it| it.0)).chain(self.scalars.iter().map(|it| it.0));
        first.next().map(|rule| Context::new(rule, settings))
    }
}
