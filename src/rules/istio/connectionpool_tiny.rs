//! `connectionpool-tiny`

use crate::rule::prelude::*;

declare_rule! {
    /// Connection pools of one.
    ///
    /// ## Why is this bad?
    /// With one connection, or one request waiting for one, every second call at a time is refused with 503. The
    /// numbers come from the task of Istio's documentation that shows how a circuit breaker trips.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy:
    ///     connectionPool: {tcp: {maxConnections: 1}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy:
    ///     connectionPool: {tcp: {maxConnections: 100}}
    /// ```
    pub CONNECTIONPOOL_TINY = "connectionpool-tiny" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::DestinationRule], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    for policy in rule.policies() {
        let one = |path: &str| policy.value.path(path).filter(|it| it.as_int() == Some(1));
        let connections = one("connectionPool.tcp.maxConnections");
        let waiting = one("connectionPool.http.http1MaxPendingRequests");
        let Some(first) = connections.or(waiting) else { continue };
        let message = match connections {
            Some(_) => "one connection serves one request at a time: others are refused",
            None => "one request may wait for a connection: others are refused",
        };
        let finding = cx.report(first, message);
        finding.help("measure how many connections the service takes, and allow as many");
        if let Some(second) = waiting.filter(|_| connections.is_some()) {
            finding.label(second, "and one may wait");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_policy_has_a_pool() {
        let rule = tester::of(&super::CONNECTIONPOOL_TINY);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {{host: d, {spec}}}\n"
            )
        };
        rule.fails(&of("trafficPolicy: {connectionPool: {tcp: {maxConnections: 1}, http: {http1MaxPendingRequests: 1, maxRequestsPerConnection: 1}}}"));
        rule.fails(&of("subsets: [{name: a, trafficPolicy: {connectionPool: {http: {http1MaxPendingRequests: 1}}}}]"));
        rule.fails(&of(
            "trafficPolicy: {portLevelSettings: [{port: {number: 80}, connectionPool: {tcp: {maxConnections: 1}}}]}",
        ));
        rule.passes(&of("trafficPolicy: {connectionPool: {http: {maxRequestsPerConnection: 1}}}"));
    }
}
