//! `rbac-csr-approve`

use super::grant::{Grant, any, held_beside};
use super::permission::{CHANGE, Needed, Permission, ROLES, Weight, is_called, partner};
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
        let grant = Grant::of(role, index);
        let of_clients = PolicyRule::all(role).find_map(|it| approves(it, &signers).filter(|_| signs_clients(it)));
        let of_nodes = || PolicyRule::all(role).find_map(|it| approves(it, &signers).filter(|_| signs_nodes(it)));
        let beside = || held_beside(&grant, index, &["approve"], GROUP, &["signers"]);
        let (signer, most) = match (of_clients, of_nodes()) {
            (Some(signer), _) => (signer.resource, Severity::Critical),
            (None, Some(signer)) if !is_called(&grant, &["approver"]) => (signer.resource, Severity::Medium),
            (None, Some(_)) => return,
            (None, None) if partner(role, &signers).is_some() => return,
            (None, None) => match beside() {
                Some(signer) => (signer, Severity::High),
                None => return,
            },
        };
        let create = Needed { verbs: &["create"], group: GROUP, resources: &["certificatesigningrequests"] };
        let create = partner(role, &create);
        let Some(finding) = PERMISSION.report(granted, &grant, index, cx) else { return };
        finding.label(signer, "of these signers");
        match create {
            Some(create) => finding.label(create.resource, "and request them"),
            // Somebody else has to make the request.
            None => finding.severity(finding.severity.min(Severity::High)),
        };
        finding.severity(finding.severity.min(most));
    }
}

const GROUP: &str = "certificates.k8s.io";

fn approves<'a>(rule: PolicyRule<'a>, signers: &Needed) -> Option<Granted<'a>> {
    any(rule, signers.verbs, signers.group, signers.resources)
}

/// Whether the signers of a rule make certificates of kubelets, or of whoever asked before there were signers.
fn signs_nodes(rule: PolicyRule<'_>) -> bool {
    const NODES: [&str; 3] = [
        "kubernetes.io/kube-apiserver-client-kubelet",
        "kubernetes.io/kubelet-serving",
        "kubernetes.io/legacy-unknown",
    ];
    rule.names().filter_map(Value::text).any(|it| NODES.contains(&it))
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
                "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/approval], verbs: [update] & apiGroups: ['certificates.k8s.io'], resources: [signers], verbs: [approve], resourceNames: [example.com/clients]",
            ),
            (
                "cluster",
                "apiGroups: [''], resources: [certificatesigningrequests/approval], verbs: [update] & apiGroups: [''], resources: [signers], verbs: [approve]",
            ),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    const APPROVAL: &str =
        "apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [patch]";

    fn signers(names: &str) -> String {
        format!("apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve], resourceNames: [{names}]")
    }

    #[test]
    fn certificates_of_kubelets_weigh_less_and_those_who_approve_them_may() {
        let rule = tester::of(&super::RBAC_CSR_APPROVE);
        for name in ["kubelet-serving", "kube-apiserver-client-kubelet", "legacy-unknown"] {
            let it = granted("cluster", &format!("{APPROVAL} & {}", signers(&format!("kubernetes.io/{name}"))));
            assert_eq!(rule.fails(&it).severity, Severity::Medium, "{name}");
            rule.passes(&it.replace("name: s,", "name: kubelet-csr-approver,"));
        }
        let both = signers("kubernetes.io/kubelet-serving, kubernetes.io/kube-apiserver-client");
        assert_eq!(rule.fails(&granted("cluster", &format!("{APPROVAL} & {both}"))).severity, Severity::High);
    }

    #[test]
    fn the_signers_may_come_by_another_role_and_a_namespace_has_none() {
        let rule = tester::of(&super::RBAC_CSR_APPROVE);
        let other = granted("cluster", "apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve]")
            .replace("{name: r}", "{name: q}")
            .replace("name: r}", "name: q}")
            .replace("{name: b}", "{name: c}");
        rule.fails(&(granted("cluster", APPROVAL) + &other));
        rule.passes(&(granted("cluster", APPROVAL) + &other.replace("name: s,", "name: t,")));
        let all = "apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve]";
        rule.passes(&granted("namespace", &format!("{APPROVAL} & {all}")));
    }
}
