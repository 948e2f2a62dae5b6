//! The sentences of the admission plugin: who set something, in the singular or the plural.

use crate::manifest::{Container, Pod};
use crate::yaml::Value;
use std::collections::BTreeSet;

/// One of two words.
pub(super) fn plural(one: &'static str, many: &'static str, count: usize) -> &'static str {
    if count == 1 { one } else { many }
}

/// `"a", "b"`
pub(super) fn quoted<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|it| format!("\"{}\"", it.as_ref())).collect();
    items.join(", ")
}

/// A set that is listed in order.
pub(super) type Set<'a> = BTreeSet<&'a str>;

/// Those who set something, in the order of the plugin, and where.
#[derive(Default)]
pub(super) struct Setters<'a> {
    pod: bool,
    containers: Vec<&'a str>,
    nodes: Vec<Value<'a>>,
}

impl<'a> Setters<'a> {
    /// Takes in the pod's own setting.
    pub(super) fn pod(&mut self, node: Value<'a>) {
        self.pod = true;
        self.nodes.push(node);
    }

    /// Takes in a container, once however much it does.
    pub(super) fn container(&mut self, container: Container<'a>, nodes: impl IntoIterator<Item = Value<'a>>) {
        self.containers.push(container.name());
        self.nodes.extend(nodes);
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.pod && self.containers.is_empty()
    }

    /// How many containers there are.
    pub(super) fn count(&self) -> usize {
        self.containers.len()
    }

    /// `container "a"` or `containers "a", "b"`.
    pub(super) fn containers(&self) -> String {
        format!("{} {}", plural("container", "containers", self.count()), quoted(&self.containers))
    }

    /// `pod`, the containers, or both.
    pub(super) fn list(&self) -> Vec<String> {
        let pod = self.pod.then(|| "pod".to_owned());
        pod.into_iter().chain((self.count() > 0).then(|| self.containers())).collect()
    }

    /// Joined by `and`.
    pub(super) fn text(&self) -> String {
        self.list().join(" and ")
    }

    /// Points at a field of what is pointed at.
    pub(super) fn narrow(&mut self, field: &str) {
        self.nodes.iter_mut().for_each(|it| *it = it.get(field).unwrap_or(*it));
    }

    pub(super) fn nodes(self) -> Vec<Value<'a>> {
        self.nodes
    }
}

/// Fills in what the pod and its containers say in a field of `securityContext` that is bad.
pub(super) fn setters<'a>(pod: Pod<'a>, field: &str, mut is_bad: impl FnMut(Value<'a>) -> bool) -> Setters<'a> {
    let mut all = Setters::default();
    if let Some(value) = pod.security(field).filter(|&it| is_bad(it)) {
        all.pod(value);
    }
    for container in pod.containers() {
        if let Some(value) = container.security(field).filter(|&it| is_bad(it)) {
            all.container(container, [value]);
        }
    }
    all
}
