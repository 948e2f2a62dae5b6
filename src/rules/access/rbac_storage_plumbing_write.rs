//! `rbac-storage-plumbing-write`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight, is_called};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write what connects storage.
    ///
    /// ## Why is this bad?
    /// Storage classes, drivers, attachments and the contents of snapshots say which disk a claim gets. Whoever writes them
    /// attaches the disk of another namespace, or restores its snapshot. Only drivers and provisioners have to.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [snapshot.storage.k8s.io]
    ///     resources: [volumesnapshotcontents]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [storage.k8s.io]
    ///     resources: [storageclasses]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_STORAGE_PLUMBING_WRITE = "rbac-storage-plumbing-write" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed {
            verbs: WRITE,
            group: "storage.k8s.io",
            resources: &["storageclasses", "csidrivers", "volumeattachments"],
        },
        Needed { verbs: WRITE, group: "snapshot.storage.k8s.io", resources: &["volumesnapshotcontents"] },
    ],
    does: "may connect the storage of others",
    help: "drop the verbs that write, unless this is a storage driver",
    weight: Weight::cluster(Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check_if(role, index, cx, |grant, _| !is_called(grant, &["csi", "provisioner", "attacher", "snapshot"]));
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_STORAGE_PLUMBING_WRITE);
        assert_eq!(
            rule.fails(&granted(
                "cluster",
                "apiGroups: ['storage.k8s.io'], resources: [volumeattachments], verbs: [patch]"
            ))
            .severity,
            Severity::Low
        );
        for (reach, rules) in [
            ("cluster", "apiGroups: ['storage.k8s.io'], resources: [volumeattachments/status], verbs: [patch]"),
            ("namespace", "apiGroups: ['storage.k8s.io'], resources: [storageclasses], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn storage_drivers_may() {
        let own = granted("cluster", "apiGroups: [storage.k8s.io], resources: [volumeattachments], verbs: [patch]");
        tester::of(&super::RBAC_STORAGE_PLUMBING_WRITE).passes(&own.replace("name: r", "name: ebs-csi-attacher"));
    }
}
