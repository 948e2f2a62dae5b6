//! Checks about AppArmor, seccomp, SELinux and the mount of `/proc`.

use super::words::{Set, Setters, plural, quoted, setters};
use super::{APPARMOR_ANNOTATION, Found, allows_root, exempts_windows, is_unconfined};
use crate::manifest::{Pod, Version};
use crate::yaml::Value;

const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// The annotations of the pods, which have the first word on what is no field yet.
fn annotations<'a>(pod: Pod<'a>) -> impl Iterator<Item = (&'a str, &'a str, Value<'a>)> {
    let all = pod.template().get("metadata").and_then(|it| it.get("annotations"));
    let entries = all.into_iter().flat_map(Value::entries);
    entries.filter_map(|(key, value)| {
        let text = if value.is_null() { "" } else { value.text()? };
        Some((key.text()?, text, value))
    })
}

fn kind(profile: Value<'_>) -> &str {
    profile.str("type").unwrap_or_default()
}

pub(super) fn apparmor<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    let mut kinds = Set::new();
    let bad = setters(pod, "appArmorProfile", |it| is_unconfined(it).then(|| kinds.insert(kind(it))).is_some());
    let allowed = |it: &str| matches!(it, "" | "runtime/default") || it.starts_with("localhost/");
    let refused = annotations(pod).filter(|it| it.0.starts_with(APPARMOR_ANNOTATION) && !allowed(it.1));
    let mut refused: Vec<_> = refused.map(|(key, value, node)| (format!("{key}={value:?}"), node)).collect();
    if bad.is_empty() && refused.is_empty() {
        return None;
    }
    refused.sort_by(|a, b| a.0.cmp(&b.0));
    let mut who = bad.list();
    if !refused.is_empty() {
        who.push(plural("annotation", "annotations", refused.len()).to_owned());
    }
    let values: Vec<&str> = kinds.iter().copied().chain(refused.iter().map(|it| it.0.as_str())).collect();
    let detail = format!("{} must not set AppArmor profile type to {}", who.join(" and "), quoted(&values));
    let reason = plural("forbidden AppArmor profile", "forbidden AppArmor profiles", values.len());
    Some((reason, detail, bad.nodes().into_iter().chain(refused.into_iter().map(|it| it.1)).collect()))
}

/// Those who set a seccomp profile that is refused, and its types.
fn bad_seccomp<'a>(pod: Pod<'a>) -> Option<Found<'a>> {
    let mut kinds = Set::new();
    let bad = setters(pod, "seccompProfile", |it| is_unconfined(it).then(|| kinds.insert(kind(it))).is_some());
    if bad.is_empty() {
        return None;
    }
    let detail = format!("{} must not set securityContext.seccompProfile.type to {}", bad.text(), quoted(&kinds));
    Some(("seccompProfile", detail, bad.nodes()))
}

pub(super) fn seccomp<'a>(pod: Pod<'a>, version: Version) -> Option<Found<'a>> {
    if version >= Version::new(1, 19) { bad_seccomp(pod) } else { seccomp_annotations(pod) }
}

/// Before the field there were annotations; those of containers that do not exist are not looked at.
fn seccomp_annotations<'a>(pod: Pod<'a>) -> Option<Found<'a>> {
    let counts = |key: &str| match key.strip_prefix(SECCOMP_CONTAINER) {
        Some(name) => pod.containers().any(|it| it.name() == name),
        None => key == SECCOMP_POD,
    };
    let allowed = |it: &str| matches!(it, "runtime/default" | "docker/default") || it.starts_with("localhost/");
    let refused = annotations(pod).filter(|it| !allowed(it.1) && counts(it.0));
    let mut refused: Vec<_> = refused.map(|(key, value, node)| (format!("{key}={value:?}"), node)).collect();
    if refused.is_empty() {
        return None;
    }
    refused.sort_by(|a, b| a.0.cmp(&b.0));
    let list: Vec<&str> = refused.iter().map(|it| it.0.as_str()).collect();
    let annotation = plural("annotation", "annotations", list.len());
    let detail = format!("forbidden {annotation} {}", list.join(", "));
    Some(("seccompProfile", detail, refused.into_iter().map(|it| it.1).collect()))
}

pub(super) fn seccomp_required<'a>(pod: Pod<'a>, version: Version) -> Option<Found<'a>> {
    if exempts_windows(pod, version) {
        return None;
    }
    if let Some(found) = bad_seccomp(pod) {
        return Some(found);
    }
    if pod.security("seccompProfile").is_some() {
        return None;
    }
    let mut missing = Setters::default();
    for container in pod.containers().filter(|it| it.security("seccompProfile").is_none()) {
        missing.container(container, [container.value()]);
    }
    let asked = "must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"";
    (!missing.is_empty())
        .then(|| ("seccompProfile", format!("pod or {} {asked}", missing.containers()), missing.nodes()))
}

pub(super) fn selinux<'a>(pod: Pod<'a>, version: Version) -> Option<Found<'a>> {
    let allowed = |it: &str| match it {
        "" | "container_t" | "container_init_t" | "container_kvm_t" => true,
        "container_engine_t" => version >= Version::new(1, 31),
        _ => false,
    };
    let (mut kinds, mut user, mut role) = (Set::new(), false, false);
    let bad = setters(pod, "seLinuxOptions", |it| {
        let set = |field| it.str(field).is_some_and(|it| !it.is_empty());
        let bad_kind = !allowed(kind(it));
        if bad_kind {
            kinds.insert(kind(it));
        }
        (user, role) = (user || set("user"), role || set("role"));
        bad_kind || set("user") || set("role")
    });
    if bad.is_empty() {
        return None;
    }
    let mut data = Vec::new();
    if !kinds.is_empty() {
        data.push(format!("{} {}", plural("type", "types", kinds.len()), quoted(&kinds)));
    }
    data.extend(user.then(|| "user may not be set".to_owned()));
    data.extend(role.then(|| "role may not be set".to_owned()));
    let detail = format!("{} set forbidden securityContext.seLinuxOptions: {}", bad.text(), data.join("; "));
    Some(("seLinuxOptions", detail, bad.nodes()))
}

pub(super) fn proc_mount<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    let (mut bad, mut kinds) = (Setters::default(), Set::new());
    for container in pod.containers() {
        let value = container.security("procMount");
        if let Some((value, kind)) = value.and_then(|it| Some((it, it.text().filter(|&it| it != "Default")?))) {
            bad.container(container, [value]);
            kinds.insert(kind);
        }
    }
    if bad.is_empty() {
        return None;
    }
    let detail = format!("{} must not set securityContext.procMount to {}", bad.containers(), quoted(&kinds));
    Some(("procMount", detail, bad.nodes()))
}

/// With a user namespace of its own, a pod may see all of `/proc`, from the policy on that lets it run as root.
pub(super) fn proc_mount_unless_user_namespace<'a>(pod: Pod<'a>, version: Version) -> Option<Found<'a>> {
    if allows_root(pod, version) { None } else { proc_mount(pod, version) }
}
