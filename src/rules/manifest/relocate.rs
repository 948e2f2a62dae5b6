//! Where security settings belong, and moving them there. What would weaken the pod there is left to a person.

use crate::finding::Edit;
use crate::manifest::{Pod, pss};
use crate::yaml::Value;

/// Only in the `securityContext` of a container.
pub(super) const CONTAINER: [&str; 5] =
    ["privileged", "allowPrivilegeEscalation", "capabilities", "readOnlyRootFilesystem", "procMount"];

/// Only in the `securityContext` of the pod.
pub(super) const POD: [&str; 6] = [
    "fsGroup",
    "fsGroupChangePolicy",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "sysctls",
    "seLinuxChangePolicy",
];

/// In either.
pub(super) const BOTH: [&str; 7] = [
    "runAsUser",
    "runAsGroup",
    "runAsNonRoot",
    "seLinuxOptions",
    "seccompProfile",
    "appArmorProfile",
    "windowsOptions",
];

/// In the spec of the pod itself.
pub(super) const SPEC: [&str; 5] = ["hostNetwork", "hostPID", "hostIPC", "hostUsers", "shareProcessNamespace"];

/// Moves a setting below a mapping.
pub(super) fn moved(value: Value<'_>, to: Value<'_>, path: &[&str]) -> Vec<Edit> {
    if hardens(value) { Edit::move_entry(value, to, path) } else { Vec::new() }
}

/// Moves a setting to all containers; none if one of them has it already.
pub(super) fn to_containers(value: Value<'_>, pod: Pod<'_>) -> Vec<Edit> {
    let Some(field) = value.key_text().filter(|_| hardens(value)) else { return Vec::new() };
    let each: Vec<_> =
        pod.containers().map(|it| Edit::move_entry(value, it.value(), &["securityContext", field])).collect();
    if each.iter().any(Vec::is_empty) { Vec::new() } else { each.into_iter().flatten().collect() }
}

fn hardens(value: Value<'_>) -> bool {
    match value.key_text().unwrap_or_default() {
        "allowPrivilegeEscalation" | "hostUsers" => value.is_false(),
        "readOnlyRootFilesystem" | "runAsNonRoot" => value.is_true(),
        "runAsUser" | "runAsGroup" => value.as_int().is_some_and(|it| it > 0),
        "capabilities" => value.get("add").is_none_or(Value::is_empty),
        "seccompProfile" | "appArmorProfile" => !pss::is_unconfined(value),
        "fsGroup" | "fsGroupChangePolicy" | "supplementalGroups" | "supplementalGroupsPolicy" => true,
        "securityContext" => value.written().all(|it| hardens(it.1)),
        _ => false,
    }
}
