//! `rbac-istio-config-write`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write the configuration of the mesh.
    ///
    /// ## Why is this bad?
    /// EnvoyFilters and WasmPlugins run code in the proxies of others. VirtualServices and Gateways send their traffic
    /// elsewhere, and whoever writes AuthorizationPolicies decides who may call whom.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: mesh}
    /// rules:
    ///   - apiGroups: [networking.istio.io]
    ///     resources: [envoyfilters]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: mesh}
    /// rules:
    ///   - apiGroups: [networking.istio.io]
    ///     resources: [envoyfilters]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_ISTIO_CONFIG_WRITE = "rbac-istio-config-write" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cve:CVE-2022-21701", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed {
            verbs: WRITE,
            group: "networking.istio.io",
            resources: &["envoyfilters", "virtualservices", "gateways", "serviceentries", "destinationrules"],
        },
        Needed { verbs: WRITE, group: "extensions.istio.io", resources: &["wasmplugins", "trafficextensions"] },
        Needed {
            verbs: WRITE,
            group: "security.istio.io",
            resources: &["authorizationpolicies", "peerauthentications", "requestauthentications"],
        },
    ],
    does: "may write the configuration of the mesh",
    help: "leave it to those who run the mesh, or limit it to one namespace and to routes",
    weight: Weight::both(Severity::High, Severity::Medium),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check(role, index, cx);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;

    #[test]
    fn reading_is_not_writing() {
        let rule = tester::of(&super::RBAC_ISTIO_CONFIG_WRITE);
        let found = rule.fails(&granted(
            "cluster",
            "apiGroups: ['security.istio.io'], resources: [authorizationpolicies], verbs: [patch]",
        ));
        assert_eq!(found.severity, Severity::High);
        for rules in [
            "apiGroups: ['networking.istio.io'], resources: [virtualservices], verbs: [get, watch]",
            "apiGroups: ['networking.k8s.io'], resources: [networkpolicies], verbs: [create]",
            "apiGroups: ['telemetry.istio.io'], resources: [telemetries], verbs: [create]",
        ] {
            rule.passes(&granted("cluster", rules));
        }
    }
}
