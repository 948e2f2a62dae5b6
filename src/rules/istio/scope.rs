//! What a policy of Istio is for, by its selector.

use crate::manifest::{Resource, Selector};

/// What a policy selects, empty for all of its namespace; `None` where it is attached otherwise.
pub(super) fn scope(resource: Resource<'_>) -> Option<Selector<'_>> {
    let spec = resource.spec()?;
    if spec.get("targetRef").or(spec.get("targetRefs")).is_some() {
        return None;
    }
    Some(spec.get("selector").map(Selector::of_label_selector).unwrap_or_default())
}
