//! How many pods a workload runs.

use super::SCALABLE;
use crate::rule::prelude::*;

/// The least number of pods a workload runs, with the place that says so; `None` where the input does not tell. Unset means
/// one, for the workload and for its autoscaler.
pub(super) fn least<'a>(workload: Resource<'a>, index: &Index<'a>) -> Option<(i64, Option<Value<'a>>)> {
    if !SCALABLE.contains(&workload.kind()) {
        return None;
    }
    let at = match index.autoscaler(workload) {
        Some(it) if it.kind() == Kind::HorizontalPodAutoscaler => it.path("spec.minReplicas"),
        Some(_) => return None,
        None => workload.path("spec.replicas"),
    };
    at.map_or(Some((1, None)), |it| Some((it.as_int()?, Some(it))))
}
