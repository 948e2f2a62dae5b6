//! Settings of one pod that the API server or the kubelet refuses together. Also the guard rail of fixes: none may lead into
//! one of these.

use super::{Container, ContainerClass, Pod, pss};
use crate::yaml::Value;

/// Two settings, or a setting and its place, that exclude each other.
#[derive(Clone, Debug)]
pub struct Conflict<'a> {
    /// The setting to look at.
    pub at: Value<'a>,
    /// What it conflicts with, where that is written.
    pub other: Option<Value<'a>>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// All conflicts of a pod, pod level first.
pub fn conflicts<'a>(pod: Pod<'a>) -> Vec<Conflict<'a>> {
    let mut found = Vec::new();
    of_namespaces(pod, &mut found);
    of_system(pod, &mut found);
    of_profiles(pod.security("seccompProfile"), &mut found);
    of_profiles(pod.security("appArmorProfile"), &mut found);
    for container in pod.containers() {
        of_privileges(container, &mut found);
        of_profiles(container.security("seccompProfile"), &mut found);
        of_profiles(container.security("appArmorProfile"), &mut found);
        of_mounts(container, &mut found);
        of_class(container, &mut found);
    }
    found
}

fn add<'a>(
    found: &mut Vec<Conflict<'a>>,
    at: Value<'a>,
    other: Option<Value<'a>>,
    message: impl Into<String>,
    help: &'static str,
) {
    found.push(Conflict { at, other, message: message.into(), help });
}

fn on(pod: Pod<'_>, field: &str) -> bool {
    pod.spec().flag(field)
}

fn of_namespaces<'a>(pod: Pod<'a>, found: &mut Vec<Conflict<'a>>) {
    if let Some(own) = pod.get("hostUsers").filter(|it| it.is_false()) {
        for field in ["hostNetwork", "hostPID", "hostIPC"] {
            if let Some(it) = pod.get(field).filter(|it| it.is_true()) {
                let message = format!("`{field}` and a user namespace of its own exclude each other");
                add(found, it, Some(own), message, "delete one of the two lines");
            }
        }
        for container in pod.containers() {
            if let Some(it) = container.get("volumeDevices").filter(|it| !it.is_empty()) {
                let message = "block devices and a user namespace of its own exclude each other";
                add(found, it, Some(own), message, "mount a file system, or delete `hostUsers: false`");
            }
        }
    }
    let share = pod.get("shareProcessNamespace").filter(|it| it.is_true());
    if let Some(share) = share.filter(|_| on(pod, "hostPID")) {
        let message = "`shareProcessNamespace` and `hostPID` exclude each other";
        add(found, share, pod.get("hostPID"), message, "delete one of the two lines");
    }
    if let Some(name) = pod.get("hostnameOverride") {
        for field in ["hostNetwork", "setHostnameAsFQDN"].into_iter().filter(|it| on(pod, it)) {
            let message = format!("`hostnameOverride` and `{field}` exclude each other");
            add(found, name, pod.get(field), message, "delete one of the two lines");
        }
    }
    if !on(pod, "hostNetwork") {
        return;
    }
    for port in pod.containers().flat_map(|it| it.value().list("ports")) {
        let Some(host) = port.get("hostPort").filter(|it| it.as_int().is_some_and(|it| it != 0)) else { continue };
        if port.get("containerPort").and_then(Value::as_int) != host.as_int() {
            let message = "on the host network `hostPort` must equal `containerPort`";
            add(found, host, pod.get("hostNetwork"), message, "delete `hostPort`");
        }
    }
}

/// Settings of one operating system in a pod of the other (`PodSpec.OS` lists them).
fn of_system<'a>(pod: Pod<'a>, found: &mut Vec<Conflict<'a>>) {
    const POD: [&str; 5] = ["hostPID", "hostIPC", "hostUsers", "shareProcessNamespace", "resources"];
    const POD_CONTEXT: [&str; 10] = [
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "fsGroup",
        "fsGroupChangePolicy",
        "sysctls",
        "runAsUser",
        "runAsGroup",
        "supplementalGroups",
        "supplementalGroupsPolicy",
    ];
    const CONTEXT: [&str; 10] = [
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "capabilities",
        "readOnlyRootFilesystem",
        "privileged",
        "allowPrivilegeEscalation",
        "procMount",
        "runAsUser",
        "runAsGroup",
    ];
    let Some(system) = pod.spec().path("os.name") else { return };
    let contexts = || pod.containers().filter_map(|it| it.get("securityContext"));
    match system.as_str() {
        Some("windows") => {
            let of_pod = POD.iter().filter_map(|it| pod.get(it)).filter(|it| !it.is_false());
            let of_context = POD_CONTEXT.iter().filter_map(|it| pod.security(it));
            let of_containers = contexts().flat_map(|it| CONTEXT.iter().filter_map(move |field| it.get(field)));
            for it in of_pod.chain(of_context).chain(of_containers) {
                let message = format!("`{}` is a setting of Linux", it.key_text().unwrap_or_default());
                add(found, it, Some(system), message, "delete it from the Windows pod");
            }
        }
        Some("linux") => {
            let of_pod = pod.security("windowsOptions");
            for it in of_pod.into_iter().chain(contexts().filter_map(|it| it.get("windowsOptions"))) {
                let message = "`windowsOptions` is a setting of Windows";
                add(found, it, Some(system), message, "delete it from the Linux pod");
            }
        }
        _ => {}
    }
}

