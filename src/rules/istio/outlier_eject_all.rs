//! `outlier-eject-all`

use crate::rule::prelude::*;

declare_rule! {
    /// Outlier detection that may take out every host.
    ///
    /// ## Why is this bad?
    /// When all hosts answer with errors, as while a shared database is down, all of them are ejected and every call fails at once, also
    /// those that would have worked.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {outlierDetection: {maxEjectionPercent: 100}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {outlierDetection: {maxEjectionPercent: 100, minHealthPercent: 30}}
    /// ```
    pub OUTLIER_EJECT_ALL = "outlier-eject-all" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::DestinationRule], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    for detection in rule.policies().into_iter().filter_map(|it| it.value.get("outlierDetection")) {
        let all = detection.get("maxEjectionPercent").filter(|it| it.as_int() == Some(100));
        let kept = detection.get("minHealthPercent").and_then(Value::as_int).unwrap_or(0);
        if let Some(all) = all.filter(|_| kept == 0) {
            cx.report(all, "all hosts may be taken out at once").help("lower it, or set `minHealthPercent`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(policy: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {{host: web, trafficPolicy: {policy}}}\n"
        )
    }

    #[test]
    fn ports_count_and_the_default_does_not() {
        let rule = tester::of(&super::OUTLIER_EJECT_ALL);
        rule.fails(&of("{portLevelSettings: [{port: {number: 80}, outlierDetection: {maxEjectionPercent: 100, minHealthPercent: 0}}]}"));
        rule.passes(&of("{outlierDetection: {consecutive5xxErrors: 1}}"));
        rule.passes(&of("{outlierDetection: {maxEjectionPercent: 50}}"));
    }
}
