//! Checks about the user of a container's processes.

use super::words::{Setters, setters};
use super::{Found, allows_root};
use crate::manifest::{Pod, Version};
use crate::yaml::Value;

pub(super) fn non_root<'a>(pod: Pod<'a>, version: Version) -> Option<Found<'a>> {
    const REASON: &str = "runAsNonRoot != true";
    if allows_root(pod, version) {
        return None;
    }
    let explicit = setters(pod, "runAsNonRoot", Value::is_false);
    if !explicit.is_empty() {
        let detail = format!("{} must not set securityContext.runAsNonRoot=false", explicit.text());
        return Some((REASON, detail, explicit.nodes()));
    }
    if pod.security("runAsNonRoot").is_some_and(Value::is_true) {
        return None;
    }
    let mut missing = Setters::default();
    for container in pod.containers().filter(|it| !it.security("runAsNonRoot").is_some_and(Value::is_true)) {
        missing.container(container, [container.value()]);
    }
    if missing.is_empty() {
        return None;
    }
    let detail = format!("pod or {} must set securityContext.runAsNonRoot=true", missing.containers());
    Some((REASON, detail, missing.nodes()))
}

pub(super) fn root<'a>(pod: Pod<'a>, version: Version) -> Option<Found<'a>> {
    if allows_root(pod, version) {
        return None;
    }
    let bad = setters(pod, "runAsUser", |it| it.as_int() == Some(0));
    (!bad.is_empty()).then(|| ("runAsUser=0", format!("{} must not set runAsUser=0", bad.text()), bad.nodes()))
}
