//! `telemetry-conflict`

use super::scope::scope;
use crate::rule::prelude::*;

declare_rule! {
    /// Two Telemetries for the same workloads.
    ///
    /// ## Why is this bad?
    /// One of them counts, and which, is not laid down: logs, metrics or traces that only the other one configures
    /// are missing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: one}
    /// spec:
    ///   tracing: [{randomSamplingPercentage: 1}]
    /// ---
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: two}
    /// spec:
    ///   accessLogging: [{providers: [{name: envoy}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: one}
    /// spec:
    ///   tracing: [{randomSamplingPercentage: 1}]
    /// ---
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: two}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   accessLogging: [{providers: [{name: envoy}]}]
    /// ```
    pub TELEMETRY_CONFLICT = "telemetry-conflict" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0159", "istioctl:IST0160"],
        check: Related(&[Kind::Telemetry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(own) = scope(resource) else { return };
    let earlier = index.in_namespace(Kind::Telemetry, resource.namespace());
    for other in earlier.take_while(|it| it.root() != resource.root()) {
        let Some(theirs) = scope(other) else { continue };
        let meet = || {
            !own.is_empty()
                && !theirs.is_empty()
                && index.selected(&own, resource).iter().any(|it| theirs.matches(it.labels()))
        };
        if (theirs.is_same(&own) || meet()) && other.name() != resource.name() && index.together(other, resource) {
            let finding = cx.report(resource, format!("Telemetry `{}` is for the same workloads", other.name()));
            finding.label(other, "only one of the two counts").help("write one Telemetry for these workloads");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn scopes_are_compared() {
        let rule = tester::of(&super::TELEMETRY_CONFLICT);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |name: &str, labels: &str| of(name, "a", &format!("{{selector: {{matchLabels: {{{labels}}}}}}}"));
        rule.fails(&(with("t", "x: y, v: w") + &with("u", "v: w, x: y")));
        rule.passes(&(with("t", "x: y") + &with("u", "x: z")));
        rule.fails(&(of("t", "a", "{tracing: []}") + &of("u", "a", "{selector: {}}")));
        rule.passes(&(of("t", "a", "{tracing: []}") + &of("u", "b", "{tracing: []}")));
        rule.passes(&(of("t", "a", "{tracing: []}") + &of("u", "a", "{targetRefs: [{kind: Gateway, name: g}]}")));
    }
}
