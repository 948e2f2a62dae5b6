//! [`Pods`] and [`Containers`]: the ways through an object that nearly every rule goes, by hand and without allocations.

use super::{Container, ContainerClass, Pod, Resource};
use crate::yaml::{Children, Value};

/// The pods of an object.
#[derive(Clone, Debug)]
pub struct Pods<'a> {
    first: Option<Pod<'a>>,
    more: std::vec::IntoIter<Pod<'a>>,
}

impl<'a> Pods<'a> {
    pub(super) fn of(resource: Resource<'a>, steps: bool) -> Self {
        let kind = resource.kind();
        let steps = if steps { kind.step_lists() } else { &[] };
        match (kind.pod_templates(), steps) {
            ([], []) => Self::one(None),
            ([path], []) if !path.contains(['[', '{']) => {
                let template = if path.is_empty() { Some(resource.root()) } else { resource.root().path(path) };
                Self::one(template.and_then(|it| Pod::at(resource, it)))
            }
            (templates, steps) => {
                let at = |path: &&'static str| locate(resource.root(), path);
                let templates = templates.iter().flat_map(at).filter_map(|it| Pod::at(resource, it));
                let steps = steps.iter().flat_map(at).filter(|it| it.is_mapping());
                let all: Vec<_> = templates.chain(steps.map(|it| Pod::of_steps(resource, it))).collect();
                Self { first: None, more: all.into_iter() }
            }
        }
    }

    fn one(first: Option<Pod<'a>>) -> Self {
        Self { first, more: Vec::new().into_iter() }
    }
}

impl<'a> Iterator for Pods<'a> {
    type Item = Pod<'a>;

    #[inline]
    fn next(&mut self) -> Option<Pod<'a>> {
        self.first.take().or_else(|| self.more.next())
    }
}

/// The containers of a pod in the order of the Pod Security admission plugin: init, regular, ephemeral.
#[derive(Clone, Debug)]
pub struct Containers<'a> {
    pod: Pod<'a>,
    lists: std::slice::Iter<'static, (&'static str, ContainerClass)>,
    class: ContainerClass,
    items: Option<Children<'a>>,
}

const POD: &[(&str, ContainerClass)] = &[
    ("initContainers", ContainerClass::Init),
    ("containers", ContainerClass::Regular),
    ("ephemeralContainers", ContainerClass::Ephemeral),
];

/// Of Argo Workflows and of Tekton.
const STEPS: &[(&str, ContainerClass)] = &[
    ("initContainers", ContainerClass::Step),
    ("container", ContainerClass::Step),
    ("script", ContainerClass::Step),
    ("containerSet.containers", ContainerClass::Step),
    ("steps", ContainerClass::Step),
    ("sidecars", ContainerClass::Step),
];

impl<'a> Containers<'a> {
    #[inline]
    pub(super) fn of(pod: Pod<'a>) -> Self {
        let lists = if pod.is_open() { STEPS } else { POD };
        Self { pod, lists: lists.iter(), class: ContainerClass::Regular, items: None }
    }

    fn of_steps(&self, field: &str) -> (Option<Value<'a>>, Option<Value<'a>>) {
        let value = self.pod.spec().path(field);
        (value.filter(|it| it.is_mapping()), value.filter(|it| it.is_sequence()))
    }
}

impl<'a> Iterator for Containers<'a> {
    type Item = Container<'a>;

    fn next(&mut self) -> Option<Container<'a>> {
        loop {
            let open = self.pod.is_open();
            // The steps of an Argo workflow that call other templates are lists.
            let fits = |it: &Value<'a>| it.is_mapping() && !(open && is_call(*it));
            if let Some(it) = self.items.as_mut().and_then(|it| it.find(fits)) {
                return Some(Container::new(self.pod, it, self.class));
            }
            let &(field, class) = self.lists.next()?;
            self.class = class;
            let (single, list) = match open {
                true => self.of_steps(field),
                false => (None, self.pod.spec().get(field).filter(|it| it.is_sequence())),
            };
            self.items = list.map(Value::items);
            if let Some(it) = single {
                return Some(Container::new(self.pod, it, class));
            }
        }
    }
}

/// Whether a step calls something else that is written elsewhere.
fn is_call(step: Value<'_>) -> bool {
    ["template", "templateRef", "ref", "inline"].iter().any(|it| step.get(it).is_some())
}

/// The values at a path with wildcards; see [`Kind::pod_templates`](super::Kind::pod_templates).
fn locate<'a>(root: Value<'a>, path: &'static str) -> impl Iterator<Item = Value<'a>> {
    let part = path.split_once("[]").map(|it| (it, false)).or_else(|| path.split_once("{}").map(|it| (it, true)));
    let plain = match part {
        None if path.is_empty() => Some(root),
        None => root.path(path),
        Some(_) => None,
    };
    let many =
        part.and_then(|((before, rest), mapping)| Some((root.path(before)?, rest.trim_start_matches('.'), mapping)));
    plain.into_iter().chain(many.into_iter().flat_map(|(holder, rest, mapping)| {
        let items = holder.items().filter(move |_| !mapping);
        let values = Some(holder).filter(|_| mapping).into_iter().flat_map(|it| it.entries().map(|it| it.1));
        items.chain(values).filter_map(move |it| if rest.is_empty() { Some(it) } else { it.path(rest) })
    }))
}
