//! `vs-repeated-destination`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes that list a destination twice.
    ///
    /// ## Why is this bad?
    /// The shares of both are added. More often one of the two was to be another subset, which now gets nothing.
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
    ///         - {destination: {host: web, subset: v1}, weight: 50}
    ///         - {destination: {host: web, subset: v1}, weight: 50}
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
    ///         - {destination: {host: web, subset: v1}, weight: 50}
    ///         - {destination: {host: web, subset: v2}, weight: 50}
    /// ```
    pub VS_REPEATED_DESTINATION = "vs-repeated-destination" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA1105"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for route in service.all_routes() {
        let mut seen: Vec<Value<'_>> = Vec::new();
        for destination in route.list("route").filter_map(|it| it.get("destination")) {
            let Some(host) = destination.str("host") else { continue };
            let key = |it: Value<'_>| it.path("port.number").and_then(Value::as_int);
            let same = |it: &&Value<'_>| {
                it.str("host") == Some(host)
                    && it.str("subset") == destination.str("subset")
                    && key(**it) == key(destination)
            };
            if let Some(first) = seen.iter().find(same) {
                cx.report(destination, format!("`{host}` is listed twice with the same subset and port"))
                    .label(*first, "first here")
                    .help("keep one of them, or name the other subset");
            }
            seen.push(destination);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn ports_and_subsets_part() {
        let rule = tester::of(&super::VS_REPEATED_DESTINATION);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |one: &str, other: &str| {
            of(
                "v",
                "a",
                &format!(
                    "{{tcp: [{{route: [{{destination: {{host: s{one}}}}}, {{destination: {{host: s{other}}}}}]}}]}}"
                ),
            )
        };
        rule.fails(&with("", ""));
        rule.fails(&with(", subset: x, port: {number: 80}", ", port: {number: 80}, subset: x"));
        rule.passes(&with(", subset: x", ", subset: y"));
        rule.passes(&with(", port: {number: 80}", ", port: {number: 81}"));
    }
}
