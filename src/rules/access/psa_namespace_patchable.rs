//! `psa-namespace-patchable`

use super::grant::precise;
use crate::index::{BoundRole, Subject};
use crate::manifest::pss::NamespacePolicy;
use crate::rule::prelude::*;

declare_rule! {
    /// Subjects that can lift the Pod Security level of the namespace they work in.
    ///
    /// ## Why is this bad?
    /// The level is a label. Whoever may change the Namespace sets `enforce: privileged`, creates a privileged pod, and is root on
    /// the node. A RoleBinding is enough: a request about a Namespace counts as one inside it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: owner, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [namespaces]
    ///     verbs: [get, patch]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: owner, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: owner}
    /// subjects:
    ///   - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: shop-team}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: owner, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [namespaces]
    ///     verbs: [get]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: owner, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: owner}
    /// subjects:
    ///   - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: shop-team}
    /// ```
    pub PSA_NAMESPACE_PATCHABLE = "psa-namespace-patchable" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let BoundRole::Found(role) = index.bound_role(binding) else { return };
    let mut granted = PolicyRule::all(role).filter_map(|it| precise(it, &["patch", "update"], "", &["namespaces"]));
    let Some(granted) = granted.find(|it| {
        let names = |name: &str| it.rule.names().any(|it| it.text() == Some(name));
        !it.narrowed || binding.namespace().is_none_or(names)
    }) else {
        return;
    };
    let Some(reference) = binding.path("roleRef.name") else { return };
    let Some((place, guard)) = held_by(binding, index) else { return };
    let message = format!("{} lets its subjects change the Pod Security labels of {place}", binding.title());
    let finding =
        cx.report(reference, message).help("grant `get` only, and leave changes of Namespaces to administrators");
    finding.label(granted.verb, format!("{} grants it here", role.title()));
    if let Some(guard) = guard {
        finding.label(guard, "the label they can change");
    }
}

/// The namespace whose labels a binding opens to those who work in it, with the label. A ClusterRoleBinding opens all, which
/// counts where a service account lives in a namespace with a level.
fn held_by<'a>(binding: Resource<'a>, index: &Index<'a>) -> Option<(String, Option<Value<'a>>)> {
    let level = |namespace: Resource<'a>| NamespacePolicy::of(namespace).enforce.level;
    if binding.kind() == Kind::RoleBinding {
        let place = binding.namespace().map_or("their namespace".to_owned(), |it| format!("namespace `{it}`"));
        return Some((place, index.namespace_of(binding).and_then(level)));
    }
    binding.root().list("subjects").find_map(|it| match Subject::of(it)? {
        Subject::ServiceAccount(Some(name), _) => {
            let found = index.find(Kind::Namespace, name, binding).found();
            let label = found.filter(|it| index.same_cluster(*it, binding)).and_then(level)?;
            Some((format!("their own namespace `{name}`"), Some(label)))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn bound(kind: &str, rule: &str) -> String {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\nrules: [{{apiGroups: [''], resources: [namespaces], {rule}}}]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: b, namespace: shop}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}}\nsubjects: [{{kind: ServiceAccount, name: s, namespace: shop}}]\n"
        )
    }

    const NAMESPACE: &str = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}\n";

    #[test]
    fn a_binding_in_the_namespace_is_enough_and_names_count() {
        let rule = tester::of(&super::PSA_NAMESPACE_PATCHABLE);
        rule.fails(&bound("RoleBinding", "verbs: [update]"));
        rule.fails(&bound("RoleBinding", "verbs: [patch], resourceNames: [shop]"));
        rule.passes(&bound("RoleBinding", "verbs: [patch], resourceNames: [m]"));
        rule.passes(&bound("RoleBinding", "verbs: [get, list, create]"));
    }

    #[test]
    fn in_the_whole_cluster_it_counts_for_those_who_live_in_a_guarded_namespace() {
        let rule = tester::of(&super::PSA_NAMESPACE_PATCHABLE);
        let text = bound("ClusterRoleBinding", "verbs: [patch]");
        rule.passes(&text);
        assert_eq!(rule.fails(&format!("{text}{NAMESPACE}")).labels.len(), 3);
    }
}
