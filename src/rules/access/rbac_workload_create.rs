//! `rbac-workload-create`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write workloads, whose controllers create pods.
    ///
    /// ## Why is this bad?
    /// A Deployment, a Job or any other workload is a pod by another name: its template names any service account, Secret
    /// or volume of the namespace, and the controller creates what it says. A role without `create` on pods is no narrower
    /// for it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [apps]
    ///     resources: [deployments]
    ///     verbs: [create, update]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [apps]
    ///     resources: [deployments, deployments/scale]
    ///     verbs: [get, list, watch]
    /// ```
    pub RBAC_WORKLOAD_CREATE = "rbac-workload-create" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0048", "kubescape:C-0188", "kube-linter:access-to-create-pods", "cis-1.12:5.1.4", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed {
            verbs: WRITE,
            group: "apps",
            resources: &["deployments", "statefulsets", "daemonsets", "replicasets"],
        },
        Needed { verbs: WRITE, group: "batch", resources: &["jobs", "cronjobs"] },
        Needed { verbs: WRITE, group: "", resources: &["replicationcontrollers"] },
    ],
    does: "may run pods as any service account through workloads",
    help: "drop the verbs that write; `deployments/scale` is enough to change the number of replicas",
    weight: Weight::both(Severity::High, Severity::Medium),
    beneath: &[&super::rbac_pod_create::PERMISSION],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check(role, index, cx);
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_WORKLOAD_CREATE);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: ['apps'], resources: [daemonsets], verbs: [patch]", Severity::High),
            ("namespace", "apiGroups: ['batch'], resources: [cronjobs], verbs: [create]", Severity::Medium),
            (
                "cluster",
                "apiGroups: ['apps'], resources: [deployments], verbs: [update], resourceNames: [web]",
                Severity::Medium,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [deployments], verbs: [create]"),
            ("cluster", "apiGroups: ['apps'], resources: [deployments/scale], verbs: [update]"),
            ("cluster", "apiGroups: [''], resources: [podtemplates], verbs: [create]"),
            ("cluster", "apiGroups: ['', apps], resources: [pods, deployments], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
