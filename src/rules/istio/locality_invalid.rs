//! `locality-invalid`

use crate::rule::prelude::*;

declare_rule! {
    /// Weights and targets of localities that istiod refuses.
    ///
    /// ## Why is this bad?
    /// Weights of one origin must come to 100, traffic cannot fail over to where it comes from, and only one way of choosing localities
    /// can be used. istiod refuses the DestinationRule, and the older one or none stays in effect.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: eu/a/*, to: {eu/a/*: 80, eu/b/*: 10}}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: eu/a/*, to: {eu/a/*: 80, eu/b/*: 20}}]}}}
    /// ```
    pub LOCALITY_INVALID = "locality-invalid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&[Kind::DestinationRule], check)
    }
}

const HELP: &str = "correct the setting: the whole object is refused";

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    for setting in rule.policies().into_iter().filter_map(|it| it.value.path("loadBalancer.localityLbSetting")) {
        let given = |field: &str| setting.get(field).filter(|it| !it.is_empty());
        if let (Some(_), Some(failover)) = (given("distribute"), given("failover")) {
            cx.report(failover, "`distribute` and `failover` exclude each other")
                .help(HELP)
                .covers(&["istio-schema-invalid"]);
            continue;
        }
        for entry in setting.list("distribute") {
            let Some(to) = entry.get("to") else { continue };
            let weights: Vec<_> = to.entries().map(|it| it.1.as_int()).collect();
            if let Some(sum) = weights.into_iter().sum::<Option<i64>>().filter(|it| *it != 100) {
                cx.report(to, format!("the weights come to {sum}, not to 100"))
                    .help(HELP)
                    .covers(&["istio-schema-invalid"]);
            }
        }
        for entry in setting.list("failover") {
            if let (Some(from), Some(to)) = (entry.str("from"), entry.get("to"))
                && to.as_str() == Some(from)
            {
                cx.report(to, format!("`{from}` fails over to itself")).help(HELP).covers(&["istio-schema-invalid"]);
            }
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
    fn each_mistake_is_found() {
        let rule = tester::of(&super::LOCALITY_INVALID);
        rule.fails(&of("{loadBalancer: {localityLbSetting: {failover: [{from: eu, to: eu}]}}}"));
        rule.fails(&of("{loadBalancer: {localityLbSetting: {distribute: [{from: a, to: {a: 100}}], failover: [{from: a, to: b}]}}}"));
        rule.passes(&of("{loadBalancer: {localityLbSetting: {failover: [{from: eu, to: us}]}}}"));
    }
}
