//! Tokens that pods project into volumes.

use crate::manifest::Pod;
use crate::yaml::Value;

/// Every projected service account token of a pod.
pub(super) fn tokens<'a>(pod: Pod<'a>) -> impl Iterator<Item = Value<'a>> {
    let projected = pod.volumes().filter_map(|it| it.get("projected"));
    projected.flat_map(|it| it.list("sources")).filter_map(|it| it.get("serviceAccountToken"))
}
