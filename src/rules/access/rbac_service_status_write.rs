//! `rbac-service-status-write`

use super::permission::{CHANGE, Needed, Permission, ROLES, Weight, is_called};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write the status of Services.
    ///
    /// ## Why is this bad?
    /// The nodes send traffic for the addresses in `status.loadBalancer.ingress` to the pods of the Service. Whoever writes
    /// the status makes the address of any other server one of them, and reads what was meant for it. Only the controllers
    /// of load balancers have to.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [services/status]
    ///     verbs: [patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [services/status]
    ///     verbs: [get]
    /// ```
    pub RBAC_SERVICE_STATUS_WRITE = "rbac-service-status-write" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["checkov:CKV2_K8S_4", "cwe:300"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: CHANGE, group: "", resources: &["services/status"] }],
    does: "may draw traffic with the status of Services",
    help: "drop `services/status`, unless this is the controller of load balancers",
    weight: Weight::both(Severity::Medium, Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check_if(role, index, cx, |grant, _| {
        !is_called(grant, &["load-balancer", "loadbalancer", "cloud-controller", "metallb", "kube-vip"])
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_SERVICE_STATUS_WRITE);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [services/status], verbs: [update]", Severity::Medium),
            ("namespace", "apiGroups: [''], resources: ['*/status'], verbs: [patch]", Severity::Low),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [services], verbs: [patch]"),
            ("cluster", "apiGroups: ['serving.knative.dev'], resources: [services/status], verbs: [patch]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn controllers_of_load_balancers_may() {
        let own = granted("cluster", "apiGroups: [''], resources: [services/status], verbs: [update]");
        tester::of(&super::RBAC_SERVICE_STATUS_WRITE).passes(&own.replace("name: r", "name: metallb-controller"));
    }
}
