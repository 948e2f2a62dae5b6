//! `secret-host-exposure`

use crate::manifest::host_path::{host_paths, mounts};
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that can read the credentials of a node: keys of the cluster, and the Secrets and tokens of all its pods.
    ///
    /// ## Why is this bad?
    /// The kubelet keeps what pods mount below `/var/lib/kubelet/pods`; `/etc/kubernetes`, `/var/lib/etcd` and
    /// `/var/lib/rancher` hold the keys of the control plane, and `/root/.kube` those of an administrator. Mounting one of them,
    /// or a folder around it, gives all that away, and read-only does not help. Containers that run as another user than root
    /// cannot read most of it; those are left to `sensitive-host-path`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: agent}
    /// spec:
    ///   containers:
    ///     - name: agent
    ///       volumeMounts: [{name: kubelet, mountPath: /host, readOnly: true}]
    ///   volumes:
    ///     - name: kubelet
    ///       hostPath: {path: /var/lib}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: agent}
    /// spec:
    ///   containers:
    ///     - name: agent
    ///       volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    ///   volumes:
    ///     - name: logs
    ///       hostPath: {path: /var/log/pods}
    /// ```
    pub SECRET_HOST_EXPOSURE = "secret-host-exposure" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0020", "cwe:522", "cwe:668"],
        keys: ["hostPath"],
        check: Pod(check)
    }
}

/// Folders, with what is in them.
const FOLDERS: [(&str, &str); 6] = [
    ("/var/lib/kubelet/pods", "the Secrets and tokens of every pod on the node"),
    ("/var/lib/etcd", "every Secret of the cluster"),
    ("/etc/kubernetes", "the keys of the control plane or of the kubelet"),
    ("/var/lib/rancher", "the keys of the control plane"),
    ("/etc/rancher", "the credentials of an administrator"),
    ("/root/.kube", "the credentials of an administrator"),
];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for (volume, source, path) in host_paths(pod).filter(|it| !it.2.is_empty()) {
        let Some((_, what)) = FOLDERS.iter().find(|it| within(&path, it.0) || within(it.0, &path)) else { continue };
        // Tokens by their folder are a finding of their own.
        if path.contains("kubernetes.io~") || is_control_plane(pod) {
            continue;
        }
        let mut readers = mounts(pod, volume).filter(|it| !is_kept_out(it.0));
        let Some((container, mount)) = readers.next() else { continue };
        let at = source.get("path").unwrap_or(source);
        let finding = cx.report(at, format!("container `{}` can read {what}", container.name()));
        finding
            .caption(format!("`{path}` of the node"))
            .label(mount, "mounted here")
            .help("mount only the files that it needs; for logs and metrics there are folders without credentials")
            .covers(&["sensitive-host-path", "host-path-volume"]);
        if mount.str("mountPropagation") == Some("Bidirectional") {
            finding.severity(Severity::High).help("a CSI driver needs this; see that nobody else may change its pods");
        }
    }
}

/// Whether a path is a folder or lies below it.
fn within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a container runs as another user than root, without a capability to read what is not its own.
fn is_kept_out(container: Container<'_>) -> bool {
    let other = match container.effective("runAsUser").and_then(Value::as_int) {
        Some(user) => user != 0,
        None => container.effective("runAsNonRoot").is_some_and(Value::is_true),
    };
    let reads = |it: Value<'_>| matches!(it.text(), Some("ALL" | "SYS_ADMIN" | "DAC_OVERRIDE" | "DAC_READ_SEARCH"));
    let added = container.security("capabilities").is_some_and(|it| it.list("add").any(reads));
    other && !added && !container.is_privileged()
}

/// Whether it is a part of the control plane, whose keys these are.
fn is_control_plane(pod: Pod<'_>) -> bool {
    let names = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];
    pod.resource().namespace() == Some("kube-system") && names.contains(&pod.resource().name())
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    fn pod(path: &str, mount: &str, fields: &str) -> String {
        tester::pod(&format!(
            "{{volumes: [{{name: v, hostPath: {{path: '{path}'}}}}], containers: [{{name: a, volumeMounts: [{{name: v, mountPath: /h{mount}}}]{fields}}}]}}"
        ))
    }

    #[test]
    fn folders_count_with_what_is_above_and_below() {
        let rule = tester::of(&super::SECRET_HOST_EXPOSURE);
        for bad in
            ["/", "/var", "/var/lib/kubelet/", "/var/lib/kubelet/pods/x", "/etc", "/tmp/../root", "/var/lib/etcd"]
        {
            assert_eq!(rule.fails(&pod(bad, ", readOnly: true", "")).severity, Severity::Critical, "{bad}");
        }
        for good in ["/var/lib/kubelet/plugins", "/var/log", "/etc/ssl", "/run", "/var/lib/etcd-backup", ""] {
            rule.passes(&pod(good, "", ""));
        }
        rule.passes(&tester::pod("{volumes: [{name: v, hostPath: {path: /}}]}"));
    }

    #[test]
    fn another_user_reads_little_unless_a_capability_helps() {
        let rule = tester::of(&super::SECRET_HOST_EXPOSURE);
        rule.passes(&pod("/", "", ", securityContext: {runAsUser: 65534}"));
        rule.passes(&pod("/", "", ", securityContext: {runAsNonRoot: true}"));
        rule.fails(&pod("/", "", ", securityContext: {runAsUser: 0, runAsNonRoot: true}"));
        rule.fails(&pod("/", "", ", securityContext: {runAsUser: 1, capabilities: {add: [DAC_READ_SEARCH]}}"));
    }

    #[test]
    fn drivers_and_the_control_plane_have_reasons() {
        let rule = tester::of(&super::SECRET_HOST_EXPOSURE);
        let driver = pod("/var/lib/kubelet/pods", ", mountPropagation: Bidirectional", "");
        assert_eq!(rule.fails(&driver).severity, Severity::High);
        let etcd = "{name: etcd, namespace: kube-system}";
        rule.passes(&pod("/var/lib/etcd", "", "").replace("{name: p}", etcd));
        rule.fails(&pod("/var/lib/etcd", "", "").replace("{name: p}", "{name: etcd, namespace: backup}"));
    }
}
