//! Checks about privileges of a container's processes.

use super::words::{Set, Setters, quoted};
use super::{Found, exempts_windows, is_baseline_capability};
use crate::manifest::{Container, Pod, Version};
use crate::yaml::Value;

pub(super) fn privileged<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    let mut bad = Setters::default();
    for container in pod.containers() {
        if let Some(value) = container.security("privileged").filter(|it| it.is_true()) {
            bad.container(container, [value]);
        }
    }
    if bad.is_empty() {
        return None;
    }
    let detail = format!("{} must not set securityContext.privileged=true", bad.containers());
    Some(("privileged", detail, bad.nodes()))
}

pub(super) fn escalation<'a>(pod: Pod<'a>, version: Version) -> Option<Found<'a>> {
    if exempts_windows(pod, version) {
        return None;
    }
    let mut bad = Setters::default();
    for container in pod.containers() {
        let value = container.security("allowPrivilegeEscalation");
        if !value.is_some_and(Value::is_false) {
            bad.container(container, [value.unwrap_or(container.value())]);
        }
    }
    if bad.is_empty() {
        return None;
    }
    let detail = format!("{} must set securityContext.allowPrivilegeEscalation=false", bad.containers());
    Some(("allowPrivilegeEscalation != false", detail, bad.nodes()))
}

/// What a container adds or drops; a missing name is the empty one.
fn names<'a>(container: Container<'a>, field: &str) -> impl Iterator<Item = (&'a str, Value<'a>)> {
    let list = container.security("capabilities").map(|it| it.list(field));
    list.into_iter().flatten().map(|it| (it.text().unwrap_or_default(), it))
}

/// Containers that add a capability which is not allowed, and the names.
fn adding<'a>(pod: Pod<'a>, allowed: impl Fn(&str) -> bool) -> (Setters<'a>, Set<'a>) {
    let (mut bad, mut all) = (Setters::default(), Set::new());
    for container in pod.containers() {
        let added: Vec<_> = names(container, "add").filter(|it| !allowed(it.0)).collect();
        all.extend(added.iter().map(|it| it.0));
        if !added.is_empty() {
            bad.container(container, added.into_iter().map(|it| it.1));
        }
    }
    (bad, all)
}

fn must_not_include(bad: &Setters<'_>, names: &Set<'_>) -> String {
    format!("{} must not include {} in securityContext.capabilities.add", bad.containers(), quoted(names))
}

pub(super) fn added_capabilities<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    let (bad, names) = adding(pod, is_baseline_capability);
    (!bad.is_empty()).then(|| ("non-default capabilities", must_not_include(&bad, &names), bad.nodes()))
}

pub(super) fn kept_capabilities<'a>(pod: Pod<'a>, version: Version) -> Option<Found<'a>> {
    if exempts_windows(pod, version) {
        return None;
    }
    let mut keeping = Setters::default();
    for container in pod.containers().filter(|&it| names(it, "drop").all(|(name, _)| name != "ALL")) {
        let capabilities = container.security("capabilities");
        let node = capabilities.map(|it| it.get("drop").unwrap_or(it)).unwrap_or(container.value());
        keeping.container(container, [node]);
    }
    let (adding, names) = adding(pod, |it| it == "NET_BIND_SERVICE");
    let mut details = Vec::new();
    if !keeping.is_empty() {
        details.push(format!("{} must set securityContext.capabilities.drop=[\"ALL\"]", keeping.containers()));
    }
    if !adding.is_empty() {
        details.push(must_not_include(&adding, &names));
    }
    let nodes = keeping.nodes().into_iter().chain(adding.nodes());
    (!details.is_empty()).then(|| ("unrestricted capabilities", details.join("; "), nodes.collect()))
}
