//! Windows containers that are processes of the node.

use crate::manifest::Pod;
use crate::yaml::Value;

/// `hostProcess: true` of some `windowsOptions`.
pub(super) fn of(options: Option<Value<'_>>) -> Option<Value<'_>> {
    options?.get("hostProcess").filter(|it| it.is_true())
}

/// Whether some container of the pod is one.
pub(super) fn is_used(pod: Pod<'_>) -> bool {
    of(pod.security("windowsOptions")).is_some()
        || pod.containers().any(|it| of(it.security("windowsOptions")).is_some())
}
