//! `cpu-limit-set`

use super::resources;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers with a CPU limit, where the house rule is that there are none.
    ///
    /// ## Why is this bad?
    /// A container with a CPU limit is slowed down while the node is idle, which shows as latency that no dashboard
    /// explains; requests alone share the time fairly. Others see it the other way around, see `cpu-limit-missing`:
    /// only one of the two can be asked for, so this rule is silent unless its option `forbid` is true.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"forbid": true}
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         requests: {cpu: 50m}
    ///         limits: {cpu: 500m, memory: 64Mi}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"forbid": true}
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         requests: {cpu: 50m}
    ///         limits: {memory: 64Mi}
    /// ```
    pub CPU_LIMIT_SET = "cpu-limit-set" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:forbid-cpu-limits", "datree:80"],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Report limits.
    pub forbid: bool,
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if !cx.options::<Options>().forbid {
        return;
    }
    for holder in resources::holders(pod) {
        let Some(limit) = Bound::Limit.written(holder.value, "cpu") else { continue };
        cx.report(limit, format!("{} has a CPU limit", holder.whose()))
            .help("delete the limit; a request says what it needs")
            .fix(Safety::Unsafe, "delete the limit", Edit::remove_entry(limit));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_is_silent_unless_asked() {
        let text = tester::container("resources: {limits: {cpu: 1}}");
        tester::of(&super::CPU_LIMIT_SET).passes(&text);
        let rule = tester::of(&super::CPU_LIMIT_SET).options(serde_json::json!({"forbid": true}));
        rule.fails(&text);
        rule.fails(&tester::pod("{resources: {limits: {cpu: 1}}}"));
        rule.passes(&tester::container("resources: {limits: {memory: 1}}"));
    }
}
