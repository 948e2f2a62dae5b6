//! `memory-limit-missing`

use super::resources::{self, Options};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that may use all memory of their node.
    ///
    /// ## Why is this bad?
    /// A leak, or a request that makes the program allocate, takes the memory of the neighbours, and the kernel
    /// picks the victims. A limit at the container, at the pod or by a LimitRange of the namespace keeps the damage
    /// where it began.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         requests: {memory: 64Mi}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         limits: {memory: 128Mi}
    /// ```
    pub MEMORY_LIMIT_MISSING = "memory-limit-missing" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:unset-memory-requirements", "kube-score:container-resources",
            "polaris:memoryLimitsMissing", "trivy:KSV-0018", "checkov:CKV_K8S_13", "kubescape:C-0271",
            "kics:memory_limits_not_defined", "kubesec:LimitsMemory", "datree:4", "kubeaudit:LimitsMemoryNotSet",
            "popeye:POP-106", "popeye:POP-107", "kyverno:require-requests-limits", "gatekeeper:k8scontainerlimits",
            "kubewarden:container-resources", "cwe:770",
        ],
        options: Options,
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let words = ("memory limit", "set `resources.limits.memory` to what it may use at worst");
    resources::report(resource, index, cx, (Bound::Limit, "memory"), words);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_request_is_no_limit_and_zero_is_none() {
        let rule = tester::of(&super::MEMORY_LIMIT_MISSING);
        rule.fails(&tester::container("resources: {requests: {memory: 1}}"));
        rule.fails(&tester::container("resources: {limits: {memory: '0'}}"));
        rule.fails(&tester::container("resources: {limits: {memory: null}}"));
        rule.passes(&tester::container("resources: {limits: {memory: 1}}"));
        rule.passes(&tester::pod("{resources: {limits: {memory: 1}}, containers: [{name: a}]}"));
        tester::of(&super::MEMORY_LIMIT_MISSING)
            .kubernetes("1.33")
            .fails(&tester::pod("{resources: {limits: {memory: 1}}, containers: [{name: a}]}"));
    }

    #[test]
    fn sidecars_count_and_what_ends_first_only_on_request() {
        let text = tester::pod(
            "{initContainers: [{name: a, restartPolicy: Always}, {name: b}], ephemeralContainers: [{name: c}]}",
        );
        tester::of(&super::MEMORY_LIMIT_MISSING).fails(&text);
        tester::of(&super::MEMORY_LIMIT_MISSING).options(serde_json::json!({"init_containers": true})).finds(2, &text);
    }

    #[test]
    fn a_limit_range_of_the_namespace_gives_it() {
        let rule = tester::of(&super::MEMORY_LIMIT_MISSING);
        let range = |limit: &str, namespace: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x}}\nspec: {{containers: [{{name: a}}]}}\n---\napiVersion: v1\nkind: LimitRange\nmetadata: {{name: l, namespace: {namespace}}}\nspec: {{limits: [{{type: {limit}: {{memory: 1}}}}]}}\n"
            )
        };
        for key in ["default", "max"] {
            rule.passes(&range(&format!("Container, {key}"), "x"));
            rule.fails(&range(&format!("Container, {key}"), "other"));
            rule.fails(&range(&format!("Pod, {key}"), "x"));
        }
        rule.fails(&range("Container, maxLimitRequestRatio", "x"));
    }

    #[test]
    fn a_quota_that_asks_for_it_lets_no_pod_in_without() {
        let rule = tester::of(&super::MEMORY_LIMIT_MISSING);
        let text = |namespace: &str, spec: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x}}\nspec: {{containers: [{{name: a}}]}}\n---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q, namespace: {namespace}}}\nspec: {spec}\n"
            )
        };
        let found = rule.fails(&text("x", "{hard: {limits.memory: 4Gi}}"));
        assert_eq!((found.severity, found.labels.len()), (crate::finding::Severity::High, 2));
        for (namespace, spec) in [
            ("other", "{hard: {limits.memory: 4Gi}}"),
            ("x", "{hard: {memory: 4Gi, requests.memory: 4Gi, pods: 3}}"),
            ("x", "{hard: {limits.memory: 4Gi}, scopes: [Terminating]}"),
        ] {
            assert_eq!(rule.fails(&text(namespace, spec)).labels.len(), 1, "{namespace} {spec}");
        }
    }
}
