//! `bind-mount-options`

use crate::manifest::host_path::mounts;
use crate::rule::prelude::*;

declare_rule! {
    /// Writable scratch volumes that programs can be run from.
    ///
    /// ## Why is this bad?
    /// An attacker who can write a file looks for a place to run it from. `noexec`, `nosuid` and `nodev` on an
    /// `emptyDir` take that place away. The field is new with Kubernetes 1.37; before that only mounts that already use
    /// it are looked at.
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
    ///         - {name: scratch, mountPath: /tmp, bindMountOptions: [nodev]}
    ///   volumes:
    ///     - name: scratch
    ///       emptyDir: {}
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
    ///         - {name: scratch, mountPath: /tmp, bindMountOptions: [noexec, nosuid, nodev]}
    ///   volumes:
    ///     - name: scratch
    ///       emptyDir: {}
    /// ```
    pub BIND_MOUNT_OPTIONS = "bind-mount-options" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:732"],
        check: Pod(check)
    }
}

const OPTIONS: [&str; 3] = ["noexec", "nosuid", "nodev"];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let known = cx.kubernetes_version() >= Version::new(1, 37);
    for volume in pod.volumes().filter(|it| it.get("emptyDir").is_some()) {
        for (container, mount) in mounts(pod, volume) {
            let written = mount.get("bindMountOptions");
            if mount.flag("readOnly") || container.is_privileged() || written.is_none() && !known {
                continue;
            }
            let has = |option: &str| mount.list("bindMountOptions").any(|it| it.as_str() == Some(option));
            let missing: Vec<&str> = OPTIONS.into_iter().filter(|it| !has(it)).collect();
            if missing.is_empty() {
                continue;
            }
            let name = volume.get("name").and_then(Value::text).unwrap_or_default();
            let message =
                format!("`{name}` is mounted in container `{}` without `{}`", container.name(), missing.join("`, `"));
            cx.report(written.unwrap_or(mount), message).help("set `bindMountOptions: [noexec, nosuid, nodev]`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_is_asked_of_clusters_that_know_the_field() {
        let with = |mount: &str| {
            tester::pod(&format!(
                "{{volumes: [{{name: v, emptyDir: {{}}}}, {{name: c, configMap: {{name: c}}}}], containers: [{{name: a, volumeMounts: [{{name: c, mountPath: /c}}, {{name: v, mountPath: /t{mount}}}]}}]}}"
            ))
        };
        tester::of(&super::BIND_MOUNT_OPTIONS).passes(&with(""));
        let rule = tester::of(&super::BIND_MOUNT_OPTIONS).kubernetes("1.37");
        rule.fails(&with(""));
        rule.fails(&with(", bindMountOptions: [noexec, nodev]"));
        rule.passes(&with(", readOnly: true"));
    }
}
