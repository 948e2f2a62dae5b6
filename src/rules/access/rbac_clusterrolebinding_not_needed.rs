//! `rbac-clusterrolebinding-not-needed`

use super::vocabulary::is_namespaced;
use super::watch::watched;
use crate::index::{BoundRole, Subject};
use crate::rule::prelude::*;

declare_rule! {
    /// ClusterRoleBindings of operators that look at one namespace only.
    ///
    /// ## Why is this bad?
    /// The operator is told to watch one namespace, and its role names nothing that lives outside of one. A RoleBinding
    /// gives it all it uses; the ClusterRoleBinding gives the same in every other namespace, to whoever takes it over.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: app}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [apps]
    ///     resources: [deployments]
    ///     verbs: [get, patch]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: app, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: app}}
    ///   template:
    ///     metadata: {labels: {app: app}}
    ///     spec:
    ///       serviceAccountName: app
    ///       containers: [{name: app, image: app, args: [--watch-namespace=shop]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: app}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [apps]
    ///     resources: [deployments]
    ///     verbs: [get, patch]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: app, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: app}}
    ///   template:
    ///     metadata: {labels: {app: app}}
    ///     spec:
    ///       serviceAccountName: app
    ///       containers: [{name: app, image: app, args: [--leader-elect]}]
    /// ```
    pub RBAC_CLUSTERROLEBINDING_NOT_NEEDED = "rbac-clusterrolebinding-not-needed" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250"],
        check: Related(&[Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mut namespaces = binding.root().list("subjects").map(|it| match Subject::of(it) {
        Some(Subject::ServiceAccount(namespace, _)) => namespace,
        _ => None,
    });
    let Some(Some(namespace)) = namespaces.next() else { return };
    if !namespaces.all(|it| it == Some(namespace)) || !matches!(index.bound_role(binding), BoundRole::Found(_)) {
        return;
    }
    let rules = index.rules_bound_by(binding);
    if rules.is_empty() || !rules.iter().all(|it| is_namespaced(*it)) {
        return;
    }
    let pods = index.pods_bound_by(binding);
    let elsewhere = |it: &(Value<'a>, Pod<'a>)| watched(it.1).is_none_or(|it| it.1 != namespace);
    let Some(place) = pods.first().and_then(|it| watched(it.1)).map(|it| it.0) else { return };
    if pods.iter().any(elsewhere) {
        return;
    }
    let Some(kind) = binding.root().get("kind") else { return };
    let finding = cx
        .report(kind, format!("{} holds everywhere, and its subject looks at `{namespace}` only", binding.title()))
        .label(place, "this is where it looks")
        .help(format!("use a RoleBinding in `{namespace}`"));
    let metadata = binding.root().get("metadata");
    let edits = metadata.map(|it| Edit::insert_into(it, &["namespace"], namespace)).unwrap_or_default();
    if !edits.is_empty() {
        let edits = edits.into_iter().chain([Edit::replace(kind, "RoleBinding")]);
        finding.fix(Safety::Unsafe, "use a RoleBinding", edits);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::{binding, role};

    fn with(rules: &str, container: &str) -> String {
        role("ClusterRole", rules)
            + &binding("ClusterRoleBinding", "r")
            + &format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: ns}}\nspec: {{serviceAccountName: s, containers: [{{name: a, {container}}}]}}\n"
            )
    }

    #[test]
    fn the_role_and_the_watch_decide() {
        let rule = tester::of(&super::RBAC_CLUSTERROLEBINDING_NOT_NEEDED);
        let pods = "apiGroups: [''], resources: [pods], verbs: [get]";
        let own = "env: [{name: WATCH_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]";
        assert!(rule.fails(&with(pods, own)).fix.is_some());
        rule.fails(&with(pods, "args: ['--namespaces=ns']"));
        rule.passes(&with(pods, "args: ['--namespaces=ns,other']"));
        rule.passes(&with(pods, "args: ['--namespaces=other']"));
        rule.passes(&with(pods, "env: [{name: WATCH_NAMESPACE, value: ''}]"));
        rule.passes(&with("apiGroups: [''], resources: [nodes], verbs: [get]", own));
        rule.passes(&with("apiGroups: [example.com], resources: [widgets], verbs: [get]", own));
        rule.passes(&with("nonResourceURLs: ['/metrics'], verbs: [get]", own));
    }
}
