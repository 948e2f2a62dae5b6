//! `pv-without-encryption`

use crate::rule::prelude::*;

declare_rule! {
    /// Storage that is not encrypted, though its driver can do it.
    ///
    /// ## Why is this bad?
    /// Disks, their snapshots and what is left on old hardware are read by whoever gets hold of them. Drivers that
    /// encrypt only on demand must be told so. A default of the cloud account may do the same; the manifest does not
    /// show it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: fast}
    /// provisioner: ebs.csi.aws.com
    /// parameters: {type: gp3}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: fast}
    /// provisioner: ebs.csi.aws.com
    /// parameters: {type: gp3, encrypted: "true"}
    /// ```
    pub PV_WITHOUT_ENCRYPTION = "pv-without-encryption" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0264", "cwe:311"],
        check: Resource(&[Kind::StorageClass, Kind::PersistentVolume], check)
    }
}

/// Drivers that encrypt where a parameter says so, with that parameter. Drivers that always encrypt (GCE, Azure) are not here.
/// From the documentation of each, November 2026.
const DRIVERS: [(&str, &str); 11] = [
    ("ebs.csi.aws.com", "encrypted"),
    ("ebs.csi.eks.amazonaws.com", "encrypted"),
    ("kubernetes.io/aws-ebs", "encrypted"),
    ("rbd.csi.ceph.com", "encrypted"),
    ("cephfs.csi.ceph.com", "encrypted"),
    ("driver.longhorn.io", "encrypted"),
    ("diskplugin.csi.alibabacloud.com", "encrypted"),
    ("csi.scaleway.com", "encrypted"),
    ("linodebs.csi.linode.com", "linodebs.csi.linode.com/luks-encrypted"),
    ("pxd.portworx.com", "secure"),
    ("kubernetes.io/portworx-volume", "secure"),
];

/// Drivers that write the parameter into the volumes, too. Elsewhere a volume does not show it.
const SHOWN: [&str; 3] = ["rbd.csi.ceph.com", "cephfs.csi.ceph.com", "driver.longhorn.io"];

/// The driver's name and its parameter. Rook puts the namespace of its operator before.
fn driver(name: &str) -> Option<(&'static str, &'static str)> {
    let is = |known: &str| name.strip_suffix(known).is_some_and(|it| it.is_empty() || it.ends_with('.'));
    DRIVERS.into_iter().find(|it| is(it.0))
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let found = if resource.kind() == Kind::StorageClass {
        let root = resource.root();
        root.get("provisioner").map(|it| (it, root.get("parameters")))
    } else {
        let source = resource.path("spec.csi");
        source.and_then(|it| Some((it.get("driver")?, it.get("volumeAttributes"))))
    };
    let Some((at, parameters)) = found else { return };
    let Some((name, key)) = at.as_str().and_then(driver) else { return };
    if resource.kind() == Kind::PersistentVolume && !SHOWN.contains(&name) {
        return;
    }
    let set = parameters.and_then(|it| it.get(key));
    if set.and_then(Value::text).is_some_and(|it| it.eq_ignore_ascii_case("true")) {
        return;
    }
    let finding = cx.report(set.unwrap_or(at), format!("{} does not ask for encryption", resource.title()));
    finding.help(format!("set the parameter `{key}: \"true\"`, with a key of your own where the driver takes one"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn drivers_that_encrypt_on_demand_are_asked() {
        let rule = tester::of(&super::PV_WITHOUT_ENCRYPTION);
        let class = |driver: &str, parameters: &str| {
            format!(
                "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {{name: c}}\nprovisioner: {driver}\nparameters: {{{parameters}}}\n"
            )
        };
        rule.fails(&class("rook-ceph.rbd.csi.ceph.com", "pool: x"));
        rule.fails(&class("ebs.csi.aws.com", "encrypted: 'false'"));
        rule.passes(&class("driver.longhorn.io", "encrypted: 'true'"));
        rule.passes(&class("pd.csi.storage.gke.io", ""));
        rule.passes(&class("disk.csi.azure.com", ""));
    }

    #[test]
    fn a_volume_is_asked_where_it_would_show() {
        let rule = tester::of(&super::PV_WITHOUT_ENCRYPTION);
        let volume = |source: &str| {
            format!("apiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: v}}\nspec: {{{source}}}\n")
        };
        rule.passes(&volume("csi: {driver: ebs.csi.aws.com, volumeHandle: x}"));
        rule.fails(&volume("csi: {driver: rbd.csi.ceph.com, volumeHandle: x}"));
        rule.passes(&volume("csi: {driver: rbd.csi.ceph.com, volumeAttributes: {encrypted: 'true'}}"));
        rule.passes(&volume("nfs: {server: a}"));
    }
}
