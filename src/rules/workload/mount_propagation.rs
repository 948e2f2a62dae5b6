//! `mount-propagation`

use crate::rule::prelude::*;

declare_rule! {
    /// Mounts that pass between container and node.
    ///
    /// ## Why is this bad?
    /// With `Bidirectional` what the container mounts appears on the node and in other pods: a container can lay its
    /// own files over those of the system. With `HostToContainer` it sees what the node mounts later, disks of other
    /// pods among them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {privileged: true}
    ///       volumeMounts:
    ///         - {name: data, mountPath: /data, mountPropagation: Bidirectional}
    ///   volumes:
    ///     - name: data
    ///       hostPath: {path: /data}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {privileged: true}
    ///       volumeMounts:
    ///         - {name: data, mountPath: /data, mountPropagation: None}
    ///   volumes:
    ///     - name: data
    ///       hostPath: {path: /data}
    /// ```
    pub MOUNT_PROPAGATION = "mount-propagation" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:668"],
        keys: ["mountPropagation"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    for mount in container.get("volumeMounts").into_iter().flat_map(Value::items) {
        let Some(mode) = mount.get("mountPropagation") else { continue };
        let name = container.name();
        match mode.as_str() {
            // For other containers the API server refuses it, which another rule says.
            Some("Bidirectional") if container.is_privileged() => {
                let finding = cx.report(mode, format!("what container `{name}` mounts appears on the node"));
                finding.help("delete the line, or use `HostToContainer` to see what the node mounts");
                // This is how a CSI driver hands its volumes over.
                if mount.str("mountPath").is_some_and(|it| it.starts_with("/var/lib/kubelet")) {
                    finding.severity(Severity::Medium);
                }
            }
            Some("HostToContainer") => {
                cx.report(mode, format!("container `{name}` sees what the node mounts later"))
                    .severity(Severity::Low)
                    .help("delete the line unless the container has to follow the mounts of the node");
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Severity;

    #[test]
    fn the_direction_makes_the_difference() {
        let rule = tester::of(&super::MOUNT_PROPAGATION);
        let of = |mount: &str| {
            tester::container(&format!("securityContext: {{privileged: true}}, volumeMounts: [{{name: v, {mount}}}]"))
        };
        assert_eq!(rule.fails(&of("mountPath: /x, mountPropagation: Bidirectional")).severity, Severity::High);
        assert_eq!(
            rule.fails(&of("mountPath: /var/lib/kubelet/pods, mountPropagation: Bidirectional")).severity,
            Severity::Medium
        );
        assert_eq!(rule.fails(&of("mountPath: /x, mountPropagation: HostToContainer")).severity, Severity::Low);
        rule.passes(&of("mountPath: /x"));
        rule.passes(&tester::container("volumeMounts: [{name: v, mountPropagation: Bidirectional}]"));
    }
}
