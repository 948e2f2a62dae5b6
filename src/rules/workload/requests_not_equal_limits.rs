//! `requests-not-equal-limits`

use super::resources::{self, Holder};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers whose request is less than their limit.
    ///
    /// ## Why is this bad?
    /// The scheduler counts the request, the container may use the limit: when several do at once, the node runs
    /// out of memory or of time, and pods whose requests equal their limits are the last to suffer. A limit without
    /// a request is fine, as the request is then the limit.
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
    ///         limits: {memory: 128Mi}
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
    ///         requests: {memory: 128Mi}
    ///         limits: {memory: 128Mi}
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         limits: {cpu: 500m, memory: 128Mi}
    /// ```
    pub REQUESTS_NOT_EQUAL_LIMITS = "requests-not-equal-limits" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:container-cpu-requests-equal-limits", "kube-score:container-memory-requests-equal-limits",
            "kube-score:container-ephemeral-storage-request-equals-limit",
            "kube-score:container-resource-requests-equal-limits",
            "kics:container_requests_not_equal_to_its_limits", "datree:81", "kyverno:memory-requests-equal-limits",
            "kyverno:require-qos-guaranteed",
        ],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        // Resources of the pod as a whole decide alone how the pod is ranked.
        let whole = ["cpu", "memory"].iter().any(|name| resources::is_set_for_pod(pod, cx, Bound::Request, name));
        let count = if whole { 1 } else { usize::MAX };
        for holder in resources::holders(pod).take(count) {
            judge(holder, resource, index, cx);
        }
    }
}

fn judge<'a>(holder: Holder<'a>, resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for name in ["cpu", "memory", "ephemeral-storage"] {
        let Some(request) = Bound::Request.written(holder.value, name) else { continue };
        match Bound::Limit.written(holder.value, name) {
            Some(limit) => {
                let (Some(least), Some(most)) = (Quantity::of(request), Quantity::of(limit)) else { continue };
                // More than the limit is refused, of which another rule speaks.
                if least < most {
                    cx.report(request, format!("{} requests less `{name}` than its limit", holder.whose()))
                        .label(limit, "the limit")
                        .help("make both the same");
                }
            }
            None if !index.defaults(Bound::Limit, name, resource) => {
                cx.report(request, format!("{} requests `{name}` and has no limit", holder.whose()))
                    .help("add a limit that equals the request");
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn quantities_are_compared_and_a_limit_is_the_request() {
        let rule = tester::of(&super::REQUESTS_NOT_EQUAL_LIMITS);
        rule.passes(&tester::container("resources: {limits: {cpu: 1, memory: 1Gi}}"));
        rule.passes(&tester::container("resources: {requests: {cpu: 1000m}, limits: {cpu: 1}}"));
        rule.passes(&tester::container("resources: {requests: {cpu: 2}, limits: {cpu: 1}}"));
        rule.fails(&tester::container("resources: {requests: {cpu: 1}}"));
        rule.finds(2, &tester::container("resources: {requests: {cpu: 1, memory: 1}, limits: {cpu: 2, memory: 2}}"));
        rule.passes(&tester::container("image: a"));
    }

    #[test]
    fn the_pod_as_a_whole_decides_where_it_has_resources() {
        let rule = tester::of(&super::REQUESTS_NOT_EQUAL_LIMITS);
        rule.passes(&tester::pod(
            "{resources: {limits: {cpu: 1, memory: 1Gi}}, containers: [{name: a, resources: {requests: {cpu: 500m}}}]}",
        ));
        rule.fails(&tester::pod("{resources: {requests: {cpu: 1}, limits: {cpu: 2}}, containers: [{name: a}]}"));
    }
}
