//! `resource-out-of-range`

use super::resources::{self, Holder};
use crate::rule::prelude::*;
use std::collections::BTreeMap;

declare_rule! {
    /// Requests and limits outside the range that the house rules allow.
    ///
    /// ## Why is this bad?
    /// A request that no node can meet leaves the pod pending; a limit as large as a node lets one container take
    /// all of it; too small a limit kills the container as it starts. The options give the smallest and the largest
    /// amount for requests and for limits, by resource; without them the rule is silent.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"limits": {"memory": {"max": "4Gi"}}}
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         limits: {memory: 64Gi}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"limits": {"memory": {"max": "4Gi"}}}
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         limits: {memory: 512Mi}
    /// ```
    pub RESOURCE_OUT_OF_RANGE = "resource-out-of-range" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:unset-cpu-requirements", "kube-linter:unset-memory-requirements", "polaris:resourceRange",
            "kubescape:C-0004", "kubescape:C-0050", "gatekeeper:k8scontainerlimits",
            "gatekeeper:k8scontainerrequests", "kubewarden:container-resources", "cwe:770",
        ],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// By resource, such as `memory`: what may be requested.
    pub requests: BTreeMap<String, Range>,
    /// By resource, such as `memory`: what limits may be.
    pub limits: BTreeMap<String, Range>,
}

/// Quantities such as `500m` or `2Gi`, both ends included.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Range {
    /// The smallest.
    pub min: Option<Size>,
    /// The largest.
    pub max: Option<Size>,
}

/// A quantity.
#[derive(Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String")]
pub struct Size(#[schemars(with = "String")] String);

impl TryFrom<String> for Size {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match Quantity::parse(&text) {
            Some(_) => Ok(Self(text)),
            None => Err(format!("`{text}` is no quantity, such as `500m` or `2Gi`")),
        }
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let options: Options = cx.options();
    for (bound, ranges) in [(Bound::Request, &options.requests), (Bound::Limit, &options.limits)] {
        for (name, range) in ranges {
            for holder in resources::holders(pod) {
                judge(holder, bound, name, range, cx);
            }
        }
    }
}

fn judge(holder: Holder<'_>, bound: Bound, name: &str, range: &Range, cx: &mut Context<'_>) {
    let Some(written) = bound.effective(holder.value, name) else { return };
    let Some(amount) = Quantity::of(written) else { return };
    let what = bound.field().trim_end_matches('s');
    let size = |it: &Option<Size>| it.as_ref().and_then(|it| Some((Quantity::parse(&it.0)?, it.0.clone())));
    if let Some((_, least)) = size(&range.min).filter(|it| amount < it.0) {
        cx.report(written, format!("the `{name}` {what} of {} is below {least}", holder.whose()))
            .help(format!("ask for {least} or more"));
    } else if let Some((_, most)) = size(&range.max).filter(|it| amount > it.0) {
        cx.report(written, format!("the `{name}` {what} of {} is above {most}", holder.whose()))
            .help(format!("ask for {most} or less"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_ends_are_allowed_and_quantities_are_checked() {
        let text = |resources: &str| tester::container(&format!("resources: {{{resources}}}"));
        tester::of(&super::RESOURCE_OUT_OF_RANGE).passes(&text("limits: {cpu: 100}"));
        let rule = tester::of(&super::RESOURCE_OUT_OF_RANGE).options(
            serde_json::json!({"requests": {"cpu": {"min": "100m", "max": "2"}}, "limits": {"memory": {"max": "1Gi"}}}),
        );
        rule.passes(&text("requests: {cpu: 0.1}, limits: {memory: 1024Mi}"));
        rule.passes(&text("requests: {cpu: 2}"));
        rule.fails(&text("requests: {cpu: 50m}"));
        rule.fails(&text("requests: {cpu: 3}"));
        rule.fails(&text("limits: {cpu: 3}"));
        rule.fails(&text("limits: {memory: 2G}"));
        rule.fails(&tester::pod("{resources: {limits: {memory: 2Gi}}}"));
        let check = super::RESOURCE_OUT_OF_RANGE.options.unwrap().check;
        assert!(check(&serde_json::json!({"limits": {"cpu": {"max": "much"}}})).is_err());
    }
}
