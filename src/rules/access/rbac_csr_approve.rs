//! `rbac-csr-approve`

use super::grant::{Grant, any};
use super::permission::{CHANGE, Needed, Permission, ROLES, Weight, partner};
use crate::manifest::Granted;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may approve certificates which identify users.
    ///
    /// ## Why is this bad?
    /// A certificate of the signer `kubernetes.io/kube-apiserver-client` is an identity: whoever approves requests for it,
    /// and can create them, becomes any user or component except `system:masters`. It cannot be revoked before it ends.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [certificates.k8s.io]
    ///     resources: [certificatesigningrequests]
    ///     verbs: [get, create]
    ///   - apiGroups: [certificates.k8s.io]
    ///     resources: [certificatesigningrequests/approval]
    ///     verbs: [update]
    ///   - apiGroups: [certificates.k8s.io]
    ///     resources: [signers]
    ///     verbs: [approve]
    ///     resourceNames: [kubernetes.io/kube-apiserver-client]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [certificates.k8s.io]
    ///     resources: [certificatesigningrequests/approval]
    ///     verbs: [update]
    ///   - apiGroups: [certificates.k8s.io]
    ///     resources: [signers]
    ///     verbs: [approve]
    ///     resourceNames: [example.com/internal]
    /// ```
    pub RBAC_CSR_APPROVE = "rbac-csr-approve" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0280", "checkov:CKV_K8S_156", "kyverno:restrict-clusterrole-csr", "cis-1.12:5.1.11", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed {
        verbs: CHANGE,
        group: "certificates.k8s.io",
        resources: &["certificatesigningrequests/approval"],
    }],
    does: "may approve certificates that identify users",
    help: "name signers in `resourceNames` of `signers` whose certificates the API server does not accept",
    weight: Weight::cluster(Severity::Critical),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)) {
        let signers = Needed { verbs: &["approve"], group: GROUP, resources: &["signers"] };
        let Some(signer) = PolicyRule::all(role).find_map(|it| approves(it, &signers)) else { return };
        let grant = Grant::of(role, index);
        let create = Needed { verbs: &["create"], group: GROUP, resources: &["certificatesigningrequests"] };
        let create = partner(role, &create);
        let Some(finding) = PERMISSION.report(granted, &grant, index, cx) else { return };
        finding.label(signer.resource, "of these signers");
        match create {
            Some(create) => finding.label(create.resource, "and request them"),
            // Somebody else has to make the request.
            None => finding.severity(finding.severity.min(Severity::High)),
        };
    }
}

const GROUP: &str = "certificates.k8s.io";

fn approves<'a>(rule: PolicyRule<'a>, signers: &Needed) -> Option<Granted<'a>> {
    any(rule, signers.verbs, signers.group, signers.resources).filter(|_| signs_clients(rule))
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
        let rule = tester::of(&super::RBAC_CSR_APPROVE);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/approval], verbs: [update] & apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [approve] & apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests], verbs: [create]",
                Severity::Critical,
            ),
            (
                "cluster",
                "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/approval], verbs: [patch] & apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [approve], resourceNames: ['kubernetes.io/*']",
                Severity::High,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            (
                "cluster",
                "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/approval], verbs: [update]",
            ),
            ("cluster", "apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [approve]"),
            (
                "cluster",
                "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/approval], verbs: [update] & apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [approve], resourceNames: [kubernetes.io/kubelet-serving]",
            ),
            (
                "cluster",
                "apiGroups: [''], resources: [certificatesigningrequests/approval], verbs: [update] & apiGroups: [''], resources: [signers], verbs: [approve]",
            ),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }
}
