//! `env-from-file`

use crate::manifest::host_path::mounts;
use crate::rule::prelude::*;

declare_rule! {
    /// Environment variables read from a file that something else can change.
    ///
    /// ## Why is this bad?
    /// Whoever writes the file chooses the variables, and with `LD_PRELOAD` or `PATH` what the program runs. The file
    /// is meant to be written once, by an init container, in an `emptyDir` that nobody else writes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   initContainers:
    ///     - name: prepare
    ///       volumeMounts: [{name: env, mountPath: /env}]
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - name: TOKEN
    ///           valueFrom: {fileKeyRef: {volumeName: env, path: app.env, key: TOKEN}}
    ///     - name: agent
    ///       volumeMounts: [{name: env, mountPath: /env}]
    ///   volumes:
    ///     - name: env
    ///       emptyDir: {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   initContainers:
    ///     - name: prepare
    ///       volumeMounts: [{name: env, mountPath: /env}]
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - name: TOKEN
    ///           valueFrom: {fileKeyRef: {volumeName: env, path: app.env, key: TOKEN}}
    ///   volumes:
    ///     - name: env
    ///       emptyDir: {}
    /// ```
    pub ENV_FROM_FILE = "env-from-file" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:74", "cwe:15"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(env) = container.get("env") else { return };
    let pod = container.pod();
    for (entry, file) in env.items().filter_map(|it| Some((it, it.path("valueFrom.fileKeyRef")?))) {
        let name = file.str("volumeName").unwrap_or_default();
        let Some(volume) = pod.volumes().find(|it| it.str("name") == Some(name)) else { continue };
        let variable = entry.str("name").unwrap_or_default();
        let sources = ["hostPath", "persistentVolumeClaim", "nfs", "csi", "ephemeral"];
        if let Some(source) = sources.iter().find_map(|it| volume.get(it)) {
            cx.report(file, format!("`{variable}` is read from a volume that others can write"))
                .label(source, "not of this pod alone")
                .help("let an init container write the file to an `emptyDir`");
            continue;
        }
        let writer = mounts(pod, volume)
            .find(|(it, mount)| it.value() != container.value() && it.is_long_running() && !mount.flag("readOnly"));
        if let Some((writer, mount)) = writer {
            cx.report(
                file,
                format!("container `{}` can change `{variable}` of container `{}`", writer.name(), container.name()),
            )
            .label(mount, "mounted to write")
            .help("mount the volume read-only there, or use one of its own for the file");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_init_container_is_meant_to_write() {
        let rule = tester::of(&super::ENV_FROM_FILE);
        let with = |volume: &str, other: &str| {
            tester::pod(&format!(
                "{{volumes: [{{name: v, {volume}}}], initContainers: [{{name: i, volumeMounts: [{{name: v}}]}}], containers: [{{name: a, env: [{{name: X, valueFrom: {{fileKeyRef: {{volumeName: v, path: p, key: X}}}}}}]}}, {{name: b, volumeMounts: [{other}]}}]}}"
            ))
        };
        rule.passes(&with("emptyDir: {}", ""));
        rule.passes(&with("emptyDir: {}", "{name: v, readOnly: true}"));
        rule.fails(&with("emptyDir: {}", "{name: v}"));
        rule.fails(&with("hostPath: {path: /x}", ""));
    }
}
