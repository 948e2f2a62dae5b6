//! `rbac-bound-but-unused-serviceaccount`

use super::class;
use crate::rule::prelude::*;

declare_rule! {
    /// Service accounts with power that no workload runs as.
    ///
    /// ## Why is this bad?
    /// Nobody misses such an account, and nobody watches it. Whoever may run pods in the namespace, or issue tokens there,
    /// finds it and has what it was once given.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: app, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "edit"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       serviceAccountName: web
    ///       containers: [{name: web, image: web}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: app, namespace: shop}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "edit"}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       serviceAccountName: app
    ///       containers: [{name: web, image: web}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ```
    pub RBAC_BOUND_BUT_UNUSED_SERVICEACCOUNT = "rbac-bound-but-unused-serviceaccount" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1164", "cwe:250"],
        check: Related(&[Kind::ServiceAccount], check)
    }
}

fn check<'a>(account: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let namespace = account.namespace();
    // Only where the workloads of the namespace are all there.
    if !index.owns(namespace, account) || !index.running_as(account.name(), namespace, account).is_empty() {
        return;
    }
    let bindings = index.bindings_of(account.name(), namespace, account);
    let powers =
        bindings.into_iter().filter_map(|(binding, subject)| Some((class::power(binding, index)?, binding, subject)));
    let Some((power, binding, subject)) = powers.max_by_key(|it| it.0.0) else { return };
    cx.report(account, format!("no workload runs as `{}`, which {}", account.name(), power.2))
        .label(subject, format!("by {}", binding.title()))
        .help("delete the account and its bindings");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::binding;

    #[test]
    fn where_other_workloads_may_be_nothing_is_said() {
        let rule = || tester::of(&super::RBAC_BOUND_BUT_UNUSED_SERVICEACCOUNT);
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s, namespace: ns}\n";
        rule().passes(&(binding("RoleBinding", "edit") + account));
        rule().closed().fails(&(binding("RoleBinding", "edit") + account));
        rule().closed().passes(&(binding("RoleBinding", "view") + account));
    }

    #[test]
    fn one_pod_that_runs_as_it_is_enough() {
        let rule = || tester::of(&super::RBAC_BOUND_BUT_UNUSED_SERVICEACCOUNT).closed();
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s, namespace: ns}\n---\n";
        let pod = |name: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: ns}}\nspec: {{serviceAccountName: {name}, containers: []}}\n"
            )
        };
        rule().passes(&(binding("RoleBinding", "edit") + account + &pod("s")));
        rule().fails(&(binding("RoleBinding", "edit") + account + &pod("t")));
    }
}
