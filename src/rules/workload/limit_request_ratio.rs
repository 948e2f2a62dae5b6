//! `limit-request-ratio`

use super::resources::{self, Holder};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that may use many times what they request.
    ///
    /// ## Why is this bad?
    /// The node is filled by requests: if its containers may use many times as much, a busy hour overcommits it by
    /// that factor, and memory that is not there is taken by killing. The options give the largest ratio, by
    /// default 10 for CPU, which can be shared, and 4 for memory, which cannot.
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
    ///         limits: {memory: 2Gi}
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
    ///         requests: {memory: 512Mi}
    ///         limits: {memory: 1Gi}
    /// ```
    pub LIMIT_REQUEST_RATIO = "limit-request-ratio" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["gatekeeper:k8scontainerratios", "kyverno:enforce-resources-as-ratio", "cwe:770"],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// How many times the request the CPU limit may be.
    pub cpu: f64,
    /// How many times the request the memory limit may be.
    pub memory: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { cpu: 10.0, memory: 4.0 }
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for holder in resources::holders(pod) {
        judge(holder, cx);
    }
}

fn judge(holder: Holder<'_>, cx: &mut Context<'_>) {
    for name in ["cpu", "memory"] {
        let written = |bound: Bound| bound.written(holder.value, name);
        let (Some(request), Some(limit)) = (written(Bound::Request), written(Bound::Limit)) else {
            continue;
        };
        let Some(ratio) = Quantity::of(limit).zip(Quantity::of(request)).and_then(|(most, least)| most.ratio(least))
        else {
            continue;
        };
        let options: Options = cx.options();
        let allowed = if name == "cpu" { options.cpu } else { options.memory };
        if ratio > allowed {
            cx.report(limit, format!("{} may use {ratio:.0} times the `{name}` it requests", holder.whose()))
                .label(request, "the request")
                .help(format!("bring request and limit closer together, to a ratio of at most {allowed}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_is_above_the_ratio_is_reported() {
        let rule = tester::of(&super::LIMIT_REQUEST_RATIO);
        rule.passes(&tester::container("resources: {requests: {memory: 1Gi}, limits: {memory: 4Gi}}"));
        rule.fails(&tester::container("resources: {requests: {memory: 1G}, limits: {memory: 4Gi}}"));
        rule.fails(&tester::container("resources: {requests: {cpu: 10m}, limits: {cpu: 1}}"));
        rule.passes(&tester::container("resources: {limits: {cpu: 1}}"));
        rule.passes(&tester::container("resources: {requests: {cpu: 0}, limits: {cpu: 1}}"));
        rule.fails(&tester::pod("{resources: {requests: {cpu: 10m}, limits: {cpu: 1}}}"));
        let rule = tester::of(&super::LIMIT_REQUEST_RATIO).options(serde_json::json!({"cpu": 1.5}));
        rule.fails(&tester::container("resources: {requests: {cpu: 1}, limits: {cpu: 2}}"));
    }
}
