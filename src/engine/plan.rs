//! Which rule looks at what, decided once: a table from kinds to checks, so that no rule is asked about what is not its own.

use crate::index::Index;
use crate::literals::Literals;
use crate::manifest::{Class, Container, Kind, MeshDocument, Pod, Resource, names};
use crate::rule::{Check, Context, Gate, Rule, Settings};
use crate::yaml::{Document, Value};

type CheckScalar = for<'a> fn(Value<'a>, &mut Context<'_>);
type CheckContainer = for<'a> fn(Container<'a>, &mut Context<'_>);
type CheckPod = for<'a> fn(Pod<'a>, &mut Context<'_>);
type CheckDocument = for<'a> fn(Document<'a>, &mut Context<'_>);
type CheckResource = for<'a> fn(Resource<'a>, &mut Context<'_>);
type CheckRelated = for<'a> fn(Resource<'a>, &Index<'a>, &mut Context<'_>);
type CheckMesh = for<'a> fn(&MeshDocument<'a>, &Index<'a>, &mut Context<'_>);

/// Bytes of the shortest scalar that rules about scalars are asked about: `a://b:c@`, a user and a password in an address.
const SHORTEST: u32 = 8;

#[derive(Clone, Copy)]
enum Judge {
    Alone(CheckResource),
    Related(CheckRelated),
}

