//! `resource-quota-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces with workloads that may use the whole cluster.
    ///
    /// ## Why is this bad?
    /// Without a ResourceQuota one tenant, one runaway autoscaler or one stolen token can fill all nodes with pods,
    /// and the others get none.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ---
    /// apiVersion: v1
    /// kind: ResourceQuota
    /// metadata: {name: usual, namespace: shop}
    /// spec:
    ///   hard: {requests.cpu: "4", requests.memory: 8Gi, pods: "50"}
    /// ```
    pub RESOURCE_QUOTA_MISSING = "resource-quota-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0040", "kics:pod_or_container_without_resource_quota", "kyverno:add-ns-quota", "cwe:770",
        ],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // What the cluster itself runs is sized by those who run it.
    if namespace.name().starts_with("kube-") || index.may_govern(Kind::ResourceQuota, namespace) {
        return;
    }
    let Some(pod) = index.workload_in(namespace) else { return };
    cx.report(namespace, format!("namespace `{}` has workloads and no ResourceQuota", namespace.name()))
        .label(pod.grip(), "runs in it")
        .help("add a ResourceQuota for what the namespace may use in all");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_takes_a_workload_and_an_object_that_says_something() {
        let rule = tester::of(&super::RESOURCE_QUOTA_MISSING);
        let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n";
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: []}\n---\n";
        let object = |metadata: &str, spec: &str| {
            format!(
                "{namespace}{pod}apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: l{metadata}}}\nspec: {spec}\n"
            )
        };
        rule.passes(namespace);
        rule.passes(pod);
        rule.fails(&format!("{namespace}{pod}"));
        rule.passes(&object(", namespace: shop", "{hard: {pods: 9}}"));
        rule.passes(&object("", "{hard: {pods: 9}}"));
        rule.fails(&object(", namespace: other", "{hard: {pods: 9}}"));
        rule.fails(&object(", namespace: shop", "{}"));
    }

    #[test]
    fn a_policy_may_generate_it_and_system_namespaces_are_left_alone() {
        let rule = tester::of(&super::RESOURCE_QUOTA_MISSING);
        let text = |namespace: &str, kind: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {namespace}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: {namespace}}}\nspec: {{containers: []}}\n---\napiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {{name: g}}\nspec: {{rules: [{{generate: {{kind: {kind}}}}}]}}\n"
            )
        };
        rule.fails(&text("shop", "LimitRange"));
        rule.passes(&text("shop", "ResourceQuota"));
        rule.passes(&text("kube-system", "LimitRange"));
    }
}
