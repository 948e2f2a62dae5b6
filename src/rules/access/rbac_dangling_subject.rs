//! `rbac-dangling-subject`

use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings to service accounts that do not exist.
    ///
    /// ## Why is this bad?
    /// The binding gives nothing today. A service account of that name that somebody creates later, for a purpose of their
    /// own, has the permissions from its first minute.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: web, namespace: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: app, namespace: shop}
    /// ```
    pub RBAC_DANGLING_SUBJECT = "rbac-dangling-subject" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["popeye:POP-1300", "cwe:1164"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for value in binding.root().list("subjects") {
        let Some(Subject::ServiceAccount(namespace, name)) = Subject::of(value) else { continue };
        let namespace = namespace.or(binding.namespace());
        // Every namespace has one of that name, and what lives elsewhere may be made elsewhere.
        let elsewhere = binding.kind() == Kind::RoleBinding && namespace != binding.namespace();
        if name == "default" || elsewhere && !index.is_closed() {
            continue;
        }
        if matches!(index.find_in(Kind::ServiceAccount, name, namespace, binding), Lookup::Missing) {
            cx.report(value, format!("no service account is called `{name}` there"))
                .help("correct the name, or delete the subject");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::binding;

    #[test]
    fn the_default_account_and_what_may_be_elsewhere_pass() {
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x, namespace: ns}\n";
        let rule = || tester::of(&super::RBAC_DANGLING_SUBJECT);
        rule().fails(&(binding("ClusterRoleBinding", "view") + account));
        rule().passes(&binding("ClusterRoleBinding", "view"));
        rule().closed().fails(&binding("ClusterRoleBinding", "view"));
        rule().passes(&(binding("ClusterRoleBinding", "view").replace("name: s,", "name: default,") + account));
        rule().passes(&(binding("RoleBinding", "view").replace("name: b}", "name: b, namespace: other}") + account));
    }

    #[test]
    fn users_and_groups_are_in_no_file() {
        let rule = tester::of(&super::RBAC_DANGLING_SUBJECT).closed();
        let to = |subject: &str| {
            crate::rules::access::fixtures::bound("ClusterRoleBinding", "kind: ClusterRole, name: view", subject)
        };
        rule.passes(&to("{kind: User, name: ann}, {kind: Group, name: ops}"));
        rule.fails(&to("{kind: User, name: 'system:serviceaccount:ns:gone'}"));
    }
}
