//! Checks about volumes and settings of the kernel.

use super::words::{Set, plural, quoted};
use super::{Found, is_safe_sysctl};
use crate::manifest::{Pod, Version};
use crate::yaml::Value;

/// Sources that *restricted* allows.
const ALLOWED: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// The other sources there are, in the order in which the plugin looks for them. A volume without any becomes an `emptyDir`
/// before the plugin sees it.
const REFUSED: [&str; 21] = [
    "hostPath",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "gitRepo",
    "nfs",
    "iscsi",
    "glusterfs",
    "rbd",
    "flexVolume",
    "cinder",
    "cephfs",
    "flocker",
    "fc",
    "azureFile",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "storageos",
];

fn name(volume: Value<'_>) -> &str {
    volume.str("name").unwrap_or_default()
}

pub(super) fn host_path_volumes<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    let all: Vec<_> = pod.volumes().filter_map(|it| Some((name(it), it.get("hostPath")?))).collect();
    if all.is_empty() {
        return None;
    }
    let names = quoted(all.iter().map(|it| it.0));
    let detail = format!("{} {names}", plural("volume", "volumes", all.len()));
    Some(("hostPath volumes", detail, all.into_iter().map(|it| it.1).collect()))
}

pub(super) fn restricted_volumes<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    let (mut names, mut types, mut nodes) = (Vec::new(), Set::new(), Vec::new());
    for volume in pod.volumes().filter(|it| ALLOWED.iter().all(|kind| it.get(kind).is_none())) {
        if let Some((kind, node)) = REFUSED.iter().find_map(|&kind| Some((kind, volume.get(kind)?))) {
            names.push(name(volume));
            types.insert(kind);
            nodes.push(node);
        }
    }
    if names.is_empty() {
        return None;
    }
    let (volume, uses) = (plural("volume", "volumes", names.len()), plural("uses", "use", names.len()));
    let kind = plural("restricted volume type", "restricted volume types", types.len());
    let detail = format!("{volume} {} {uses} {kind} {}", quoted(&names), quoted(&types));
    Some(("restricted volume types", detail, nodes))
}

pub(super) fn sysctls<'a>(pod: Pod<'a>, version: Version) -> Option<Found<'a>> {
    let all = pod.security("sysctls").map(|it| it.items());
    let named = all.into_iter().flatten().map(|it| (it.get("name"), it));
    let name = |it: Option<Value<'a>>| it.and_then(Value::text).unwrap_or_default();
    let bad: Vec<_> = named.filter(|it| !is_safe_sysctl(name(it.0), version)).collect();
    if bad.is_empty() {
        return None;
    }
    let names: Vec<_> = bad.iter().map(|it| name(it.0)).collect();
    Some(("forbidden sysctls", names.join(", "), bad.iter().map(|it| it.0.unwrap_or(it.1)).collect()))
}
