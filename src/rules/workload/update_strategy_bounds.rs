//! `update-strategy-bounds`

use crate::manifest::Amount;
use crate::rule::prelude::*;

declare_rule! {
    /// Rolling updates that go too fast, too slow or not at all.
    ///
    /// ## Why is this bad?
    /// With `maxUnavailable` and `maxSurge` both zero no pod could ever be replaced, and the API server refuses the
    /// workload. Other bounds are a matter of policy: they are options, and nothing is asked for without them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   strategy:
    ///     rollingUpdate: {maxSurge: 0, maxUnavailable: 0}
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   strategy:
    ///     rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    pub UPDATE_STRATEGY_BOUNDS = "update-strategy-bounds" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:update-configuration"],
        options: Options,
        check: Resource(&[Kind::Deployment, Kind::DaemonSet], check)
    }
}

/// Options of the rule. Bounds are compared with what is written in the same unit, a number of pods or a percentage.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Bounds of `maxUnavailable` as a number of pods.
    pub max_unavailable: Range,
    /// Bounds of `maxUnavailable` in percent.
    pub max_unavailable_percent: Range,
    /// Bounds of `maxSurge` as a number of pods.
    pub max_surge: Range,
    /// Bounds of `maxSurge` in percent.
    pub max_surge_percent: Range,
}

/// A range of numbers.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Range {
    /// The least allowed value.
    pub min: Option<u32>,
    /// The greatest allowed value.
    pub max: Option<u32>,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let field = if resource.kind() == Kind::Deployment { "strategy" } else { "updateStrategy" };
    let Some(update) = resource.spec().and_then(|it| it.get(field)?.get("rollingUpdate")) else { return };
    let amount = |key| update.get(key).and_then(|it| Some((it, Amount::of(it)?)));
    let (unavailable, surge) = (amount("maxUnavailable"), amount("maxSurge"));
    let zero = |it: Option<(Value<'_>, Amount)>, unset: bool| it.map_or(unset, |it| it.1.round_up(100) == 0);
    // Unset, a Deployment has a quarter for both; a DaemonSet has no surge.
    if let Some((at, _)) = unavailable
        && zero(unavailable, false)
        && zero(surge, resource.kind() == Kind::DaemonSet)
    {
        let finding = cx.report(at, format!("{} may neither lose nor add a pod while it is updated", resource.title()));
        if let Some((other, _)) = surge {
            finding.label(other, "none above the number, either");
        }
        finding.severity(Severity::High).help("set one of `maxSurge` and `maxUnavailable` to 1 or more");
        return;
    }
    let options = cx.options::<Options>();
    for (name, found, pods, percent) in [
        ("maxUnavailable", unavailable, &options.max_unavailable, &options.max_unavailable_percent),
        ("maxSurge", surge, &options.max_surge, &options.max_surge_percent),
    ] {
        let Some((at, amount)) = found else { continue };
        let (number, range, unit) = match amount {
            Amount::Pods(number) => (number, pods, ""),
            Amount::Percent(number) => (number, percent, "%"),
        };
        let (bound, word) = match (range.min.map(i64::from), range.max.map(i64::from)) {
            (Some(min), _) if number < min => (min, "at least"),
            (_, Some(max)) if number > max => (max, "at most"),
            _ => continue,
        };
        cx.report(at, format!("`{name}` is {number}{unit} where {word} {bound}{unit} is asked for"))
            .help(format!("use {word} {bound}{unit}"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(kind: &str, update: &str) -> String {
        let field = if kind == "Deployment" { "strategy" } else { "updateStrategy" };
        format!(
            "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: w}}\nspec: {{{field}: {{rollingUpdate: {{{update}}}}}}}\n"
        )
    }

    #[test]
    fn unset_is_not_zero_in_a_deployment() {
        let rule = tester::of(&super::UPDATE_STRATEGY_BOUNDS);
        rule.passes(&of("Deployment", "maxUnavailable: 0"));
        rule.fails(&of("Deployment", "maxUnavailable: 0%, maxSurge: '0'").replace("'0'", "0"));
        rule.fails(&of("DaemonSet", "maxUnavailable: 0"));
        rule.passes(&of("DaemonSet", "maxUnavailable: 0, maxSurge: 1"));
        rule.passes(&of("DaemonSet", "maxSurge: 0"));
    }

    #[test]
    fn bounds_are_options() {
        let options = serde_json::json!({"max-unavailable": {"max": 1}, "max-surge-percent": {"min": 10}});
        let rule = tester::of(&super::UPDATE_STRATEGY_BOUNDS).options(options);
        rule.fails(&of("Deployment", "maxUnavailable: 2"));
        rule.passes(&of("Deployment", "maxUnavailable: 1, maxSurge: 10%"));
        rule.finds(2, &of("Deployment", "maxUnavailable: 3, maxSurge: 5%"));
    }
}
