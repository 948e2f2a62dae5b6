//! `host-path-volume`

use crate::manifest::host_path::{HostPath, host_paths};
use crate::rule::prelude::*;

declare_rule! {
    /// Volumes that are folders of the node.
    ///
    /// ## Why is this bad?
    /// What the pod writes there is the node's, what other pods of the node write there is the pod's, and the data is
    /// gone when the pod moves. Paths that give away more than data are reported by `sensitive-host-path` and
    /// `container-runtime-socket`.
    ///
    /// ## Fail
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
    ///       emptyDir: {}
    /// ```
    pub HOST_PATH_VOLUME = "host-path-volume" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "polaris:hostPathSet", "trivy:KSV-0023", "kubescape:C-0048", "kyverno:disallow-host-path",
            "gatekeeper:k8spsphostfilesystem", "kubewarden:hostpaths-psp", "kics:non_kube_system_pod_with_host_mount",
            "cis-1.12:5.2.12", "cwe:653",
        ],
        keys: ["hostPath"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for (volume, source, path) in host_paths(pod) {
        if HostPath::of(&path) == HostPath::Plain {
            let name = volume.get("name").and_then(Value::text).unwrap_or_default();
            cx.report(source.get("path").unwrap_or(source), format!("volume `{name}` is a folder of the node"))
                .help("use a PersistentVolumeClaim for data that must last, `emptyDir` for data that need not");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_empty_source_counts_and_null_does_not() {
        let rule = tester::of(&super::HOST_PATH_VOLUME);
        rule.fails(&tester::pod("{volumes: [{name: v, hostPath: {}}]}"));
        rule.fails(&tester::pod("{volumes: [{name: v, hostPath: {path: ''}}]}"));
        rule.passes(&tester::pod("{volumes: [{name: v, hostPath: null}]}"));
        rule.passes(&tester::pod(
            "{volumes: [{name: v, hostPath: {path: /etc}}, {name: w, hostPath: {path: /run/docker.sock}}]}",
        ));
    }
}
