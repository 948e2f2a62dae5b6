//! What the rules about Pod Security labels share.

use crate::finding::{Edit, Finding};
use crate::index::Index;
use crate::manifest::pss::{self, Level, Mode, Violation};
use crate::manifest::{Kind, Pod, Resource, Version};
use crate::source::Span;
use crate::yaml::Value;

/// The strictest level of a version that lets in all pods of a Namespace; `None` where the input holds none.
pub(super) fn strictest<'a>(namespace: Resource<'a>, index: &Index<'a>, version: Version) -> Option<Level> {
    let mut lowest = None;
    for pod in index.pods_in(namespace) {
        let level = pss::strictest(pod, version);
        lowest = Some(lowest.map_or(level, |it: Level| it.min(level)));
        if lowest == Some(Level::Privileged) {
            break;
        }
    }
    lowest
}

/// Whether somebody else looks after the pods of a Namespace: defaults of the cluster, an exemption, a policy engine, or the
/// cluster itself for its own namespaces.
pub(super) fn is_cared_for<'a>(namespace: Resource<'a>, index: &Index<'a>) -> bool {
    let name = namespace.name();
    name.starts_with("kube-")
        || name.starts_with("openshift")
        || index.has_policy_engine(namespace)
        || index.pod_security_configurations(namespace).any(|it| it.enforces() || it.exempts("namespaces", name))
}

/// Whether the configuration of the cluster, where the input holds it, passes the pod over.
pub(super) fn is_exempt<'a>(pod: Pod<'a>, namespace: Resource<'a>, index: &Index<'a>) -> bool {
    let class = pod.get("runtimeClassName").and_then(Value::as_str);
    index.pod_security_configurations(namespace).any(|it| {
        it.exempts("namespaces", namespace.name())
            || class.is_some_and(|class| it.exempts("runtimeClasses", class))
            // Whoever creates pods for controllers is named here.
            || pod.resource().kind() != Kind::Pod
                && it.exempt("usernames").any(|it| it.text().is_some_and(|it| it.starts_with("system:serviceaccount:kube-system:")))
    })
}

/// Writes the level that is to be enforced.
pub(super) fn enforce(namespace: Resource<'_>, level: Level) -> Vec<Edit> {
    Edit::insert_into(namespace.root(), &["metadata", "labels", &Mode::Enforce.label()], level.as_str())
}

/// Labels the places of violations, one label a place, other than the first of all.
pub(super) fn show(finding: &mut Finding, violations: &[Violation<'_>]) {
    let mut places: Vec<(Span, Vec<&str>)> = Vec::new();
    for (node, reason) in violations.iter().flat_map(|it| it.nodes.iter().map(|node| (node.grip(), it.reason))) {
        match places.iter_mut().find(|it| it.0 == node) {
            Some((_, reasons)) if !reasons.contains(&reason) => reasons.push(reason),
            Some(_) => {}
            None => places.push((node, vec![reason])),
        }
    }
    for (place, reasons) in places {
        if place == finding.span() {
            finding.caption(reasons.join(", "));
        } else {
            finding.label(place, reasons.join(", "));
        }
    }
}
