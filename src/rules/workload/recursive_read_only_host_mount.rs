//! `recursive-read-only-host-mount`

use crate::manifest::host_path::{host_paths, mounts};
use crate::rule::prelude::*;

declare_rule! {
    /// Folders of the node mounted read-only whose mounts below can be written.
    ///
    /// ## Why is this bad?
    /// `readOnly` holds for the mount itself, not for what is mounted below it on the node: volumes of other pods below
    /// `/var/lib/kubelet`, cgroups below `/sys`, disks below `/mnt`. With `recursiveReadOnly` it holds for all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts:
    ///         - {name: node, mountPath: /host, readOnly: true}
    ///   volumes:
    ///     - name: node
    ///       hostPath: {path: /var/lib}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts:
    ///         - {name: node, mountPath: /host, readOnly: true, recursiveReadOnly: IfPossible}
    ///   volumes:
    ///     - name: node
    ///       hostPath: {path: /var/lib}
    /// ```
    pub RECURSIVE_READ_ONLY_HOST_MOUNT = "recursive-read-only-host-mount" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:732"],
        keys: ["hostPath"],
        check: Pod(check)
    }
}

/// Folders of a node below which something else is mounted.
const HOLDERS: [&str; 10] = [
    "/proc",
    "/sys/fs",
    "/dev",
    "/run",
    "/var/lib/kubelet/pods",
    "/var/lib/docker",
    "/var/lib/containerd",
    "/var/lib/containers",
    "/mnt",
    "/media",
];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    // Before 1.31 the field is unknown or off.
    if cx.kubernetes_version() < Version::new(1, 31) {
        return;
    }
    for (volume, source, path) in host_paths(pod) {
        if !holds_mounts(&path) || matches!(source.str("type"), Some("File" | "FileOrCreate" | "Socket")) {
            continue;
        }
        for (container, mount) in mounts(pod, volume) {
            let recursive = matches!(mount.str("recursiveReadOnly"), Some("Enabled" | "IfPossible"));
            // Others than root are kept from most of it by the modes of the files.
            let root = container.effective("runAsUser").and_then(Value::as_int).is_none_or(|it| it == 0);
            if !mount.flag("readOnly") || recursive || !root || container.is_privileged() {
                continue;
            }
            let at = mount.get("readOnly").unwrap_or(mount);
            let message = format!(
                "what is mounted below `{path}` of the node can be written by container `{}`",
                container.name()
            );
            let finding = cx.report(at, message);
            finding.label(source, "the folder of the node");
            // The API server refuses the two together.
            if mount.get("mountPropagation").is_some_and(|it| it.as_str() != Some("None")) {
                finding.help(
                    "mount a folder with nothing below it; mounts that propagate cannot be recursively read-only",
                );
                continue;
            }
            finding.help("set `recursiveReadOnly: IfPossible`").fix(
                Safety::Unsafe,
                "make it recursive",
                Edit::insert_into(mount, &["recursiveReadOnly"], "IfPossible"),
            );
        }
    }
}

/// Whether a cleaned path is one of these folders or holds one. What lies inside may hold nothing.
fn holds_mounts(path: &str) -> bool {
    let below =
        |it: &str| it.strip_prefix(path.trim_end_matches('/')).is_some_and(|it| it.is_empty() || it.starts_with('/'));
    !path.is_empty() && HOLDERS.iter().any(|it| below(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn pod(path: &str, mount: &str) -> String {
        tester::pod(&format!(
            "{{volumes: [{{name: v, hostPath: {{path: {path}}}}}], containers: [{{name: a, volumeMounts: [{{name: v, mountPath: /h, {mount}}}]}}]}}"
        ))
    }

    #[test]
    fn files_and_folders_without_mounts_are_fine() {
        let rule = tester::of(&super::RECURSIVE_READ_ONLY_HOST_MOUNT);
        for path in ["/", "/var", "/sys", "/mnt", "/var/run/"] {
            rule.fails(&pod(path, "readOnly: true"));
        }
        for path in ["/etc/localtime", "/lib/modules", "/etc/ssl/certs", "/var/log", "/run/systemd/private"] {
            rule.passes(&pod(path, "readOnly: true"));
        }
    }

    #[test]
    fn modes_keep_other_users_out() {
        let rule = tester::of(&super::RECURSIVE_READ_ONLY_HOST_MOUNT);
        rule.fails(&pod("/", "readOnly: true").replace("{name: a,", "{name: a, securityContext: {runAsUser: 0},"));
        rule.passes(&pod("/", "readOnly: true").replace("{name: a,", "{name: a, securityContext: {runAsUser: 65534},"));
    }

    #[test]
    fn a_propagating_mount_cannot_be_mended() {
        let rule = tester::of(&super::RECURSIVE_READ_ONLY_HOST_MOUNT);
        assert!(rule.fails(&pod("/", "readOnly: true, mountPropagation: HostToContainer")).fix.is_none());
        assert!(rule.fails(&pod("/", "readOnly: true, recursiveReadOnly: Disabled")).fix.is_some());
        rule.passes(&pod("/", "readOnly: false"));
        tester::of(&super::RECURSIVE_READ_ONLY_HOST_MOUNT).kubernetes("1.30").passes(&pod("/", "readOnly: true"));
    }
}
