//! `sensitive-host-path`

use crate::manifest::host_path::{HostPath, host_paths, mounts};
use crate::rule::prelude::*;

declare_rule! {
    /// Volumes that give a pod the node's system: its configuration, credentials, devices or logs.
    ///
    /// ## Why is this bad?
    /// Below `/etc`, `/root`, `/proc`, `/var/lib/kubelet` and their like lie the keys of the node and the data of all
    /// its pods. Mounted writable they are the node; mounted read-only they still give away its secrets.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts: [{name: config, mountPath: /host}]
    ///   volumes:
    ///     - name: config
    ///       hostPath: {path: /etc/kubernetes/}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: data
    ///       hostPath: {path: /mnt/data}
    /// ```
    pub SENSITIVE_HOST_PATH = "sensitive-host-path" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:cloud-credential-host-path", "pss:baseline", "kube-linter:sensitive-host-mounts", "polaris:hostPathSet", "trivy:KSV-0121",
            "kubescape:C-0048", "kubescape:C-0020", "kubesec:ProcMount", "kyverno:disallow-host-path",
            "kubeaudit:SensitivePathsMounted", "kics:workload_mounting_with_sensitive_os_directory", "cis-1.12:5.2.12",
            "cwe:653",
        ],
        keys: ["hostPath"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for (volume, source, path) in host_paths(pod) {
        let HostPath::Sensitive(folder) = HostPath::of(&path) else { continue };
        let at = source.get("path").unwrap_or(source);
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        let what = if path == "/" {
            "the whole file system of the node".to_owned()
        } else if path.len() < folder.len() {
            format!("`{path}` of the node, which holds `{folder}`")
        } else {
            format!("`{path}` of the node")
        };
        let finding = cx.report(at, format!("volume `{name}` is {what}"));
        finding.help("mount only what the pod needs, read-only, or leave it to an agent of the node");
        for (container, mount) in mounts(pod, volume) {
            let how = if mount.get("readOnly").is_some_and(Value::is_true) {
                " read-only"
            } else {
                // Whoever writes anywhere on the node is root there.
                if path == "/" {
                    finding.severity(Severity::Critical);
                }
                ""
            };
            finding.label(mount, format!("mounted{how} in `{}`", container.name()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    #[test]
    fn the_whole_node_is_given_away_by_a_mount_that_can_be_written() {
        let rule = tester::of(&super::SENSITIVE_HOST_PATH);
        let pod = |mount: &str| {
            tester::pod(&format!(
                "{{volumes: [{{name: v, hostPath: {{path: /}}}}], containers: [{{name: a, volumeMounts: [{mount}]}}]}}"
            ))
        };
        assert_eq!(rule.fails(&pod("{name: v, mountPath: /h}")).severity, Severity::Critical);
        assert_eq!(rule.fails(&pod("{name: v, mountPath: /h, readOnly: true}")).severity, Severity::High);
        assert_eq!(rule.fails(&pod("")).severity, Severity::High);
    }

    #[test]
    fn where_a_container_mounts_something_tells_nothing_about_the_node() {
        tester::of(&super::SENSITIVE_HOST_PATH).passes(&tester::pod(
            "{volumes: [{name: v, configMap: {name: c}}], containers: [{name: a, volumeMounts: [{name: v, mountPath: /etc}]}]}",
        ));
    }

    #[test]
    fn parents_children_and_detours_count() {
        let rule = tester::of(&super::SENSITIVE_HOST_PATH);
        for path in
            ["/", "/etc/", "/etc/kubernetes/manifests", "/var/lib/kubelet", "/tmp/../root", "/var", "/home/me/.aws"]
        {
            rule.fails(&tester::pod(&format!("{{volumes: [{{name: v, hostPath: {{path: {path}}}}}]}}")));
        }
        for path in ["/mnt", "/var/run", "/run/containerd/containerd.sock", "/etcd", "/data/proc"] {
            rule.passes(&tester::pod(&format!("{{volumes: [{{name: v, hostPath: {{path: {path}}}}}]}}")));
        }
    }
}
