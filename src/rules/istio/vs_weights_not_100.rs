//! `vs-weights-not-100`

use crate::rule::prelude::*;

declare_rule! {
    /// Weights that do not add up to 100.
    ///
    /// ## Why is this bad?
    /// Shares are relative to the sum, so the numbers do not say what part of the requests goes where. A single
    /// destination gets all of them whatever its weight.
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
    ///         - {destination: {host: web}, weight: 90}
    ///         - {destination: {host: api}, weight: 20}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route:
    ///         - {destination: {host: web}, weight: 90}
    ///         - {destination: {host: api}, weight: 10}
    /// ```
    pub VS_WEIGHTS_NOT_100 = "vs-weights-not-100" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA1104"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for route in service.all_routes() {
        let Some(list) = route.get("route") else { continue };
        let weights: Vec<(Value<'_>, i64)> =
            list.items().filter_map(|it| Some((it.get("weight")?, it.get("weight")?.as_int()?))).collect();
        let sum: i64 = weights.iter().map(|it| it.1).sum();
        match weights[..] {
            [(at, weight)] if list.len() == 1 && weight != 100 && weight != 0 => {
                cx.report(at, format!("the only destination has weight {weight} and gets every request"))
                    .help("leave the weight out")
                    .fix(Safety::Safe, "leave the weight out", Edit::remove_entry(at));
            }
            _ if list.len() > 1 && !matches!(sum, 0 | 100) => {
                cx.report(list, format!("the weights add up to {sum}"))
                    .help("write shares of 100; a destination without a weight gets no request");
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_destination_needs_no_weight() {
        let rule = tester::of(&super::VS_WEIGHTS_NOT_100);
        let of = |route: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [a], tcp: [{{route: [{route}]}}]}}\n"
            )
        };
        rule.passes(&of("{destination: {host: a}, weight: 100}"));
        assert!(rule.fails(&of("{destination: {host: a}, weight: 50}")).fix.is_some());
        rule.passes(&of("{destination: {host: a}, weight: 100}, {destination: {host: b}}"));
        rule.fails(&of("{destination: {host: a}, weight: 1}, {destination: {host: b}, weight: 1}"));
    }
}
