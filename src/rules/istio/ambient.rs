//! What the rules about ambient mode have in common: which policies a ztunnel gets.

use crate::index::{DataPlane, Index};
use crate::manifest::{AuthorizationPolicy, Kind, Resource};
use crate::yaml::Value;

/// Where it is said that all workloads of an object's namespace are enrolled by their node's proxy.
pub(super) fn enrolled<'a>(resource: Resource<'a>, index: &Index<'a>) -> Option<Value<'a>> {
    let name = resource.namespace()?;
    let namespace = index.find(Kind::Namespace, name, resource).found()?;
    match index.data_plane_of_namespace(namespace) {
        DataPlane::Ambient(at) => Some(at),
        _ => None,
    }
}

/// The policy of an object, if a ztunnel is to enforce it, and where that is said. A policy with `targetRefs` is for a
/// waypoint.
pub(super) fn policy<'a>(resource: Resource<'a>, index: &Index<'a>) -> Option<(AuthorizationPolicy<'a>, Value<'a>)> {
    let policy = AuthorizationPolicy::of(resource).filter(|it| !it.has_targets() && !it.guards_gateway())?;
    let at = enrolled(resource, index)?;
    // Pods with a sidecar enforce it themselves.
    let selector = policy.selector();
    let pods = if selector.is_empty() { Vec::new() } else { index.selected(&selector, resource) };
    let ambient = |it| matches!(index.data_plane(it), DataPlane::Ambient(_) | DataPlane::Unknown);
    (pods.is_empty() || pods.into_iter().any(ambient)).then_some((policy, at))
}
