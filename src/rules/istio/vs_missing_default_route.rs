//! `vs-missing-default-route`

use crate::manifest::route_match::takes_all;
use crate::rule::prelude::*;

declare_rule! {
    /// VirtualServices where every route has a condition.
    ///
    /// ## Why is this bad?
    /// Requests that fulfil none of them get 404. That is meant where the list is one of what is allowed, and a
    /// surprise elsewhere.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{uri: {prefix: /api}}]
    ///       route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{uri: {prefix: /api}}]
    ///       route: [{destination: {host: api}}]
    ///     - route: [{destination: {host: web}}]
    /// ```
    pub VS_MISSING_DEFAULT_ROUTE = "vs-missing-default-route" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource).filter(|it| it.get("hosts").is_some()) else { return };
    let mut routes = service.routes("http").peekable();
    if routes.peek().is_none() || routes.any(takes_all) {
        return;
    }
    if let Some(at) = service.get("http") {
        cx.report(at, "requests that fulfil no `match` get 404").help("add a route without `match` at the end");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn delegates_and_catch_alls_answer() {
        let rule = tester::of(&super::VS_MISSING_DEFAULT_ROUTE);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        rule.fails(&of("v", "a", "{hosts: [s], http: [{match: [{uri: {prefix: /x}}]}]}"));
        rule.passes(&of(
            "v",
            "a",
            "{hosts: [s], http: [{match: [{uri: {prefix: /x}}]}, {match: [{uri: {prefix: /}}]}]}",
        ));
        rule.passes(&of("v", "a", "{http: [{match: [{uri: {prefix: /x}}]}]}"));
        rule.passes(&of("v", "a", "{hosts: [s], tcp: [{match: [{port: 80}]}]}"));
    }
}
