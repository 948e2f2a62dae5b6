//! `rbac-cross-namespace-subject`

use super::class::holds_nothing_of_weight;
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// RoleBindings that give a namespace to a service account of another one.
    ///
    /// ## Why is this bad?
    /// Whoever may run pods in the other namespace gets what is bound here, and those who look after this one do not see
    /// who that is.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: tools}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    pub RBAC_CROSS_NAMESPACE_SUBJECT = "rbac-cross-namespace-subject" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let (Kind::RoleBinding, Some(home)) = (binding.kind(), binding.namespace()) else { return };
    let role = binding.path("roleRef.name");
    // What every API server behind the aggregator needs, wherever it runs.
    if role.and_then(Value::as_str) == Some("extension-apiserver-authentication-reader") {
        return;
    }
    for value in binding.root().list("subjects") {
        let Some(Subject::ServiceAccount(Some(namespace), name)) = Subject::of(value) else { continue };
        if namespace == home {
            continue;
        }
        let finding = cx
            .report(value, format!("service account `{name}` of `{namespace}` gets permissions in `{home}`"))
            .help("run what needs them in the namespace itself");
        if home == "kube-system" && !holds_nothing_of_weight(binding, index) {
            finding.severity(Severity::High);
        }
        if let Some(role) = role {
            finding.label(role, "of this role");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Severity;
    use crate::rules::access::fixtures::binding;

    #[test]
    fn kube_system_weighs_more_and_an_open_namespace_says_nothing() {
        let rule = tester::of(&super::RBAC_CROSS_NAMESPACE_SUBJECT);
        let at = |namespace: &str| {
            binding("RoleBinding", "edit").replace("{name: b}", &format!("{{name: b, namespace: {namespace}}}"))
        };
        assert_eq!(rule.fails(&at("kube-system")).severity, Severity::High);
        assert_eq!(rule.fails(&at("kube-system").replace("name: edit", "name: view")).severity, Severity::Low);
        rule.passes(&at("ns"));
        rule.passes(&binding("RoleBinding", "view"));
        rule.passes(&binding("ClusterRoleBinding", "view"));
        rule.passes(&at("kube-system").replace("name: edit", "name: extension-apiserver-authentication-reader"));
    }

    #[test]
    fn the_user_that_is_an_account_counts_and_people_have_no_namespace() {
        let rule = tester::of(&super::RBAC_CROSS_NAMESPACE_SUBJECT);
        let to = |subject: &str| {
            crate::rules::access::fixtures::bound("RoleBinding", "kind: ClusterRole, name: view", subject)
                .replace("{name: b}", "{name: b, namespace: home}")
        };
        rule.fails(&to("{kind: User, name: 'system:serviceaccount:other:a'}"));
        rule.passes(&to("{kind: User, name: 'system:serviceaccount:home:a'}"));
        rule.passes(&to("{kind: User, name: ann}, {kind: Group, name: 'system:serviceaccounts:other'}"));
        rule.passes(&to("{kind: ServiceAccount, name: a}"));
    }
}
