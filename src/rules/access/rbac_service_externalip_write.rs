//! `rbac-service-externalip-write`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write Services, and with them external addresses.
    ///
    /// ## Why is this bad?
    /// A Service with `externalIPs` draws the traffic that pods of the cluster send to that address, whoever it belongs to.
    /// Unless an admission plugin or policy refuses the field, writing Services is enough to sit in the middle.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [services]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [services]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_SERVICE_EXTERNALIP_WRITE = "rbac-service-externalip-write" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0056", "cve:CVE-2020-8554", "cwe:300"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: WRITE, group: "", resources: &["services"] }],
    does: "may draw the traffic to any address with `externalIPs`",
    help: "switch on the admission plugin `DenyServiceExternalIPs`, or drop the verbs that write",
    weight: Weight::both(Severity::Low, Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check_if(role, index, cx, |_, _| index.guard_of_addresses(role).is_none());
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_SERVICE_EXTERNALIP_WRITE);
        assert_eq!(
            rule.fails(&granted("cluster", "apiGroups: [''], resources: [services], verbs: [patch]")).severity,
            Severity::Low
        );
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [services/status], verbs: [patch]"),
            ("cluster", "apiGroups: ['serving.knative.dev'], resources: [services], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn where_something_guards_the_addresses_nothing_is_won() {
        let rule = tester::of(&super::RBAC_SERVICE_EXTERNALIP_WRITE);
        let it = granted("cluster", "apiGroups: [''], resources: [services], verbs: [patch]");
        let policy = |text: &str| {
            format!(
                "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {{name: p}}\nspec: {{validations: [{{expression: '{text}'}}]}}\n---\n"
            )
        };
        rule.passes(&(policy("!has(object.spec.externalIPs)") + &it));
        rule.fails(&(policy("has(object.metadata.labels)") + &it));
        let server = |plugins: &str| {
            tester::pod(&format!(
                "{{containers: [{{name: c, command: [kube-apiserver, '--enable-admission-plugins={plugins}']}}]}}"
            )) + "---\n"
        };
        rule.passes(&(server("NodeRestriction,DenyServiceExternalIPs") + &it));
        rule.fails(&(server("NodeRestriction") + &it));
    }
}
