//! `rbac-gateway-write`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write Gateways, their classes, or grants across namespaces.
    ///
    /// ## Why is this bad?
    /// The Gateway API divides the work: those who run the cluster own Gateways and classes, application teams own routes.
    /// A role that writes both opens ports and takes over hosts of other teams; a ReferenceGrant opens the Secrets and
    /// Services of its namespace.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [gateway.networking.k8s.io]
    ///     resources: [gateways]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [gateway.networking.k8s.io]
    ///     resources: [httproutes]
    ///     verbs: [create]
    /// ```
    pub RBAC_GATEWAY_WRITE = "rbac-gateway-write" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed {
        verbs: WRITE,
        group: "gateway.networking.k8s.io",
        resources: &["gateways", "gatewayclasses", "referencegrants"],
    }],
    does: "may write what belongs to those who run the gateways",
    help: "leave it the routes only",
    weight: Weight::both(Severity::Low, Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Whoever writes only where the gateways live is one of those who run them.
    const HOMES: [&str; 5] = ["gateway", "ingress", "infra", "istio", "edge"];
    PERMISSION.check_if(role, index, cx, |grant, _| {
        let mut homes = grant.bindings().iter().map(|it| it.namespace()).chain([role.namespace()]).flatten().peekable();
        grant.is_cluster_wide() || homes.peek().is_none() || homes.any(|it| !HOMES.iter().any(|word| it.contains(word)))
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_GATEWAY_WRITE);
        assert_eq!(
            rule.fails(&granted(
                "cluster",
                "apiGroups: ['gateway.networking.k8s.io'], resources: [referencegrants], verbs: [patch]"
            ))
            .severity,
            Severity::Low
        );
        for (reach, rules) in [
            ("cluster", "apiGroups: ['networking.istio.io'], resources: [gateways], verbs: [create]"),
            ("cluster", "apiGroups: ['gateway.networking.k8s.io'], resources: [gateways/status], verbs: [patch]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn those_who_run_the_gateways_may() {
        let rule = tester::of(&super::RBAC_GATEWAY_WRITE);
        let of = |namespace: &str| {
            let rules = "apiGroups: [gateway.networking.k8s.io], resources: [gateways], verbs: [create]";
            granted("namespace", rules).replace("{name: r}", &format!("{{name: r, namespace: {namespace}}}"))
        };
        rule.passes(&of("gateway-system"));
        rule.passes(&of("infra"));
        rule.fails(&of("shop"));
        rule.fails(&granted(
            "cluster",
            "apiGroups: [gateway.networking.k8s.io], resources: [referencegrants], verbs: [patch]",
        ));
        rule.passes(&granted(
            "cluster",
            "apiGroups: [gateway.networking.k8s.io], resources: [httproutes], verbs: [create]",
        ));
    }
}
