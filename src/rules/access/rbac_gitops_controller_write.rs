//! `rbac-gitops-controller-write`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight, owns_group};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write what a deployment controller with all permissions carries out.
    ///
    /// ## Why is this bad?
    /// Argo CD, Flux, Crossplane, the Helm controller of K3s and the operator manager of OpenShift apply whatever their
    /// custom resources say, mostly as `cluster-admin`. Whoever writes such a resource deploys anything anywhere.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [helm.cattle.io]
    ///     resources: [helmcharts]
    ///     verbs: [create, patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [helm.cattle.io]
    ///     resources: [helmcharts]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_GITOPS_CONTROLLER_WRITE = "rbac-gitops-controller-write" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed { verbs: WRITE, group: "argoproj.io", resources: &["applications", "applicationsets", "appprojects"] },
        Needed { verbs: WRITE, group: "kustomize.toolkit.fluxcd.io", resources: &["kustomizations"] },
        Needed { verbs: WRITE, group: "helm.toolkit.fluxcd.io", resources: &["helmreleases"] },
        Needed { verbs: WRITE, group: "helm.cattle.io", resources: &["helmcharts", "helmchartconfigs"] },
        Needed {
            verbs: WRITE,
            group: "operators.coreos.com",
            resources: &["subscriptions", "clusterserviceversions", "operatorgroups", "catalogsources"],
        },
        Needed { verbs: WRITE, group: "kubernetes.crossplane.io", resources: &["objects"] },
        Needed { verbs: WRITE, group: "pkg.crossplane.io", resources: &["providers", "configurations", "functions"] },
        Needed { verbs: WRITE, group: "fleet.cattle.io", resources: &["bundles", "gitrepos"] },
    ],
    does: "may deploy as a controller with all permissions",
    help: "drop the verbs that write, or bind the role only to those who may deploy anything",
    weight: Weight::both(Severity::Critical, Severity::High),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check_if(role, index, cx, |grant, granted| {
        // The project that defines the kinds writes them.
        !granted.rule.groups().filter_map(Value::text).any(|it| owns_group(grant, it))
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_GITOPS_CONTROLLER_WRITE);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: ['argoproj.io'], resources: [applications], verbs: [create]", Severity::Critical),
            (
                "namespace",
                "apiGroups: ['helm.toolkit.fluxcd.io'], resources: [helmreleases], verbs: [patch]",
                Severity::High,
            ),
            (
                "unbound",
                "apiGroups: ['operators.coreos.com'], resources: [subscriptions], verbs: [update]",
                Severity::High,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: ['app.k8s.io'], resources: [applications], verbs: [create]"),
            ("cluster", "apiGroups: ['argoproj.io'], resources: [applications], verbs: [get]"),
            ("cluster", "apiGroups: ['argoproj.io'], resources: [applications/status], verbs: [patch]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn the_controller_itself_may() {
        let own = granted("cluster", "apiGroups: [fleet.cattle.io], resources: [bundles], verbs: [create]");
        tester::of(&super::RBAC_GITOPS_CONTROLLER_WRITE).passes(&own.replace("name: s", "name: fleet-controller"));
    }
}
