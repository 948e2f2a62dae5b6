//! `session-affinity-subset`

use crate::rule::prelude::*;

declare_rule! {
    /// Sessions that are bound to a pod and split among subsets.
    ///
    /// ## Why is this bad?
    /// The weights of a route are drawn anew for every request, before the hash is taken: a session goes to one pod of
    /// this subset now and to one of the other subset next. What the pods remember about it is of no use.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route:
    ///         - {destination: {host: web, subset: v1}, weight: 90}
    ///         - {destination: {host: web, subset: v2}, weight: 10}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x-session}}}
    ///   subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{headers: {x-beta: {exact: "1"}}}]
    ///       route: [{destination: {host: web, subset: v2}}]
    ///     - route: [{destination: {host: web, subset: v1}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x-session}}}
    ///   subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
    /// ```
    pub SESSION_AFFINITY_SUBSET = "session-affinity-subset" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for route in resource.spec().into_iter().flat_map(|it| it.list("http")) {
        let weighted = |it: &Value<'a>| it.get("weight").and_then(Value::as_int).is_some_and(|it| it > 0);
        let split: Vec<Value<'a>> =
            route.list("route").filter(weighted).filter_map(|it| it.get("destination")).collect();
        for (at, destination) in split.iter().enumerate() {
            let (Some(host), Some(subset)) = (destination.str("host"), destination.str("subset")) else { continue };
            let same = |it: &&Value<'a>| it.str("host") == Some(host) && it.str("subset") != Some(subset);
            if !split[at + 1..].iter().any(|it| same(&it)) {
                continue;
            }
            let Lookup::Found(rule) = index.subset(Host::resolve(host, resource.namespace()), subset, resource) else {
                continue;
            };
            if let Some(hash) = hash_of(rule, subset) {
                cx.report(
                    route.get("route").unwrap_or(route),
                    format!("sessions of `{host}` are split among its subsets"),
                )
                .label(hash, "binds a session to a pod, within a subset")
                .help("route by what tells the session, such as a header, instead of by weight");
                break;
            }
        }
    }
}

/// What binds sessions to pods of a subset.
fn hash_of<'a>(rule: Resource<'a>, subset: &str) -> Option<Value<'a>> {
    let spec = rule.spec()?;
    let hash = |policy: Value<'a>| policy.path("loadBalancer.consistentHash");
    let own = spec.list("subsets").find(|it| it.str("name") == Some(subset))?;
    let balancer = own.path("trafficPolicy.loadBalancer").is_some();
    let general = || spec.get("trafficPolicy").and_then(hash).filter(|_| !balancer);
    own.get("trafficPolicy").and_then(hash).or_else(general)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_balancer_of_the_subset_goes_before_that_of_the_host() {
        let rule = tester::of(&super::SESSION_AFFINITY_SUBSET);
        let of = |one: &str, weights: (i32, i32)| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [v], http: [{{route: [{{destination: {{host: v, subset: a}}, weight: {}}}, {{destination: {{host: v, subset: b}}, weight: {}}}]}}]}}\n---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {{host: v, trafficPolicy: {{loadBalancer: {{consistentHash: {{useSourceIp: true}}}}}}, subsets: [{{name: a{one}}}, {{name: b}}]}}\n",
                weights.0, weights.1
            )
        };
        rule.fails(&of("", (50, 50)));
        rule.passes(&of("", (100, 0)));
        rule.passes(&of(", trafficPolicy: {loadBalancer: {simple: RANDOM}}", (50, 50)));
    }
}
