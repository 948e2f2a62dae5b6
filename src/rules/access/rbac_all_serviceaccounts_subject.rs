//! `rbac-all-serviceaccounts-subject`

use super::class;
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that give power to all service accounts, or to all of a namespace.
    ///
    /// ## Why is this bad?
    /// Every pod has a service account, and so every pod in the cluster, or in the namespace, gets what is bound to the
    /// group: those that were taken over, and those that nobody thought of, included.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "edit"}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:serviceaccounts:shop"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:serviceaccounts:shop"}
    /// ```
    pub RBAC_ALL_SERVICEACCOUNTS_SUBJECT = "rbac-all-serviceaccounts-subject" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250", "cwe:284"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for value in binding.root().list("subjects") {
        let Some(Subject::Group(group)) = Subject::of(value) else { continue };
        let who = match group.strip_prefix("system:serviceaccounts") {
            Some("") => "every pod of the cluster".to_owned(),
            Some(rest) => match rest.strip_prefix(':') {
                Some(namespace) => format!("every pod of `{namespace}`"),
                None => continue,
            },
            None => continue,
        };
        let Some((_, place, gain)) = class::power(binding, index) else { return };
        let finding = cx
            .report(value, format!("{} lets {who} have a role that {gain}", binding.title()))
            .help("name the service accounts that need it");
        if let Some(place) = place {
            finding.label(place, "by this");
        } else if let Some(reference) = binding.path("roleRef.name") {
            finding.label(reference, "by this role");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::{bound, role};

    #[test]
    fn what_is_bound_decides() {
        let rule = tester::of(&super::RBAC_ALL_SERVICEACCOUNTS_SUBJECT);
        let to = |role: &str, group: &str| {
            bound(
                "ClusterRoleBinding",
                &format!("kind: ClusterRole, name: {role}"),
                &format!("{{kind: Group, name: '{group}'}}"),
            )
        };
        rule.fails(&to("admin", "system:serviceaccounts"));
        let own = role("ClusterRole", "apiGroups: [''], resources: [secrets], verbs: [list]");
        rule.fails(&(own + &to("r", "system:serviceaccounts:ci")));
        rule.passes(&to("'system:service-account-issuer-discovery'", "system:serviceaccounts"));
        rule.passes(&to("admin", "system:serviceaccountsx"));
        rule.passes(&to("unknown", "system:serviceaccounts"));
    }

    #[test]
    fn roles_that_only_read_what_is_harmless_pass() {
        let rule = tester::of(&super::RBAC_ALL_SERVICEACCOUNTS_SUBJECT);
        let to = |rules: &str, group: &str| {
            role("ClusterRole", rules)
                + &bound("RoleBinding", "kind: ClusterRole, name: r", &format!("{{kind: Group, name: '{group}'}}"))
        };
        rule.passes(&to("apiGroups: [''], resources: [configmaps], verbs: [get]", "system:serviceaccounts"));
        rule.passes(&to(
            "apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [pull]",
            "system:serviceaccounts:ci",
        ));
        rule.fails(&to("apiGroups: [''], resources: [pods/exec], verbs: [create]", "system:serviceaccounts:ci"));
        // Nodes live in no namespace, and a RoleBinding gives nothing on them.
        rule.passes(&to("apiGroups: [''], resources: [nodes/proxy], verbs: [get]", "system:serviceaccounts"));
    }
}
