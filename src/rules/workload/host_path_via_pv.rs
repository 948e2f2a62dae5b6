//! `host-path-via-pv`

use crate::manifest::host_path::HostPath;
use crate::rule::prelude::*;

declare_rule! {
    /// Folders of the node that a pod gets by way of a persistent volume.
    ///
    /// ## Why is this bad?
    /// The Pod Security Standards forbid `hostPath` in the pod and look no further: a claim that is bound to a
    /// PersistentVolume of type `hostPath`, or an inline CSI driver made for tests, gives the same folder.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: pod.yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: data
    ///       persistentVolumeClaim: {claimName: data}
    /// # file: volume.yaml
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data, namespace: shop}
    /// spec:
    ///   volumeName: node-data
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: node-data}
    /// spec:
    ///   hostPath: {path: /data}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: data
    ///       persistentVolumeClaim: {claimName: data}
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data, namespace: shop}
    /// spec:
    ///   storageClassName: fast
    /// ```
    pub HOST_PATH_VIA_PV = "host-path-via-pv" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["pss:baseline", "cwe:653", "cwe:668"],
        keys: ["persistentVolumeClaim", "csi"],
        check: Related(Kind::WITH_PODS, check)
    }
}

/// Inline CSI drivers that hand out folders of the node.
const DRIVERS: [&str; 3] = ["hostpath.csi.k8s.io", "kubevirt.io.hostpath-provisioner", "csi-hostpath"];

const HELP: &str = "use a storage class that provisions volumes, or a volume that holds nothing of the node";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for volume in Pod::all(resource).flat_map(Pod::volumes) {
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        if let Some(driver) = volume.path("csi.driver").filter(|it| it.as_str().is_some_and(|it| DRIVERS.contains(&it)))
        {
            cx.report(driver, format!("volume `{name}` is a folder of the node")).help(HELP);
        }
        let Some(at) = volume.path("persistentVolumeClaim.claimName") else { continue };
        let Some(claim) = at.as_str() else { continue };
        let Some(persistent) = index.volume_of(claim, resource) else { continue };
        let Some((source, what, severity)) = of_node(persistent) else { continue };
        cx.report(at, format!("volume `{name}` is {what}"))
            .severity(severity)
            .label(source.get("path").unwrap_or(source), format!("through {}", persistent.title()))
            .covers(&["host-path-persistent-volume"])
            .help(HELP);
    }
}

/// What of a node a persistent volume gives, if it does.
fn of_node(volume: Resource<'_>) -> Option<(Value<'_>, String, Severity)> {
    let spec = volume.spec()?;
    if let Some(source) = spec.get("hostPath") {
        let path = source.str("path").unwrap_or_default();
        return Some((source, format!("`{path}` of the node"), Severity::Medium));
    }
    if let Some(source) = spec.get("local") {
        let path = source.str("path").unwrap_or_default();
        // A disk of its own is what `local` is for; the system of the node is not.
        let plain = HostPath::of(path.trim_end_matches('/')) == HostPath::Plain;
        let severity = if plain { Severity::Low } else { Severity::Medium };
        return Some((source, format!("`{path}` of one node"), severity));
    }
    let source = spec.get("nfs")?;
    let own = matches!(source.str("server"), Some("localhost" | "127.0.0.1" | "::1"));
    own.then(|| (source, "an export of the node itself".to_owned(), Severity::Medium))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Severity;

    fn bundle(claim: &str, volume: &str) -> String {
        format!(
            "{}---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: c}}\nspec: {{{claim}}}\n---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: v}}\nspec: {{{volume}}}\n",
            tester::pod("{volumes: [{name: d, persistentVolumeClaim: {claimName: c}}]}")
        )
    }

    #[test]
    fn claim_and_volume_may_name_each_other_or_a_class() {
        let rule = tester::of(&super::HOST_PATH_VIA_PV);
        rule.fails(&bundle("volumeName: v", "hostPath: {path: /x}"));
        rule.fails(&bundle("", "claimRef: {name: c}, hostPath: {path: /x}"));
        rule.fails(&bundle("storageClassName: manual", "storageClassName: manual, hostPath: {path: /x}"));
        rule.passes(&bundle("storageClassName: fast", "storageClassName: manual, hostPath: {path: /x}"));
        rule.passes(&bundle("", "hostPath: {path: /x}"));
    }

    #[test]
    fn a_disk_of_one_node_is_less_than_its_system() {
        let rule = tester::of(&super::HOST_PATH_VIA_PV);
        assert_eq!(rule.fails(&bundle("volumeName: v", "local: {path: /mnt/disks/1}")).severity, Severity::Low);
        assert_eq!(rule.fails(&bundle("volumeName: v", "local: {path: /etc}")).severity, Severity::Medium);
        rule.fails(&bundle("volumeName: v", "nfs: {server: 127.0.0.1, path: /}"));
        rule.passes(&bundle("volumeName: v", "nfs: {server: nas.example.com, path: /}"));
        rule.fails(&tester::pod("{volumes: [{name: d, csi: {driver: hostpath.csi.k8s.io}}]}"));
    }
}
