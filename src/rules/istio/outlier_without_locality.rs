//! `outlier-without-locality`

use crate::rule::prelude::*;

declare_rule! {
    /// Failover between localities that never happens.
    ///
    /// ## Why is this bad?
    /// Traffic moves to another locality when the hosts of the first are unhealthy, and what says that they are is `outlierDetection`.
    /// Without it all hosts are healthy for ever, and calls go on to a zone that is down.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {loadBalancer: {localityLbSetting: {failover: [{from: eu, to: us}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {loadBalancer: {localityLbSetting: {failover: [{from: eu, to: us}]}}, outlierDetection: {consecutive5xxErrors: 5}}
    /// ```
    pub OUTLIER_WITHOUT_LOCALITY = "outlier-without-locality" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0133"],
        check: Resource(&[Kind::DestinationRule], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    let general = resource.path("spec.trafficPolicy.outlierDetection").is_some();
    for policy in rule.policies() {
        let Some(setting) = policy.value.path("loadBalancer.localityLbSetting") else { continue };
        // A port's settings inherit nothing; a subset's do.
        let inherited = general && policy.replaces.is_none();
        let over = setting.get("failover").or_else(|| setting.get("failoverPriority")).filter(|it| !it.is_empty());
        if let Some(over) = over.filter(|_| !setting.get("enabled").is_some_and(Value::is_false))
            && policy.value.get("outlierDetection").is_none()
            && !inherited
        {
            cx.report(over, "nothing tells which hosts are unhealthy, so that traffic never moves")
                .covers(&["istio-schema-warning"])
                .help("set `outlierDetection` beside the load balancer");
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
    fn only_failover_needs_it() {
        let rule = tester::of(&super::OUTLIER_WITHOUT_LOCALITY);
        rule.fails(&of("{loadBalancer: {localityLbSetting: {enabled: true, failoverPriority: [a]}}}"));
        rule.passes(&of("{loadBalancer: {localityLbSetting: {enabled: false, failoverPriority: [a]}}}"));
        rule.passes(&of("{loadBalancer: {localityLbSetting: {distribute: [{from: a, to: {a: 100}}]}}}"));
    }
}
