//! `rbac-admin-edit-in-system-namespace`

use super::class::{self, Class};
use super::grant::controller_of;
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that hand out the pods, Secrets or tokens of a namespace whose service accounts own the cluster.
    ///
    /// ## Why is this bad?
    /// Whoever runs pods, reads Secrets or issues tokens in a namespace has every service account in it. In `kube-system`,
    /// or wherever an account holds all permissions of the cluster, a role for one namespace is therefore a role for the
    /// whole cluster.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: kube-system}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "edit"}
    /// subjects:
    ///   - {kind: User, name: ann}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: kube-system}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
    /// subjects:
    ///   - {kind: User, name: ann}
    /// ```
    pub RBAC_ADMIN_EDIT_IN_SYSTEM_NAMESPACE = "rbac-admin-edit-in-system-namespace" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250", "cwe:269"],
        check: Related(&[Kind::RoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let (Some(reference), Some(namespace)) = (binding.path("roleRef.name"), binding.namespace()) else { return };
    let name = reference.text().unwrap_or_default();
    // That one is another finding.
    if name == "cluster-admin" {
        return;
    }
    let owner = || {
        index
            .cluster_bindings_in(namespace, binding)
            .into_iter()
            .find(|it| class::of_binding(it.0, index) == Some(Class::Root))
    };
    let rules = index.rules_bound_by(binding);
    let Some((_, _, gain)) =
        rules.iter().filter_map(|it| class::of_rule(*it, false)).find(|it| it.0 >= Class::Takeover)
    else {
        return;
    };
    let owner = owner();
    if owner.is_none() && namespace != "kube-system" {
        return;
    }
    // Accounts of that namespace are where its power is already.
    let is_local = |it: Value<'_>| matches!(Subject::of(it), Some(Subject::ServiceAccount(of, _)) if of.unwrap_or(namespace) == namespace);
    let mut subjects = binding.root().list("subjects").filter(|it| !is_local(*it));
    let Some(subject) = subjects.next() else { return };
    let finding = cx
        .report(
            reference,
            format!("{} owns the cluster through `{name}`: whoever has it {gain} in `{namespace}`", binding.title()),
        )
        .label(subject, "this subject")
        .help("bind a role that only reads, or move what the subject needs to another namespace");
    match owner {
        Some((_, account)) => finding.label(account, "this account of the namespace holds all permissions"),
        None => finding,
    };
    if subject.str("name").and_then(controller_of).is_some() {
        finding.severity(Severity::Medium);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::{bound, role};

    fn at(namespace: &str, role: &str, subject: &str) -> String {
        bound("RoleBinding", &format!("kind: ClusterRole, name: {role}"), subject)
            .replace("name: b}", &format!("name: b, namespace: {namespace}}}"))
    }

    const ANN: &str = "{kind: User, name: ann}";

    #[test]
    fn the_namespace_is_powerful_by_the_accounts_in_it() {
        let rule = tester::of(&super::RBAC_ADMIN_EDIT_IN_SYSTEM_NAMESPACE);
        rule.fails(&at("kube-system", "admin", ANN));
        rule.passes(&at("ci", "admin", ANN));
        let owner = bound(
            "ClusterRoleBinding",
            "kind: ClusterRole, name: cluster-admin",
            "{kind: ServiceAccount, name: deployer, namespace: ci}",
        );
        assert_eq!(rule.fails(&(at("ci", "admin", ANN) + &owner)).labels.len(), 3);
        rule.passes(&(at("shop", "admin", ANN) + &owner));
        rule.passes(&(at("ci", "view", ANN) + &owner));
    }

    #[test]
    fn roles_of_ones_own_count_and_accounts_of_the_namespace_do_not() {
        let rule = tester::of(&super::RBAC_ADMIN_EDIT_IN_SYSTEM_NAMESPACE);
        let own = role("ClusterRole", "apiGroups: [''], resources: [pods/exec], verbs: [create]");
        rule.fails(&(own.clone() + &at("kube-system", "r", ANN)));
        rule.passes(&(own + &at("kube-system", "r", "{kind: ServiceAccount, name: a, namespace: kube-system}")));
        rule.passes(&at("kube-system", "extension-apiserver-authentication-reader", ANN));
    }
}
