//! `writable-host-path`

use crate::manifest::host_path::{HostPath, host_paths, mounts};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that can write to a path of the node.
    ///
    /// ## Why is this bad?
    /// What a container writes there outlives it, and is read by other pods or by the node itself: a script, a unit
    /// file or a link put there runs as root of the node.
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
    ///         - {name: data, mountPath: /data}
    ///   volumes:
    ///     - name: data
    ///       hostPath: {path: /mnt/data}
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
    ///         - {name: data, mountPath: /data, readOnly: true}
    ///   volumes:
    ///     - name: data
    ///       hostPath: {path: /mnt/data}
    /// ```
    pub WRITABLE_HOST_PATH = "writable-host-path" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:writable-host-mount", "kubescape:C-0045", "kyverno:ensure-readonly-hostpath",
            "gatekeeper:k8spsphostfilesystem", "cwe:732",
        ],
        keys: ["hostPath"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for (volume, source, path) in host_paths(pod) {
        // A socket is talked to, and a device used, however it is mounted.
        let talks = matches!(source.str("type"), Some("Socket" | "CharDevice" | "BlockDevice"))
            || path.ends_with(".sock")
            || path == "/dev/log";
        if talks || matches!(HostPath::of(&path), HostPath::Socket(_)) {
            continue;
        }
        for (container, mount) in mounts(pod, volume) {
            let read_only = mount.get("readOnly");
            if read_only.is_some_and(Value::is_true) {
                continue;
            }
            let message = format!("container `{}` can write to `{path}` of the node", container.name());
            let finding = cx.report(read_only.unwrap_or(mount), message);
            finding.label(source.get("path").unwrap_or(source), "the path of the node").help("set `readOnly: true`");
            // Who mounts for others there must write.
            if mount.str("mountPropagation") != Some("Bidirectional") {
                let edits = Edit::insert_into(mount, &["readOnly"], "true");
                finding.fix(Safety::Unsafe, "mount it read-only", edits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(path: &str, mounts: &str) -> String {
        tester::pod(&format!(
            "{{volumes: [{{name: v, hostPath: {{path: {path}}}}}], containers: [{{name: a, volumeMounts: [{mounts}]}}]}}"
        ))
    }

    #[test]
    fn each_mount_that_is_not_read_only_counts() {
        let rule = tester::of(&super::WRITABLE_HOST_PATH);
        let found = rule.fails(&with("/mnt", "{name: v, mountPath: /m, readOnly: false}"));
        assert_eq!(found.fix.unwrap().edits[0].text, "true");
        rule.fails(&with("/etc", "{name: v, mountPath: /m, subPath: x}"));
        rule.finds(2, &with("/mnt", "{name: v, mountPath: /m}, {name: v, mountPath: /n}"));
        rule.passes(&with("/mnt", "{name: v, mountPath: /m, readOnly: yes}"));
        rule.passes(&with("/mnt", "{name: w, mountPath: /m}"));
        rule.fails(&tester::pod(
            "{volumes: [{name: v, hostPath: {path: /m}}], initContainers: [{name: a, volumeMounts: [{name: v}]}]}",
        ));
    }

    #[test]
    fn sockets_and_devices_are_not_kept_by_it() {
        let rule = tester::of(&super::WRITABLE_HOST_PATH);
        rule.passes(&with("/run/docker.sock", "{name: v, mountPath: /m}"));
        rule.passes(&with("'/mnt/socket', type: Socket", "{name: v, mountPath: /m}"));
        rule.passes(&with("/mnt/my.sock", "{name: v, mountPath: /m}"));
        let mounts = rule.fails(&with("/mnt", "{name: v, mountPath: /m, mountPropagation: Bidirectional}"));
        assert!(mounts.fix.is_none());
    }
}