/// The checks of all active rules, by what they look at.
pub struct Plan {
    scalars: Vec<(&'static Rule, &'static [&'static str], CheckScalar)>,
    /// The literals of all these, rule after rule.
    words: Vec<&'static str>,
    /// Finds the scalars that are worth asking about.
    literals: Option<Literals>,
    containers: Vec<(Gate, &'static Rule, CheckContainer)>,
    pods: Vec<(Gate, &'static Rule, CheckPod)>,
    documents: Vec<(Gate, &'static Rule, CheckDocument)>,
    classes: Vec<(&'static Rule, &'static [Class], CheckDocument)>,
    meshes: Vec<(&'static Rule, CheckMesh)>,
    kinds: Vec<Vec<(Gate, &'static Rule, Judge)>>,
}

impl Plan {
    /// A plan for these rules.
    pub fn new(rules: &[&'static Rule]) -> Self {
        let mut plan = Self {
            scalars: Vec::new(),
            words: Vec::new(),
            literals: None,
            containers: Vec::new(),
            pods: Vec::new(),
            documents: Vec::new(),
            classes: Vec::new(),
            meshes: Vec::new(),
            kinds: vec![Vec::new(); Kind::COUNT],
        };
        let mut literals: Vec<&'static str> = Vec::new();
        let checks = rules.iter().flat_map(|&rule| rule.check.parts().iter().map(move |it| (rule, *it)));
        for (rule, check) in checks {
            match check {
                // Of those that consist of others, the parts are entered.
                Check::Engine | Check::Several(_) => {}
                Check::Scalar(words, check) => {
                    plan.scalars.push((rule, words, check));
                    literals.extend(words);
                }
                Check::Container(check) => plan.containers.push((Gate::of(rule), rule, check)),
                Check::Pod(check) => plan.pods.push((Gate::of(rule), rule, check)),
                Check::Classes(classes, check) => plan.classes.push((rule, classes, check)),
                Check::Document(check) => plan.documents.push((Gate::of(rule), rule, check)),
                Check::Mesh(check) => plan.meshes.push((rule, check)),
                Check::Resource(kinds, check) => plan.enter(rule, kinds, Judge::Alone(check)),
                Check::Related(kinds, check) => plan.enter(rule, kinds, Judge::Related(check)),
            }
        }
        plan.words = literals;
        plan.literals = Literals::new(&plan.words);
        plan
    }

    fn enter(&mut self, rule: &'static Rule, kinds: &[Kind], judge: Judge) {
        let kinds = if kinds.is_empty() { Kind::ALL } else { kinds };
        for &kind in kinds {
            self.kinds[kind as usize].push((Gate::of(rule), rule, judge));
        }
    }

    /// Judges one object.
    pub(super) fn resource<'a>(&self, resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'a>) {
        let names = names(resource);
        cx.about(Some(resource), None);
        for (_, rule, judge) in self.kinds[resource.kind() as usize].iter().filter(|it| it.0.lets(&names)) {
            cx.turn_to(rule);
            match judge {
                Judge::Alone(check) => check(resource, cx),
                Judge::Related(check) => cx.listen(|cx| check(resource, index, cx)),
            }
        }
        for pod in Pod::all(resource) {
            cx.about(Some(resource), None);
            for (_, rule, check) in self.pods.iter().filter(|it| it.0.lets(&names)) {
                cx.turn_to(rule);
                check(pod, cx);
            }
            for container in pod.containers() {
                cx.about(Some(resource), Some(container));
                for (_, rule, check) in self.containers.iter().filter(|it| it.0.lets(&names)) {
                    cx.turn_to(rule);
                    check(container, cx);
                }
            }
        }
    }

    /// Judges one document that holds Kubernetes objects.
    pub(super) fn document(&self, document: Document<'_>, cx: &mut Context<'_>) {
        for (_, rule, check) in self.documents.iter().filter(|it| it.0.lets(document.names())) {
            cx.turn_to(rule);
            check(document, cx);
        }
    }

    /// Judges one document by what it is.
    pub(super) fn class(&self, class: Class, document: Document<'_>, cx: &mut Context<'_>) {
        for &(rule, classes, check) in &self.classes {
            if classes.contains(&class) {
                cx.turn_to(rule);
                check(document, cx);
            }
        }
    }

    /// Judges a piece of mesh configuration.
    pub(super) fn mesh<'a>(&self, document: &MeshDocument<'a>, index: &Index<'a>, cx: &mut Context<'a>) {
        cx.about(document.resource(), None);
        for &(rule, check) in &self.meshes {
            cx.turn_to(rule);
            cx.listen(|cx| check(document, index, cx));
        }
    }

    /// Judges the scalars of one document: only those that hold a literal some rule asked for are looked at. `objects` are the
    /// objects of the document, in order.
    pub(super) fn scalars<'a>(&self, document: Document<'a>, objects: &[Resource<'a>], cx: &mut Context<'a>) {
        let Some(literals) = &self.literals else { return };
        // Schemas describe values and hold none, and they are the longest documents there are.
        if !objects.is_empty() && objects.iter().all(|it| it.kind() == Kind::CustomResourceDefinition) {
            return;
        }
        for value in document.values(SHORTEST) {
            let text = value.text().unwrap_or_default();
            if literals.are_in(text) {
                self.ask(value, &literals.found(text), objects, cx);
            }
        }
    }

    /// Asks every rule that has a literal in this scalar. `found` are the numbers of the literals.
    fn ask<'a>(&self, value: Value<'a>, found: &[usize], objects: &[Resource<'a>], cx: &mut Context<'a>) {
        // The object that holds it: the last one that begins before it.
        let at = objects.partition_point(|it| it.root().id() <= value.id());
        cx.about(at.checked_sub(1).map(|at| objects[at]), None);
        let mut from = 0;
        for &(rule, words, check) in &self.scalars {
            let own = from..from + words.len();
            from = own.end;
            if found.iter().any(|it| own.contains(it)) {
                cx.turn_to(rule);
                check(value, cx);
            }
        }
    }

    /// Whether there is nothing to judge.
    pub fn is_empty(&self) -> bool {
        self.scalars.is_empty()
            && self.containers.is_empty()
            && self.pods.is_empty()
            && self.documents.is_empty()
            && self.classes.is_empty()
            && self.meshes.is_empty()
            && self.kinds.iter().all(Vec::is_empty)
    }

    pub(super) fn context<'c>(&self, settings: &'c Settings) -> Option<Context<'c>> {
        let any = self.kinds.iter().flatten().map(|it| it.1);
        let first = any.chain(self.pods.iter().map(|it| it.1)).chain(self.containers.iter().map(|it| it.1));
        let first = first.chain(self.meshes.iter().map(|it| it.0)).chain(self.classes.iter().map(|it| it.0));
        let mut first = first.chain(self.documents.iter().map(|it| it.1)).chain(self.scalars.iter().map(|it| it.0));
        first.next().map(|rule| Context::new(rule, settings))
    }
}
