//! `cpu-limit-missing`

use super::resources::{self, Options};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that may use all idle CPU time of their node.
    ///
    /// ## Why is this bad?
    /// A runaway process takes whatever its neighbours have not reserved, and the bill grows with it. The limit is
    /// a matter of taste: it also slows the container down while the node is idle, which is why `cpu-limit-set`
    /// asks for the opposite.
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
    ///         requests: {cpu: 50m}
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
    ///         limits: {cpu: 500m}
    /// ```
    pub CPU_LIMIT_MISSING = "cpu-limit-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:container-resources", "polaris:cpuLimitsMissing", "trivy:KSV-0011", "checkov:CKV_K8S_11",
            "kubescape:C-0270", "kics:cpu_limits_not_set", "kubesec:LimitsCPU", "datree:5",
            "kubeaudit:LimitsCPUNotSet", "gatekeeper:k8scontainerlimits", "cwe:770",
        ],
        options: Options,
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let words = ("CPU limit", "set `resources.limits.cpu` to what it may use at worst");
    resources::report(resource, index, cx, (Bound::Limit, "cpu"), words);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_request_is_no_limit_and_zero_is_none() {
        let rule = tester::of(&super::CPU_LIMIT_MISSING);
        rule.fails(&tester::container("resources: {requests: {cpu: 1}}"));
        rule.fails(&tester::container("resources: {limits: {cpu: '0'}}"));
        rule.fails(&tester::container("resources: {limits: {cpu: null}}"));
        rule.passes(&tester::container("resources: {limits: {cpu: 1}}"));
        rule.passes(&tester::pod("{resources: {limits: {cpu: 1}}, containers: [{name: a}]}"));
        tester::of(&super::CPU_LIMIT_MISSING)
            .kubernetes("1.33")
            .fails(&tester::pod("{resources: {limits: {cpu: 1}}, containers: [{name: a}]}"));
    }

    #[test]
    fn sidecars_count_and_what_ends_first_only_on_request() {
        let text = tester::pod(
            "{initContainers: [{name: a, restartPolicy: Always}, {name: b}], ephemeralContainers: [{name: c}]}",
        );
        tester::of(&super::CPU_LIMIT_MISSING).fails(&text);
        tester::of(&super::CPU_LIMIT_MISSING).options(serde_json::json!({"init_containers": true})).finds(2, &text);
    }

    #[test]
    fn a_limit_range_of_the_namespace_gives_it() {
        let rule = tester::of(&super::CPU_LIMIT_MISSING);
        let range = |limit: &str, namespace: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x}}\nspec: {{containers: [{{name: a}}]}}\n---\napiVersion: v1\nkind: LimitRange\nmetadata: {{name: l, namespace: {namespace}}}\nspec: {{limits: [{{type: {limit}: {{cpu: 1}}}}]}}\n"
            )
        };
        for key in ["default", "max"] {
            rule.passes(&range(&format!("Container, {key}"), "x"));
            rule.fails(&range(&format!("Container, {key}"), "other"));
            rule.fails(&range(&format!("Pod, {key}"), "x"));
        }
        rule.fails(&range("Container, maxLimitRequestRatio", "x"));
    }
}
