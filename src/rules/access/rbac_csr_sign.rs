//! `rbac-csr-sign`

use super::grant::{Grant, held_beside};
use super::permission::{CHANGE, Needed, Permission, ROLES, Weight, partner};
use crate::manifest::Granted;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may sign certificates which identify users.
    ///
    /// ## Why is this bad?
    /// The certificate of a request is written to its status by whoever may `sign` for the signer. For `kubernetes.io/kube-
    /// apiserver-client` that certificate is an identity, so the role issues identities.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [certificates.k8s.io]
    ///     resources: [certificatesigningrequests/status]
    ///     verbs: [update]
    ///   - apiGroups: [certificates.k8s.io]
    ///     resources: [signers]
    ///     verbs: [sign]
    ///     resourceNames: [kubernetes.io/kube-apiserver-client]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [certificates.k8s.io]
    ///     resources: [certificatesigningrequests/status]
    ///     verbs: [update]
    ///   - apiGroups: [certificates.k8s.io]
    ///     resources: [signers]
    ///     verbs: [sign]
    ///     resourceNames: [issuers.cert-manager.io/*]
    /// ```
    pub RBAC_CSR_SIGN = "rbac-csr-sign" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["sign"], group: "certificates.k8s.io", resources: &["signers"] }],
    does: "may sign certificates that identify users",
    help: "name the signers that are its own in `resourceNames`",
    weight: Weight::cluster(Severity::High),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let status =
        Needed { verbs: CHANGE, group: "certificates.k8s.io", resources: &["certificatesigningrequests/status"] };
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)).filter(|it| signs_clients(it.rule)) {
        let grant = Grant::of(role, index);
        let own = partner(role, &status).map(|it| it.resource);
        let Some(status) = own.or_else(|| held_beside(&grant, index, status.verbs, status.group, status.resources))
        else {
            return;
        };
        // The name is that of the signer which matters.
        let granted = Granted { narrowed: false, ..granted };
        if let Some(finding) = PERMISSION.report(granted, &grant, index, cx) {
            finding.label(status, "and write them");
        }
    }
}

/// Whether the signers of a rule include the one whose certificates the API server accepts as identities.
fn signs_clients(rule: PolicyRule<'_>) -> bool {
    const CLIENTS: [&str; 2] = ["kubernetes.io/kube-apiserver-client", "kubernetes.io/*"];
    let mut names = rule.names().filter_map(Value::text).peekable();
    names.peek().is_none() || names.any(|it| CLIENTS.contains(&it))
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_CSR_SIGN);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/status], verbs: [update] & apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [sign]",
                Severity::High,
            ),
            (
                "unbound",
                "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/status], verbs: [update] & apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [sign], resourceNames: ['kubernetes.io/*']",
                Severity::Medium,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [sign]"),
            (
                "cluster",
                "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/status], verbs: [update] & apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [sign], resourceNames: [kubernetes.io/legacy-unknown]",
            ),
            (
                "cluster",
                "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/status], verbs: [update] & apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [approve]",
            ),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
