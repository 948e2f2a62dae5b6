//! `rbac-aws-auth-admin-mapping`

use super::class::{self, Class};
use crate::index::Subject;
use crate::rule::prelude::*;
use crate::source::Span;

declare_rule! {
    /// Identities of AWS that `aws-auth` makes administrators.
    ///
    /// ## Why is this bad?
    /// The ConfigMap `aws-auth` of EKS maps roles and users of AWS to groups of Kubernetes. Whoever may assume such a role
    /// owns the cluster, by permissions that are kept in another system, and `system:masters` cannot even be taken away by
    /// a binding.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: aws-auth, namespace: kube-system}
    /// data:
    ///   mapRoles: |
    ///     - rolearn: arn:aws:iam::111122223333:role/ci
    ///       username: ci
    ///       groups:
    ///         - system:masters
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: aws-auth, namespace: kube-system}
    /// data:
    ///   mapRoles: |
    ///     - rolearn: arn:aws:iam::111122223333:role/ci
    ///       username: ci
    ///       groups:
    ///         - developers
    /// ```
    pub RBAC_AWS_AUTH_ADMIN_MAPPING = "rbac-aws-auth-admin-mapping" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250", "cwe:269"],
        check: Related(&[Kind::ConfigMap], check)
    }
}

fn check<'a>(map: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if map.name() != "aws-auth" || map.namespace().is_some_and(|it| it != "kube-system") {
        return;
    }
    for key in ["mapRoles", "mapUsers"] {
        let Some(value) = map.root().get("data").and_then(|it| it.get(key)) else { continue };
        let text = value.source_text();
        let start = value.span().start;
        let mut at = 0;
        for word in text.split(|it: char| it.is_whitespace() || matches!(it, ',' | '[' | ']' | '"' | '\'')) {
            let place = start + at as u32;
            at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
            // Names of accounts and roles of AWS are no groups.
            if word.is_empty() || word.starts_with("arn:") || word.ends_with(':') {
                continue;
            }
            let binding = admin_binding(word, map, index);
            if word != "system:masters" && binding.is_none() {
                continue;
            }
            let span = Span { start: place, end: place + word.len() as u32, ..value.span() };
            let finding = cx
                .report(
                    (span, value.location()),
                    format!("`{key}` makes an identity of AWS an administrator through `{word}`"),
                )
                .help("map it to a group that is bound to what it needs");
            if let Some(binding) = binding {
                finding.label(binding, "this binding makes the group one");
            }
        }
    }
}

/// The ClusterRoleBinding that gives a group all permissions.
fn admin_binding<'a>(group: &str, near: Resource<'a>, index: &Index<'a>) -> Option<Resource<'a>> {
    if group.starts_with("system:") {
        return None;
    }
    let is_named = |it: &(Resource<'a>, Value<'a>)| it.1.str("name") == Some(group);
    let mut all = index.bindings_naming(Subject::Group(group), near).into_iter().filter(is_named).map(|it| it.0);
    all.find(|it| it.kind() == Kind::ClusterRoleBinding && class::of_binding(*it, index) == Some(Class::Root))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::bound;

    fn map(groups: &str) -> String {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: aws-auth, namespace: kube-system}}\ndata:\n  mapUsers: |\n    - userarn: arn:aws:iam::1:user/ops\n      groups: {groups}\n---\n"
        )
    }

    #[test]
    fn the_group_is_read_inside_the_text_and_in_the_bindings() {
        let rule = tester::of(&super::RBAC_AWS_AUTH_ADMIN_MAPPING);
        rule.fails(&map("[system:masters]"));
        rule.fails(&map("['a', \"system:masters\"]"));
        rule.passes(&map("[system:bootstrappers, system:nodes, ops]"));
        let admins = bound("ClusterRoleBinding", "kind: ClusterRole, name: cluster-admin", "{kind: Group, name: ops}");
        assert_eq!(rule.fails(&(map("[ops]") + &admins)).labels.len(), 2);
        rule.passes(&map("[system:masters]").replace("name: aws-auth", "name: other"));
    }

    #[test]
    fn the_place_is_the_group() {
        let text = map("[system:masters]");
        let span = tester::of(&super::RBAC_AWS_AUTH_ADMIN_MAPPING).fails(&text).span();
        assert_eq!(&text[span.range()], "system:masters");
    }

    #[test]
    fn roles_are_read_as_users_are_and_other_namespaces_hold_no_such_map() {
        let rule = tester::of(&super::RBAC_AWS_AUTH_ADMIN_MAPPING);
        rule.fails(&map("[system:masters]").replace("mapUsers", "mapRoles"));
        rule.fails(&map("\n      - system:masters"));
        rule.passes(&map("[system:masters]").replace("namespace: kube-system", "namespace: shop"));
        rule.passes(&map("[system:masters-of-none]"));
        rule.passes(&map("[viewers]").replace("user/ops", "user/system:masters"));
    }
}
