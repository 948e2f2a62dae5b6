//! `cpu-request-missing`

use super::resources::{self, Options};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers for which no CPU time is set aside.
    ///
    /// ## Why is this bad?
    /// The scheduler takes the container to need nothing, packs any number of them on a node, and under load it
    /// gets the smallest share. A request at the container, at the pod or by a LimitRange of the namespace counts;
    /// a limit is the request, too, where none is written.
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
    ///         requests: {cpu: 50m}
    /// ```
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
    pub CPU_REQUEST_MISSING = "cpu-request-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:unset-cpu-requirements", "kube-score:container-resources", "polaris:cpuRequestsMissing",
            "trivy:KSV-0015", "checkov:CKV_K8S_10", "kubescape:C-0268", "kubescape:C-0050",
            "kics:cpu_requests_not_set", "kubesec:RequestsCPU", "datree:3", "kyverno:require-requests-limits",
            "gatekeeper:k8srequiredresources", "kubewarden:container-resources", "cwe:770",
        ],
        options: Options,
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let words = ("CPU request", "set `resources.requests.cpu` to what it usually needs");
    resources::report(resource, index, cx, (Bound::Request, "cpu"), words);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_limit_is_the_request_and_zero_is_none() {
        let rule = tester::of(&super::CPU_REQUEST_MISSING);
        rule.passes(&tester::container("resources: {limits: {cpu: 1}}"));
        rule.fails(&tester::container("resources: {requests: {cpu: '0'}}"));
        rule.fails(&tester::container("resources: {requests: {cpu: null}}"));
        rule.passes(&tester::container("resources: {requests: {cpu: 1}}"));
        rule.passes(&tester::pod("{resources: {requests: {cpu: 1}}, containers: [{name: a}]}"));
        tester::of(&super::CPU_REQUEST_MISSING)
            .kubernetes("1.33")
            .fails(&tester::pod("{resources: {requests: {cpu: 1}}, containers: [{name: a}]}"));
    }

    #[test]
    fn sidecars_count_and_what_ends_first_only_on_request() {
        let text = tester::pod(
            "{initContainers: [{name: a, restartPolicy: Always}, {name: b}], ephemeralContainers: [{name: c}]}",
        );
        tester::of(&super::CPU_REQUEST_MISSING).fails(&text);
        tester::of(&super::CPU_REQUEST_MISSING).options(serde_json::json!({"init_containers": true})).finds(2, &text);
    }

    #[test]
    fn a_limit_range_of_the_namespace_gives_it() {
        let rule = tester::of(&super::CPU_REQUEST_MISSING);
        let range = |limit: &str, namespace: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x}}\nspec: {{containers: [{{name: a}}]}}\n---\napiVersion: v1\nkind: LimitRange\nmetadata: {{name: l, namespace: {namespace}}}\nspec: {{limits: [{{type: {limit}: {{cpu: 1}}}}]}}\n"
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
