//! `container-runtime-socket`

use crate::manifest::host_path::{HostPath, host_paths, mounts};
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that can talk to the container runtime of the node.
    ///
    /// ## Why is this bad?
    /// Whoever reaches the socket of Docker, containerd or CRI-O starts a privileged container with the whole node
    /// mounted, in one command and past every admission policy. Mounting it read-only changes nothing, and neither
    /// does mounting the folder around it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: build}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts: [{name: run, mountPath: /var/run}]
    ///   volumes:
    ///     - name: run
    ///       hostPath: {path: /var/run/}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: build}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts: [{name: run, mountPath: /var/run}]
    ///   volumes:
    ///     - name: run
    ///       emptyDir: {}
    /// ```
    pub CONTAINER_RUNTIME_SOCKET = "container-runtime-socket" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "kube-linter:docker-sock", "trivy:KSV-0006", "checkov:CKV_K8S_27", "kubescape:C-0074",
            "kubesec:DockerSock", "kyverno:disallow-cri-sock-mount", "cis-1.12:5.2.12", "cwe:250",
        ],
        keys: ["hostPath"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for (volume, source, path) in host_paths(pod) {
        let HostPath::Socket(socket) = HostPath::of(&path) else { continue };
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        // The kubelet's sockets fake devices and list pods; they do not start containers.
        let kubelet = socket.starts_with("/var/lib/kubelet");
        let what = if kubelet { "a socket of the kubelet" } else { "the socket of the container runtime" };
        let finding = cx.report(source.get("path").unwrap_or(source), format!("volume `{name}` gives the pod {what}"));
        finding.help(if kubelet {
            "delete the volume unless the pod is a device plugin or watches what the kubelet assigns".to_owned()
        } else if path.len() < socket.trim_end_matches('/').len() {
            format!("delete the volume; `{path}` of the node holds `{socket}`")
        } else {
            "delete the volume: build images without a daemon, and ask the API server about containers".to_owned()
        });
        if kubelet {
            finding.severity(Severity::High);
        }
        for (container, mount) in mounts(pod, volume) {
            finding.label(mount, format!("mounted in `{}`", container.name()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_runtime_and_the_folders_around_count() {
        let rule = tester::of(&super::CONTAINER_RUNTIME_SOCKET);
        for path in [
            "/var/run/docker.sock",
            "/run/containerd/containerd.sock",
            "/run/containerd",
            "/var/run/",
            "/run/crio/crio.sock",
            "/var/lib/kubelet/pod-resources",
        ] {
            rule.fails(&tester::pod(&format!("{{volumes: [{{name: v, hostPath: {{path: {path}}}}}]}}")));
        }
        for path in ["/var/run/mine", "/", "/data/docker.sock"] {
            rule.passes(&tester::pod(&format!("{{volumes: [{{name: v, hostPath: {{path: {path}}}}}]}}")));
        }
    }
}
