//! What the rules about missing requests and limits share.

use crate::finding::Severity;
use crate::index::Index;
use crate::manifest::{Bound, Container, ContainerClass, Pod, Resource, Version};
use crate::rule::Context;
use crate::yaml::Value;

/// Options of these rules.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Options {
    /// Report init containers that end before the pod works, too.
    pub init_containers: bool,
}

/// The first Kubernetes that gives resources to pods as a whole unless asked not to.
const POD_LEVEL: Version = Version::new(1, 34);

/// The containers of a workload that do not get what they should have: by their own words, by those of the pod, or by a
/// LimitRange of the namespace. Ephemeral containers cannot have resources.
pub(super) fn lacking<'a>(
    resource: Resource<'a>,
    index: &Index<'a>,
    cx: &Context<'_>,
    bound: Bound,
    name: &str,
) -> Vec<Container<'a>> {
    // What completes a pod from elsewhere may set it there.
    let pods = Pod::all(resource).filter(|it| !it.is_open() && !is_set_for_pod(*it, cx, bound, name));
    let lacks = |it: &Container<'a>| it.class() != ContainerClass::Ephemeral && !bound.is_set(it.value(), name);
    let mut open: Vec<_> = pods.flat_map(Pod::containers).filter(lacks).collect();
    if open.is_empty() || !cx.options::<Options>().init_containers {
        open.retain(|it| it.is_long_running());
    }
    // A zero that is written is not replaced by a default.
    if !open.is_empty() && index.defaults(bound, name, resource) {
        open.retain(|it| bound.effective(it.value(), name).is_some());
    }
    open
}

/// Reports the containers that lack it. Where a quota of the namespace asks for it, nothing that lacks it is let in.
pub(super) fn report<'a>(
    resource: Resource<'a>,
    index: &Index<'a>,
    cx: &mut Context<'_>,
    (bound, name): (Bound, &str),
    (what, help): (&str, &str),
) {
    let mut quota = None;
    for container in lacking(resource, index, cx, bound, name) {
        let finding = cx.report(container, format!("container `{}` has no {what}", container.name())).help(help);
        let quota = *quota.get_or_insert_with(|| index.demanded_by_quota(bound, name, resource));
        // A zero is one, too.
        if let Some(quota) = quota.filter(|_| bound.effective(container.value(), name).is_none()) {
            finding.severity(Severity::High).label(quota, format!("this quota lets no pod in that has no {what}"));
        }
    }
}

/// Whether the pod as a whole has it, in a cluster that knows of that.
pub(super) fn is_set_for_pod(pod: Pod<'_>, cx: &Context<'_>, bound: Bound, name: &str) -> bool {
    cx.kubernetes_version() >= POD_LEVEL && bound.is_set_for(pod, name)
}

/// Who has `resources`: a container, or the pod as a whole.
#[derive(Clone, Copy)]
pub(super) struct Holder<'a> {
    /// The container or the PodSpec.
    pub value: Value<'a>,
    container: Option<Container<'a>>,
}

impl Holder<'_> {
    /// "container `app`", for messages.
    pub(super) fn whose(&self) -> String {
        self.container.map_or("the pod".to_owned(), |it| format!("container `{}`", it.name()))
    }
}

/// The pod, as far as it has resources as a whole, and then its containers that have any.
pub(super) fn holders<'a>(pod: Pod<'a>) -> impl Iterator<Item = Holder<'a>> {
    let containers = pod.containers().map(|it| Holder { value: it.value(), container: Some(it) });
    let all = [Holder { value: pod.spec(), container: None }].into_iter().chain(containers);
    all.filter(|it| it.value.get("resources").is_some())
}
