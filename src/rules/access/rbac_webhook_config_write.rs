//! `rbac-webhook-config-write`

use super::grant::Grant;
use super::permission::{DELETE, Needed, Permission, ROLES, WRITE, Weight};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write webhooks of admission.
    ///
    /// ## Why is this bad?
    /// A mutating webhook rewrites every object on its way into the cluster, so its author runs what they like as whom they
    /// like; a validating one reads every object, Secrets included, and stops what it likes. Deleting them lifts the
    /// policies they enforce.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [admissionregistration.k8s.io]
    ///     resources: [mutatingwebhookconfigurations]
    ///     verbs: [create, patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [admissionregistration.k8s.io]
    ///     resources: [mutatingwebhookconfigurations]
    ///     verbs: [get, patch]
    ///     resourceNames: [app]
    /// ```
    pub RBAC_WEBHOOK_CONFIG_WRITE = "rbac-webhook-config-write" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0114", "kubescape:C-0281", "checkov:CKV_K8S_155", "cis-1.12:5.1.12", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed {
            verbs: WRITE,
            group: "admissionregistration.k8s.io",
            resources: &["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
        },
        Needed {
            verbs: DELETE,
            group: "admissionregistration.k8s.io",
            resources: &["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
        },
    ],
    does: "may write webhooks that see every object",
    help: "name its own configurations in `resourceNames`, and let them be created with the manifests",
    weight: Weight::cluster(Severity::Critical),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // A controller that puts a certificate into its own configuration is the usual case.
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)).filter(|it| !it.narrowed) {
        let Some(finding) = PERMISSION.report(granted, &Grant::of(role, index), index, cx) else { return };
        let most = if DELETE.iter().any(|it| granted.verb.text() == Some(it)) {
            Severity::Medium
        } else if granted.resource.text() == Some("validatingwebhookconfigurations") {
            Severity::High
        } else {
            Severity::Critical
        };
        finding.severity(finding.severity.min(most));
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_WEBHOOK_CONFIG_WRITE);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [mutatingwebhookconfigurations], verbs: [create]",
                Severity::Critical,
            ),
            (
                "cluster",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [validatingwebhookconfigurations], verbs: [update]",
                Severity::High,
            ),
            (
                "cluster",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [validatingwebhookconfigurations], verbs: [delete]",
                Severity::Medium,
            ),
            (
                "unbound",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [mutatingwebhookconfigurations], verbs: [patch]",
                Severity::High,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            (
                "cluster",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [mutatingwebhookconfigurations], verbs: [get]",
            ),
            (
                "cluster",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [mutatingwebhookconfigurations], verbs: [patch], resourceNames: [own]",
            ),
            (
                "namespace",
                "apiGroups: ['admissionregistration.k8s.io'], resources: [mutatingwebhookconfigurations], verbs: [create]",
            ),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
