//! `restricted-volume-type`

use super::volume_plugin;
use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Volumes of types that hardened namespaces do not allow.
    ///
    /// ## Why is this bad?
    /// Volumes that name a disk or a server directly pass by what the administrator decides about storage: the pod
    /// chooses the server, and the node mounts what it answers. A claim leaves that decision to the cluster.
    /// Namespaces that enforce the *restricted* standard refuse the pod.
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
    ///       nfs: {server: nfs.example.com, path: /data}
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
    ///       persistentVolumeClaim: {claimName: data}
    ///     - name: scratch
    /// ```
    pub RESTRICTED_VOLUME_TYPE = "restricted-volume-type" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:restricted", "trivy:KSV-0028", "kyverno:restrict-volume-types", "gatekeeper:k8spspvolumetypes",
            "kubewarden:volumes-psp", "gatekeeper:k8spspflexvolumes", "cwe:668",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let version = cx.kubernetes_version();
    for volume in pod.volumes() {
        // A volume without a source is an `emptyDir`. `hostPath` and plugins that are gone have rules of their own.
        let beyond = |kind: &str| {
            !pss::is_restricted_volume(kind) && kind != "hostPath" && !volume_plugin::is_dead(kind, version)
        };
        for (key, source) in volume.entries().filter(|it| it.1.is_mapping()) {
            let Some(kind) = key.text().filter(|it| beyond(it)) else { continue };
            let name = volume.get("name").and_then(Value::text).unwrap_or_default();
            cx.report(source, format!("volume `{name}` is of the type `{kind}`"))
                .help("use a PersistentVolumeClaim, or an ephemeral or CSI volume");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_not_on_the_list_fails() {
        let rule = tester::of(&super::RESTRICTED_VOLUME_TYPE);
        let with = |source: &str| tester::pod(&format!("{{volumes: [{{name: v{source}}}]}}"));
        for source in ["nfs: {server: a}", "iscsi: {}", "fc: {}", "awsElasticBlockStore: {volumeID: x}", "new: {}"] {
            rule.fails(&with(&format!(", {source}")));
        }
        for source in [
            "",
            ", emptyDir: {}",
            ", emptyDir:",
            ", image: {reference: a}",
            ", csi: {driver: a}",
            ", ephemeral: {}",
            ", projected: {sources: []}",
            ", nfs: null",
        ] {
            rule.passes(&with(source));
        }
    }

    #[test]
    fn paths_of_the_node_and_dead_plugins_are_other_findings() {
        let rule = tester::of(&super::RESTRICTED_VOLUME_TYPE);
        rule.passes(&tester::pod("{volumes: [{name: v, hostPath: {path: /x}}]}"));
        let ceph = tester::pod("{volumes: [{name: v, cephfs: {monitors: []}}]}");
        rule.passes(&ceph);
        tester::of(&super::RESTRICTED_VOLUME_TYPE).kubernetes("1.27").fails(&ceph);
    }
}