fn of_profiles<'a>(profile: Option<Value<'a>>, found: &mut Vec<Conflict<'a>>) {
    let Some((profile, kind)) = profile.and_then(|it| Some((it, it.get("type")?))) else { return };
    let file = profile.get("localhostProfile");
    match (kind.as_str(), file) {
        (Some("Localhost"), None) => {
            let message = "a `Localhost` profile needs `localhostProfile`";
            add(found, kind, None, message, "name the profile, or use `RuntimeDefault`");
        }
        (Some("RuntimeDefault" | "Unconfined"), Some(file)) => {
            let message = "`localhostProfile` is for profiles of type `Localhost` only";
            add(found, file, Some(kind), message, "delete one of the two lines");
        }
        _ => {}
    }
}

fn of_privileges<'a>(container: Container<'a>, found: &mut Vec<Conflict<'a>>) {
    if let Some(escalation) = container.security("allowPrivilegeEscalation").filter(|it| it.is_false()) {
        if let Some(privileged) = container.security("privileged").filter(|it| it.is_true()) {
            let message = "a privileged container cannot forbid privilege escalation";
            add(found, escalation, Some(privileged), message, "delete `privileged`");
        }
        let mut added = container.security("capabilities").into_iter().flat_map(|it| it.list("add"));
        // The API server looks for this spelling only.
        if let Some(entry) = added.find(|it| it.as_str() == Some("CAP_SYS_ADMIN")) {
            let message = "a container with `CAP_SYS_ADMIN` cannot forbid privilege escalation";
            add(found, escalation, Some(entry), message, "do not add the capability");
        }
    }
    let unmasked = container.security("procMount").filter(|it| it.as_str() == Some("Unmasked"));
    if let Some(it) = unmasked.filter(|_| !container.pod().get("hostUsers").is_some_and(Value::is_false)) {
        let message = "an unmasked `/proc` needs a user namespace of its own";
        add(found, it, None, message, "delete `procMount`, or set `hostUsers: false` for the pod");
    }
    apparmor_annotation(container, found);
}

/// The old annotation must say what the field says.
fn apparmor_annotation<'a>(container: Container<'a>, found: &mut Vec<Conflict<'a>>) {
    let key = format!("{}{}", pss::APPARMOR_ANNOTATION, container.name());
    let Some(old) = container.pod().annotation(&key) else { return };
    let Some(field) = container.effective("appArmorProfile") else { return };
    let meant = match field.str("type") {
        Some("RuntimeDefault") => "runtime/default".to_owned(),
        Some("Unconfined") => "unconfined".to_owned(),
        Some("Localhost") => format!("localhost/{}", field.str("localhostProfile").unwrap_or_default()),
        _ => return,
    };
    if old.text() != Some(&meant) {
        add(found, old, Some(field), "the AppArmor annotation and the field disagree", "delete the annotation");
    }
}

fn of_mounts<'a>(container: Container<'a>, found: &mut Vec<Conflict<'a>>) {
    for mount in container.value().list("volumeMounts") {
        let both = mount.get("mountPropagation").filter(|it| it.as_str() == Some("Bidirectional"));
        if let Some(it) = both.filter(|_| !container.is_privileged()) {
            let message = "`Bidirectional` mount propagation needs a privileged container";
            add(found, it, None, message, "use `HostToContainer` or none");
        }
        let recursive =
            mount.get("recursiveReadOnly").filter(|it| matches!(it.as_str(), Some("Enabled" | "IfPossible")));
        if let Some(it) = recursive.filter(|_| !mount.flag("readOnly")) {
            add(found, it, mount.get("readOnly"), "`recursiveReadOnly` needs `readOnly`", "set `readOnly: true`");
        }
    }
}

/// Fields that a class of containers does not have.
fn of_class<'a>(container: Container<'a>, found: &mut Vec<Conflict<'a>>) {
    const RUNNING: [&str; 4] = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];
    match container.class() {
        ContainerClass::Init if !container.is_sidecar() => {
            for it in RUNNING.iter().filter_map(|it| container.get(it)) {
                let message = format!("init containers have no `{}`", it.key_text().unwrap_or_default());
                add(
                    found,
                    it,
                    None,
                    message,
                    "delete it, or make the container a sidecar with `restartPolicy: Always`",
                );
            }
        }
        ContainerClass::Ephemeral => {
            let message = format!("ephemeral container `{}` cannot be created with the pod", container.name());
            let at = container.get("name").unwrap_or(container.value());
            add(found, at, None, message, "delete it; `kubectl debug` adds it to a running pod");
        }
        _ => {}
    }
}
