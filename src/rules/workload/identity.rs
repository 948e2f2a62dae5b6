//! The numeric users and groups that take effect in a pod, where they are written.

use crate::manifest::{Container, Pod};
use crate::yaml::Value;

/// Smaller ids may belong to somebody on the node.
pub(super) const LOWEST_FREE_ID: i64 = 10_000;

/// The ids of a field that some container has: those that containers write, then that of the pod if one inherits it. Each
/// with its value and its container, `None` for the pod.
pub(super) fn ids<'a>(
    pod: Pod<'a>,
    field: &'static str,
) -> impl Iterator<Item = (Value<'a>, i64, Option<Container<'a>>)> {
    let own = pod.containers().filter_map(move |it| Some((it.security(field)?, Some(it))));
    let inherits = |_: &Value<'a>| pod.containers().any(|it| it.security(field).is_none());
    let inherited = pod.security(field).filter(inherits).map(|it| (it, None));
    own.chain(inherited).filter_map(|(value, container)| Some((value, value.as_int()?, container)))
}

/// "container `a`", or the pod where there is none.
pub(super) fn name(container: Option<Container<'_>>) -> String {
    container.map_or_else(|| "the pod".to_owned(), |it| format!("container `{}`", it.name()))
}

/// Whether ids mean nothing on the node: those of a user namespace are mapped to others, and Windows has none.
pub(super) fn is_remapped(pod: Pod<'_>) -> bool {
    pod.get("hostUsers").is_some_and(Value::is_false) || pod.is_windows()
}
