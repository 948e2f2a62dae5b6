//! `secret-read-cluster-wide`

use super::grant::{Grant, is_aggregated, known_controller, reads_secrets};
use crate::index::Reach;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that read the Secrets of every namespace.
    ///
    /// ## Why is this bad?
    /// Among all Secrets are tokens of service accounts, credentials of clouds and the keys of the mesh: reading them
    /// is a step away from being `cluster-admin`. `list` and `watch` return the content as `get` does.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [list]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: reader}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects:
    ///   - {kind: ServiceAccount, name: web, namespace: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [web]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: reader}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects:
    ///   - {kind: ServiceAccount, name: web, namespace: shop}
    /// ```
    pub SECRET_READ_CLUSTER_WIDE = "secret-read-cluster-wide" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubescape:C-0015", "kubescape:C-0186", "trivy:KSV-0041", "checkov:CKV2_K8S_5",
            "kube-linter:access-to-secrets", "kyverno:restrict-secret-role-verbs", "cis-1.12:5.1.2", "cwe:200", "cwe:522",
        ],
        check: Related(&[Kind::ClusterRole], check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(granted) = reads_secrets(role) else { return };
    let grant = Grant::of(role, index);
    if !grant.is_cluster_wide() || is_aggregated(role) {
        return;
    }
    let message = format!("{} reads the Secrets of every namespace", role.title());
    let finding = cx
        .report(granted.resource, message)
        .label(granted.verb, "by this verb")
        .help("use a Role in each namespace, with the Secrets that are read in `resourceNames`");
    if let Some(component) = known_controller(&grant) {
        finding.severity(Severity::Medium).caption(format!("`{component}` is known to need this"));
    } else if grant.reach == Reach::Unbound {
        finding.severity(Severity::High).confidence(Confidence::Medium);
    }
    grant.show(finding, index);
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    fn reads(verbs: &str) -> String {
        role(
            "ClusterRole",
            &format!(
                "apiGroups: [''], resources: [pods] , verbs: [get] & apiGroups: [''], resources: [configmaps, secrets], verbs: [{verbs}]"
            ),
        )
    }

    #[test]
    fn any_rule_of_the_role_and_any_verb_that_reads_counts() {
        let rule = tester::of(&super::SECRET_READ_CLUSTER_WIDE);
        for verb in ["get", "list", "watch"] {
            let found = rule.fails(&(reads(verb) + &binding("ClusterRoleBinding", "r")));
            assert_eq!(found.severity, Severity::Critical);
        }
        assert_eq!(rule.fails(&reads("get")).severity, Severity::High, "nothing binds it here");
        rule.passes(&(reads("create") + &binding("ClusterRoleBinding", "r")));
        rule.passes(&(reads("get") + &binding("RoleBinding", "r")));
        rule.passes(&reads("'*'"));
    }

    #[test]
    fn known_controllers_weigh_less_and_workloads_are_labelled() {
        let rule = tester::of(&super::SECRET_READ_CLUSTER_WIDE);
        let known =
            (reads("list") + &binding("ClusterRoleBinding", "r")).replace("name: s,", "name: cert-manager-cainjector,");
        assert_eq!(rule.fails(&known).severity, Severity::Medium);
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: ns}\nspec: {serviceAccountName: s, containers: []}\n";
        let found = rule.fails(&(reads("list") + &binding("ClusterRoleBinding", "r") + pod));
        assert_eq!(found.labels.last().unwrap().text, "Pod `web` runs with it");
    }

    #[test]
    fn only_secrets_of_the_core_group_and_without_names_are_all_secrets() {
        let rule = tester::of(&super::SECRET_READ_CLUSTER_WIDE);
        let it = |rules: &str| role("ClusterRole", rules) + &binding("ClusterRoleBinding", "r");
        rule.fails(&it("apiGroups: ['*'], resources: [secrets], verbs: [list]"));
        rule.passes(&it("apiGroups: [apps], resources: [secrets], verbs: [list]"));
        rule.passes(&it("resources: [secrets], verbs: [list]"));
        rule.passes(&it("apiGroups: [''], resources: [secrets], verbs: [list], resourceNames: [a]"));
        rule.passes(&it("apiGroups: [''], resources: [secrets], verbs: [list], resourceNames: ['*']"));
        rule.passes(&it("apiGroups: [''], resources: [secrets/status], verbs: [get]"));
        rule.passes(&it("apiGroups: [''], resources: ['secrets/*'], verbs: [get]"));
        rule.passes(&it("apiGroups: [metadata.k8s.io], resources: [secrets], verbs: [watch]"));
        // `create` of one rule and `list` of another are no `list secrets`.
        rule.passes(&it("apiGroups: [''], resources: [secrets], verbs: [create] & apiGroups: [''], resources: [configmaps], verbs: [list]"));
    }

    #[test]
    fn both_kinds_of_bindings_mean_everywhere() {
        let rule = tester::of(&super::SECRET_READ_CLUSTER_WIDE);
        let both = reads("get")
            + &binding("RoleBinding", "r")
            + &binding("ClusterRoleBinding", "r").replace("{name: b}", "{name: c}");
        assert_eq!(rule.fails(&both).severity, Severity::Critical);
    }
}
