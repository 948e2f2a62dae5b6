//! `secret-read-kube-system`

use super::grant::{Grant, known_controller, reads_secrets};
use super::permission::ROLES;
use super::powerful_namespace;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that read every Secret of `kube-system` or of another namespace that runs the cluster.
    ///
    /// ## Why is this bad?
    /// Among the Secrets of `kube-system` are bootstrap tokens, credentials of the cloud provider and tokens of accounts that
    /// may do everything: reading them is as good as being an administrator. The namespaces of GitOps controllers hold
    /// the credentials of repositories and of other clusters.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: reader, namespace: kube-system}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [list]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: reader, namespace: kube-system}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [web-tls]}
    /// ```
    pub SECRET_READ_KUBE_SYSTEM = "secret-read-kube-system" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["rbac-police:retrieve_token_secrets", "cis-1.12:5.1.2", "cwe:522", "cwe:269"],
        check: Related(ROLES, check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(granted) = reads_secrets(role) else { return };
    // What the cluster comes with is called so.
    if role.name().starts_with("system:") {
        return;
    }
    let grant = Grant::of(role, index);
    let Some((namespace, severity, why)) = powerful_namespace::of(&grant) else { return };
    let finding = cx
        .report(granted.resource, format!("{} reads every Secret of `{namespace}`", role.title()))
        .severity(*severity)
        .caption(*why)
        .label(granted.verb, "by this verb")
        .help("name the Secrets that are read in `resourceNames`, or keep them in a namespace of their own");
    if let Some(component) = known_controller(&grant) {
        finding.severity(if *severity == Severity::Critical { Severity::Medium } else { Severity::Low });
        finding.caption(format!("`{component}` is known to need this"));
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
    fn the_namespace_of_the_role_or_of_a_binding_decides() {
        let rule = tester::of(&super::SECRET_READ_KUBE_SYSTEM);
        let system = |kind: &str| role(kind, READ).replace("name: r}", "name: r, namespace: kube-system}");
        assert_eq!(rule.fails(&system("Role")).severity, Severity::Critical);
        let bound = |namespace: &str| {
            role("ClusterRole", READ)
                + &binding("RoleBinding", "r").replace("{name: b}", &format!("{{name: b, namespace: {namespace}}}"))
        };
        assert_eq!(rule.fails(&bound("kube-system")).severity, Severity::Critical);
        assert_eq!(rule.fails(&bound("argocd")).severity, Severity::High);
        let known = bound("kube-system").replace("name: s,", "name: sealed-secrets,");
        assert_eq!(rule.fails(&known).severity, Severity::Medium);
        rule.passes(&bound("shop"));
        rule.passes(&(role("ClusterRole", READ) + &binding("ClusterRoleBinding", "r")));
        rule.passes(&system("Role").replace("[get]", "[get], resourceNames: [a]"));
        rule.passes(&system("Role").replace("name: r,", "name: 'system:r',"));
    }
}
