//! `memory-request-missing`

use super::resources::{self, Options};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers for which no memory is set aside.
    ///
    /// ## Why is this bad?
    /// The scheduler takes the container to need nothing and packs any number of them on a node; when memory runs
    /// short, it is among the first to be killed. A request at the container, at the pod or by a LimitRange of the
    /// namespace counts; a limit is the request, too, where none is written.
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
    ///         requests: {memory: 64Mi}
    /// ```
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
    pub MEMORY_REQUEST_MISSING = "memory-request-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:container-resources", "polaris:memoryRequestsMissing", "trivy:KSV-0016",
            "checkov:CKV_K8S_12", "kubescape:C-0269", "kubescape:C-0004", "kics:memory_requests_not_defined",
            "kubesec:RequestsMemory", "datree:2", "kyverno:require-requests-limits",
            "gatekeeper:k8srequiredresources", "kubewarden:container-resources", "cwe:770",
        ],
        options: Options,
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let words = ("memory request", "set `resources.requests.memory` to what it usually needs");
    resources::report(resource, index, cx, (Bound::Request, "memory"), words);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_limit_is_the_request_and_zero_is_none() {
        let rule = tester::of(&super::MEMORY_REQUEST_MISSING);
        rule.passes(&tester::container("resources: {limits: {memory: 1}}"));
        rule.fails(&tester::container("resources: {requests: {memory: '0'}}"));
        rule.fails(&tester::container("resources: {requests: {memory: null}}"));
        rule.passes(&tester::container("resources: {requests: {memory: 1}}"));
        rule.passes(&tester::pod("{resources: {requests: {memory: 1}}, containers: [{name: a}]}"));
        tester::of(&super::MEMORY_REQUEST_MISSING)
            .kubernetes("1.33")
            .fails(&tester::pod("{resources: {requests: {memory: 1}}, containers: [{name: a}]}"));
    }

    #[test]
    fn sidecars_count_and_what_ends_first_only_on_request() {
        let text = tester::pod(
            "{initContainers: [{name: a, restartPolicy: Always}, {name: b}], ephemeralContainers: [{name: c}]}",
        );
        tester::of(&super::MEMORY_REQUEST_MISSING).fails(&text);
        tester::of(&super::MEMORY_REQUEST_MISSING)
            .options(serde_json::json!({"init_containers": true}))
            .finds(2, &text);
    }

    #[test]
    fn a_limit_range_of_the_namespace_gives_it() {
        let rule = tester::of(&super::MEMORY_REQUEST_MISSING);
        let range = |limit: &str, namespace: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x}}\nspec: {{containers: [{{name: a}}]}}\n---\napiVersion: v1\nkind: LimitRange\nmetadata: {{name: l, namespace: {namespace}}}\nspec: {{limits: [{{type: {limit}: {{memory: 1}}}}]}}\n"
            )
        };
        for key in ["defaultRequest", "default", "max", "min"] {
            rule.passes(&range(&format!("Container, {key}"), "x"));
            rule.fails(&range(&format!("Container, {key}"), "other"));
            rule.fails(&range(&format!("Pod, {key}"), "x"));
        }
        rule.fails(&range("Container, maxLimitRequestRatio", "x"));
    }
}
