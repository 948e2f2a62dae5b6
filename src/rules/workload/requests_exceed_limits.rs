//! `requests-exceed-limits`

use super::resources::{self, Holder};
use crate::rule::prelude::*;

declare_rule! {
    /// Requests above the limit of the same resource.
    ///
    /// ## Why is this bad?
    /// The API server refuses the pod.
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
    ///         requests: {memory: 1Gi}
    ///         limits: {memory: 1G}
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
    ///         requests: {memory: 1Gi, cpu: 500m}
    ///         limits: {memory: 1024Mi, cpu: 1}
    /// ```
    pub REQUESTS_EXCEED_LIMITS = "requests-exceed-limits" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        keys: ["limits"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for holder in resources::holders(pod) {
        judge(holder, cx);
    }
}

fn judge(holder: Holder<'_>, cx: &mut Context<'_>) {
    let Some(resources) = holder.value.get("resources") else { return };
    let (Some(requests), Some(limits)) = (resources.get("requests"), resources.get("limits")) else { return };
    for (key, request) in requests.entries() {
        let Some((name, limit)) = key.text().and_then(|it| Some((it, limits.get(it)?))) else { continue };
        let (Some(least), Some(most)) = (Quantity::of(request), Quantity::of(limit)) else { continue };
        if least > most {
            cx.report(request, format!("{} requests more `{name}` than its limit", holder.whose()))
                .label(limit, "the limit")
                .help("raise the limit or lower the request");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn quantities_compare_by_value() {
        let rule = tester::of(&super::REQUESTS_EXCEED_LIMITS);
        rule.fails(&tester::container("resources: {requests: {cpu: 2}, limits: {cpu: 1500m}}"));
        rule.passes(&tester::container("resources: {requests: {cpu: 1000m}, limits: {cpu: '1'}}"));
        rule.passes(&tester::container("resources: {requests: {cpu: x}, limits: {cpu: 1}}"));
        rule.finds(2, &tester::pod("{resources: {requests: {cpu: 2}, limits: {cpu: 1}}, initContainers: [{name: a, resources: {requests: {memory: 2}, limits: {memory: 1}}}]}"));
    }
}
