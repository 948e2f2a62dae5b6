//! `rbac-user-named-like-serviceaccount`

use crate::rule::prelude::*;

declare_rule! {
    /// Subjects that name a service account as if it were a user.
    ///
    /// ## Why is this bad?
    /// The user `system:serviceaccount:shop:web` is the service account `web` of `shop`, and the binding works. Whoever
    /// looks for what the account may do, by eye or by tool, looks for subjects of kind ServiceAccount and does not find
    /// it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "system:serviceaccount:shop:web"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: web, namespace: shop}
    /// ```
    pub RBAC_USER_NAMED_LIKE_SERVICEACCOUNT = "rbac-user-named-like-serviceaccount" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1164"],
        check: Resource(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check(binding: Resource<'_>, cx: &mut Context<'_>) {
    for subject in binding.root().list("subjects").filter(|it| it.str("kind") == Some("User")) {
        let Some(name) = subject.get("name") else { continue };
        let account = name.as_str().and_then(|it| it.strip_prefix("system:serviceaccount:"));
        let Some((namespace, account)) = account.and_then(|it| it.split_once(':')) else { continue };
        let finding = cx
            .report(name, format!("this user is the service account `{account}` of `{namespace}`"))
            .help("name it as a ServiceAccount");
        let Some(kind) = subject.get("kind") else { continue };
        let mut edits = vec![Edit::replace(kind, "ServiceAccount"), Edit::replace(name, account)];
        match subject.get("apiGroup").map(|it| (it, it.key())) {
            // The entry that has to go makes room for the one that has to come.
            Some((group, Some(key))) => {
                edits.extend([Edit::replace(key, "namespace"), Edit::replace(group, namespace)])
            }
            _ => edits.extend(Edit::insert_entry(subject, "namespace", namespace)),
        }
        finding.fix(Safety::Unsafe, "name it as a ServiceAccount", edits);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::bound;

    #[test]
    fn names_of_other_shapes_are_users() {
        let rule = tester::of(&super::RBAC_USER_NAMED_LIKE_SERVICEACCOUNT);
        let to = |subject: &str| bound("RoleBinding", "kind: ClusterRole, name: view", subject);
        assert!(rule.fails(&to("{kind: User, name: 'system:serviceaccount:a:b'}")).fix.is_some());
        rule.passes(&to("{kind: User, name: 'system:serviceaccount:a'}"));
        rule.passes(&to("{kind: Group, name: 'system:serviceaccount:a:b'}"));
        rule.passes(&to("{kind: User, name: 'system:kube-proxy'}"));
    }
}
