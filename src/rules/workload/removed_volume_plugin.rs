//! `removed-volume-plugin`

use super::volume_plugin;
use crate::rule::prelude::*;

declare_rule! {
    /// Volumes of plugins that Kubernetes has removed, or is about to.
    ///
    /// ## Why is this bad?
    /// The object is accepted, and the pod then waits for a volume that never comes. Plugins that are deprecated work
    /// today, and stop with an upgrade of the cluster.
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
    ///       rbd: {monitors: ["10.0.0.1:6789"], image: data}
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: data}
    /// spec:
    ///   cephfs: {monitors: ["10.0.0.1:6789"]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: data}
    /// spec:
    ///   csi: {driver: rbd.csi.ceph.com, volumeHandle: data}
    /// ```
    pub REMOVED_VOLUME_PLUGIN = "removed-volume-plugin" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:restrict-volume-types", "cwe:477"],
        check: Resource(&[], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if let Some(spec) = resource.spec().filter(|_| resource.kind() == Kind::PersistentVolume) {
        judge(spec, || resource.title(), cx);
    }
    for volume in Pod::all(resource).flat_map(Pod::volumes) {
        let name = || volume.get("name").and_then(Value::text).unwrap_or_default();
        judge(volume, || format!("volume `{}`", name()), cx);
    }
}

fn judge(holder: Value<'_>, whose: impl Fn() -> String, cx: &mut Context<'_>) {
    let version = cx.kubernetes_version();
    for (key, source) in holder.entries().filter(|it| it.1.is_mapping()) {
        let Some(plugin) = key.text().and_then(volume_plugin::find) else { continue };
        let (whose, name) = (whose(), plugin.name);
        if version >= plugin.removed {
            let what = if name == "gitRepo" { "switched off" } else { "removed" };
            cx.report(source, format!("{whose} uses `{name}`, which was {what} in Kubernetes {}", plugin.removed))
                .help(plugin.help);
        } else if version >= plugin.deprecated {
            cx.report(source, format!("{whose} uses `{name}`, deprecated since Kubernetes {}", plugin.deprecated))
                .severity(Severity::Medium)
                .help(plugin.help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    #[test]
    fn the_version_tells_removed_from_deprecated() {
        let volume = |kind: &str| tester::pod(&format!("{{volumes: [{{name: v, {kind}: {{}}}}]}}"));
        let rule = || tester::of(&super::REMOVED_VOLUME_PLUGIN);
        for kind in ["gitRepo", "photonPersistentDisk", "scaleIO", "flocker", "storageos", "quobyte", "glusterfs"] {
            assert_eq!(rule().fails(&volume(kind)).severity, Severity::High, "{kind}");
        }
        assert_eq!(rule().fails(&volume("flexVolume")).severity, Severity::Medium);
        assert_eq!(rule().kubernetes("1.28").fails(&volume("rbd")).severity, Severity::Medium);
        rule().kubernetes("1.27").passes(&volume("rbd"));
        rule().passes(&volume("csi"));
        rule().passes(&tester::pod("{volumes: [{name: v, rbd: null}]}"));
    }
}
