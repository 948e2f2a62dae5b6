//! `sa-shared-by-workloads`

use super::application::application;
use super::class::power;
use super::token::{PODS_AND_ACCOUNTS, account, is_automounted};
use crate::rule::prelude::*;

declare_rule! {
    /// Service accounts with weighty permissions that unrelated workloads share.
    ///
    /// ## Why is this bad?
    /// Each of the workloads holds what any of them needs: a hole in the least of them reaches all of it, and no permission can
    /// be taken away from one without the others. Workloads are told apart by their labels; parts of one application may share.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: app, namespace: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: deployer, namespace: shop, labels: {app: deployer}}
    /// spec: {serviceAccountName: app, containers: [{name: app, image: deployer}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec: {serviceAccountName: app, containers: [{name: app, image: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: app, namespace: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: deployer, namespace: shop, labels: {app: deployer}}
    /// spec: {serviceAccountName: app, containers: [{name: app, image: deployer}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec: {automountServiceAccountToken: false, containers: [{name: app, image: web}]}
    /// ```
    pub SA_SHARED_BY_WORKLOADS = "sa-shared-by-workloads" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["alias:shared-service-account", "cwe:250", "cwe:653"],
        check: Related(PODS_AND_ACCOUNTS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let (own, name) = if resource.kind() == Kind::ServiceAccount {
        (Some(resource), resource.name())
    } else {
        // The first pod speaks for an account that the input does not show.
        let first = |it: &Pod<'a>| index.first_with_token(*it).is_some_and(|first| first.spec() == it.spec());
        let Some(pod) = Pod::all(resource).find(first) else { return };
        if matches!(account(pod, index), Lookup::Found(_)) {
            return;
        }
        (None, pod.service_account())
    };
    // That account is everybody's, and binding it a finding of its own.
    if name == "default" {
        return;
    }
    let pods = index.running_as(name, resource.namespace(), resource);
    let mut holders = pods.into_iter().filter(|it| is_automounted(*it, own));
    let Some(first) = holders.next() else { return };
    let Some(other) = holders.find(|it| application(*it) != application(first)) else { return };
    let bindings = index.bindings_of(name, resource.namespace(), resource);
    let powers = bindings.into_iter().filter_map(|(binding, subject)| Some((power(binding, index)?, subject)));
    let Some(((_, _, gain), subject)) = powers.max_by_key(|it| it.0.0) else { return };
    let (one, two) = (first.resource(), other.resource());
    let message = format!("{} and {} share `{name}`, which {gain}", one.title(), two.title());
    let at = |it: Pod<'a>| it.service_account_value().map_or(it.grip(), Value::grip);
    let finding = match own {
        Some(account) => cx.report(account, message),
        None => cx.report(at(first), message),
    };
    finding
        .label(at(other), "runs as it, too")
        .label(subject, "what it may do is bound here")
        .help("give each of them a service account with what it needs");
    if own.is_some() {
        finding.label(at(first), "runs as it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::binding;
    use crate::rules::tester;

    fn pods(one: &str, other: &str) -> String {
        let pod = |name: &str, labels: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: ns, labels: {{{labels}}}}}\nspec: {{serviceAccountName: s, containers: []}}\n---\n"
            )
        };
        pod("a", one) + &pod("b", other)
    }

    #[test]
    fn power_and_strangers_make_it() {
        let rule = tester::of(&super::SA_SHARED_BY_WORKLOADS);
        let strangers = pods("app: a", "app: b");
        rule.fails(&(binding("ClusterRoleBinding", "edit") + &strangers));
        rule.passes(&(binding("ClusterRoleBinding", "edit") + &pods("app: a", "app: a")));
        rule.passes(&(binding("ClusterRoleBinding", "system:public-info-viewer") + &strangers));
        rule.passes(&strangers);
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s, namespace: ns}\n";
        rule.fails(&(binding("ClusterRoleBinding", "edit") + &strangers + account));
        let declined = format!("{account}automountServiceAccountToken: false\n");
        rule.passes(&(binding("ClusterRoleBinding", "edit") + &strangers + &declined));
    }
}
