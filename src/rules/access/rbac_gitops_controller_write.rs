//! `rbac-gitops-controller-write`

use super::grant::Grant;
use super::permission::{Needed, Permission, ROLES, WRITE, Weight, feeds_built_in, owns_group};
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
    let mut grant = None;
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)).filter(|_| !feeds_built_in(role)) {
        let grant = grant.get_or_insert_with(|| Grant::of(role, index));
        // The project that defines the kinds writes them.
        if granted.rule.groups().filter_map(Value::text).any(|it| owns_group(grant, it)) {
            continue;
        }
        let Some(finding) = PERMISSION.report(granted, grant, index, cx) else { continue };
        // Argo CD looks at its own namespace, unless it is told to look at others.
        let argo = granted.rule.covers("argoproj.io") && !grant.is_cluster_wide();
        let homes = || grant.bindings().iter().map(|it| it.namespace()).chain([role.namespace()]).flatten();
        if argo && homes().next().is_some() && !homes().any(|it| it.contains("argo")) {
            finding.severity(finding.severity.min(Severity::Medium));
        }
    }
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

    #[test]
    fn argo_cd_looks_at_its_own_namespace_and_flux_at_all() {
        let rule = tester::of(&super::RBAC_GITOPS_CONTROLLER_WRITE);
        let of = |group: &str, resource: &str, namespace: &str| {
            let rules = format!("apiGroups: [{group}], resources: [{resource}], verbs: [create]");
            let role =
                granted("namespace", &rules).replace("{name: r}", &format!("{{name: r, namespace: {namespace}}}"));
            rule.fails(&role).severity
        };
        assert_eq!(of("argoproj.io", "applications", "argocd"), Severity::Critical);
        assert_eq!(of("argoproj.io", "applications", "shop"), Severity::Medium);
        assert_eq!(of("kustomize.toolkit.fluxcd.io", "kustomizations", "shop"), Severity::High);
        assert_eq!(of("helm.cattle.io", "helmcharts", "shop"), Severity::High);
    }
}
