//! `ephemeral-storage-request-missing`

use super::resources::{self, Options};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers for whose logs and scratch files no disk space is set aside.
    ///
    /// ## Why is this bad?
    /// Logs, the writable layer and `emptyDir` volumes fill the disk of the node, and when it is full, pods are
    /// evicted by what they use above their request. A request or a limit at the container, or by a LimitRange of
    /// the namespace, lets the scheduler choose a node with room.
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
    ///         requests: {ephemeral-storage: 100Mi}
    /// ```
    pub EPHEMERAL_STORAGE_REQUEST_MISSING = "ephemeral-storage-request-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:container-ephemeral-storage-request-and-limit",
            "gatekeeper:k8scontainerephemeralstoragelimit", "cwe:770",
        ],
        options: Options,
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for container in resources::lacking(resource, index, cx, Bound::Request, "ephemeral-storage") {
        cx.report(container, format!("container `{}` has no request for ephemeral storage", container.name()))
            .help("set `resources.requests.ephemeral-storage` to what it usually needs");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_limit_is_the_request_and_zero_is_none() {
        let rule = tester::of(&super::EPHEMERAL_STORAGE_REQUEST_MISSING);
        rule.passes(&tester::container("resources: {limits: {ephemeral-storage: 1}}"));
        rule.fails(&tester::container("resources: {requests: {ephemeral-storage: '0'}}"));
        rule.fails(&tester::container("resources: {requests: {ephemeral-storage: null}}"));
        rule.passes(&tester::container("resources: {requests: {ephemeral-storage: 1}}"));
    }

    #[test]
    fn sidecars_count_and_what_ends_first_only_on_request() {
        let text = tester::pod(
            "{initContainers: [{name: a, restartPolicy: Always}, {name: b}], ephemeralContainers: [{name: c}]}",
        );
        tester::of(&super::EPHEMERAL_STORAGE_REQUEST_MISSING).fails(&text);
        tester::of(&super::EPHEMERAL_STORAGE_REQUEST_MISSING)
            .options(serde_json::json!({"init_containers": true}))
            .finds(2, &text);
    }

    #[test]
    fn a_limit_range_of_the_namespace_gives_it() {
        let rule = tester::of(&super::EPHEMERAL_STORAGE_REQUEST_MISSING);
        let range = |limit: &str, namespace: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x}}\nspec: {{containers: [{{name: a}}]}}\n---\napiVersion: v1\nkind: LimitRange\nmetadata: {{name: l, namespace: {namespace}}}\nspec: {{limits: [{{type: {limit}: {{ephemeral-storage: 1}}}}]}}\n"
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
