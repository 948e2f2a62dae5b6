//! `rbac-persistentvolume-create`

use super::permission::{Needed, Permission, ROLES, Weight, is_called};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may create PersistentVolumes.
    ///
    /// ## Why is this bad?
    /// A PersistentVolume may be a path of the node, and pod security standards look at pods only: a pod that claims it
    /// passes every level of them. Whoever creates volumes reads and writes any file of a node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [persistentvolumes]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [persistentvolumes]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_PERSISTENTVOLUME_CREATE = "rbac-persistentvolume-create" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0278", "cis-1.12:5.1.9", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["create"], group: "", resources: &["persistentvolumes"] }],
    does: "may make any path of a node a volume",
    help: "drop `create`; provisioners make volumes for claims",
    weight: Weight::cluster(Severity::High),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Making volumes is what provisioners are for.
    PERMISSION.check_if(role, index, cx, |grant, _| !is_called(grant, &["csi", "provisioner", "external-storage"]));
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_PERSISTENTVOLUME_CREATE);
        assert_eq!(
            rule.fails(&granted("cluster", "apiGroups: [''], resources: [persistentvolumes], verbs: [create]"))
                .severity,
            Severity::High
        );
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [persistentvolumeclaims], verbs: [create]"),
            ("namespace", "apiGroups: [''], resources: [persistentvolumes], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [persistentvolumes], verbs: [update]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn provisioners_may() {
        let own = granted("cluster", "apiGroups: [''], resources: [persistentvolumes], verbs: [create]");
        tester::of(&super::RBAC_PERSISTENTVOLUME_CREATE).passes(&own.replace("name: r", "name: ebs-csi-controller"));
    }
}
