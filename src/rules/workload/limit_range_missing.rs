//! `limit-range-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces with workloads that no LimitRange gives defaults to.
    ///
    /// ## Why is this bad?
    /// A container that somebody forgot to give requests and limits runs without any. A LimitRange gives it
    /// defaults and caps what one container may ask for.
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
    /// kind: LimitRange
    /// metadata: {name: usual, namespace: shop}
    /// spec:
    ///   limits:
    ///     - type: Container
    ///       default: {memory: 256Mi}
    ///       defaultRequest: {cpu: 50m, memory: 64Mi}
    /// ```
    pub LIMIT_RANGE_MISSING = "limit-range-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0039", "kics:pod_or_container_without_limit_range", "kyverno:add-ns-quota", "cwe:770",
        ],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // What the cluster itself runs is sized by those who run it.
    if namespace.name().starts_with("kube-") || index.may_govern(Kind::LimitRange, namespace) {
        return;
    }
    let Some(pod) = index.workload_in(namespace) else { return };
    cx.report(namespace, format!("namespace `{}` has workloads and no LimitRange", namespace.name()))
        .label(pod.grip(), "runs in it")
        .help("add a LimitRange with defaults for containers");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_takes_a_workload_and_an_object_that_says_something() {
        let rule = tester::of(&super::LIMIT_RANGE_MISSING);
        let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n";
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: []}\n---\n";
        let object = |metadata: &str, spec: &str| {
            format!("{namespace}{pod}apiVersion: v1\nkind: LimitRange\nmetadata: {{name: l{metadata}}}\nspec: {spec}\n")
        };
        rule.passes(namespace);
        rule.passes(pod);
        rule.fails(&format!("{namespace}{pod}"));
        rule.passes(&object(", namespace: shop", "{limits: [{type: Container, max: {cpu: 1}}]}"));
        rule.passes(&object("", "{limits: [{type: Container, max: {cpu: 1}}]}"));
        rule.fails(&object(", namespace: other", "{limits: [{type: Container}]}"));
        rule.fails(&object(", namespace: shop", "{limits: []}"));
    }

    #[test]
    fn a_policy_may_generate_it_and_system_namespaces_are_left_alone() {
        let rule = tester::of(&super::LIMIT_RANGE_MISSING);
        let text = |namespace: &str, kind: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {namespace}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: {namespace}}}\nspec: {{containers: []}}\n---\napiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {{name: g}}\nspec: {{rules: [{{generate: {{kind: {kind}}}}}]}}\n"
            )
        };
        rule.fails(&text("shop", "ResourceQuota"));
        rule.passes(&text("shop", "LimitRange"));
        rule.passes(&text("kube-system", "ResourceQuota"));
    }
}
