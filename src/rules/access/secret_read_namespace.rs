//! `secret-read-namespace`

use super::grant::{Grant, known_controller, reads_secrets};
use super::powerful_namespace;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that read every Secret of a namespace.
    ///
    /// ## Why is this bad?
    /// Most workloads need one or two Secrets. With all of them go the credentials of their neighbours and the tokens
    /// of other service accounts.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: reader, namespace: shop}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get, list]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: reader, namespace: shop}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [web]}
    /// ```
    pub SECRET_READ_NAMESPACE = "secret-read-namespace" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0113", "kubescape:C-0015", "cis-1.12:5.1.2", "cwe:200",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(granted) = reads_secrets(role) else { return };
    let grant = Grant::of(role, index);
    if grant.is_cluster_wide() || cx.is_left_to("secret-read-kube-system") && powerful_namespace::of(&grant).is_some() {
        return;
    }
    let namespaces = grant.bindings().iter().map(|it| it.namespace()).chain([role.namespace()]);
    let system = namespaces.flatten().any(|it| it == "kube-system");
    let finding = cx
        .report(granted.resource, format!("{} reads every Secret {}", role.title(), grant.scope()))
        .label(granted.verb, "by this verb")
        .help("name the Secrets that are read in `resourceNames`");
    if system {
        finding.severity(Severity::High).caption("in `kube-system`, with the credentials of the cluster itself");
    } else if known_controller(&grant).is_some() {
        finding.severity(Severity::Low);
    }
    grant.show(finding, index);
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    const READ: &str = "apiGroups: [''], resources: [secrets], verbs: [get]";

    #[test]
    fn the_namespace_and_the_reach_decide() {
        let rule = tester::of(&super::SECRET_READ_NAMESPACE);
        assert_eq!(rule.fails(&role("Role", READ)).severity, Severity::Medium);
        let system = role("Role", READ).replace("name: r}", "name: r, namespace: kube-system}");
        assert_eq!(rule.fails(&system).severity, Severity::High);
        rule.fails(&(role("ClusterRole", READ) + &binding("RoleBinding", "r")));
        rule.passes(&role("ClusterRole", READ));
        rule.passes(&role("Role", &format!("{READ}, resourceNames: [a]")));
        rule.passes(&role("Role", "apiGroups: [apps], resources: [secrets], verbs: [get]"));
    }

    #[test]
    fn what_its_own_controller_reads_weighs_less() {
        let rule = tester::of(&super::SECRET_READ_NAMESPACE);
        let known = role("Role", READ).replace("name: r}", "name: cert-manager, namespace: cert-manager}");
        assert_eq!(rule.fails(&known).severity, Severity::Low);
        rule.fails(&role(
            "Role",
            "apiGroups: [''], resources: [pods], verbs: [get] & apiGroups: [''], resources: [secrets], verbs: [watch]",
        ));
        rule.passes(&role("Role", "apiGroups: [''], resources: [secrets], verbs: [create, update]"));
        rule.passes(&(role("ClusterRole", READ) + &binding("ClusterRoleBinding", "r")));
    }
}
