//! `vs-unreachable-rule`

use crate::manifest::route_match::{covers, takes_all};
use crate::rule::prelude::*;

declare_rule! {
    /// Routes behind one that takes everything.
    ///
    /// ## Why is this bad?
    /// The first route that matches wins. What stands behind one without a condition, or behind one that matches all
    /// it does, is never used.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    ///     - match: [{uri: {prefix: /api}}]
    ///       route: [{destination: {host: api}}]
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
    pub VS_UNREACHABLE_RULE = "vs-unreachable-rule" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0130"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for protocol in ["http", "tls", "tcp"] {
        let mut earlier: Vec<Value<'_>> = Vec::new();
        for route in service.routes(protocol) {
            let hides = |before: &&Value<'_>| match matches_of(route).next() {
                None => takes_all(**before),
                Some(_) => {
                    takes_all(**before) || matches_of(route).all(|mine| matches_of(**before).any(|it| covers(it, mine)))
                }
            };
            match earlier.iter().find(hides) {
                Some(before) => {
                    cx.report(route, "this route is never used")
                        .label(*before, "already takes all of its requests")
                        .help("put the narrower route first, or give the earlier one a `match`");
                }
                // What a delegate takes is written elsewhere.
                None if route.get("delegate").is_none() && earlier.len() < LOOK_BACK => earlier.push(route),
                None => {}
            }
        }
    }
}

fn matches_of(route: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    route.list("match").filter(|it| it.is_mapping())
}

/// Lists of routes longer than this are made by machines, in order.
const LOOK_BACK: usize = 128;

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_is_surely_hidden_counts() {
        let rule = tester::of(&super::VS_UNREACHABLE_RULE);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {spec}\n"
            )
        };
        let http = |it: &str| of(&format!("{{http: [{it}]}}"));
        rule.fails(&http("{match: [{uri: {prefix: /}}]}, {match: [{uri: {exact: /a}}]}"));
        rule.fails(&http("{match: [{uri: {prefix: /a}}]}, {match: [{uri: {prefix: /a/b}, headers: {x: {exact: y}}}]}"));
        rule.fails(&http(
            "{match: [{uri: {exact: /a}}, {uri: {exact: /b}}]}, {match: [{uri: {exact: /b}}, {uri: {exact: /a}}]}",
        ));
        for passing in [
            "{match: [{uri: {prefix: /a}, headers: {x: {exact: y}}}]}, {match: [{uri: {prefix: /a}}]}",
            "{match: [{uri: {prefix: /a}}]}, {match: [{uri: {prefix: /a}}, {uri: {prefix: /b}}]}",
            "{delegate: {name: x}}, {route: []}",
            "{match: [{uri: {regex: '/.*'}}]}, {route: []}",
            "{match: [{uri: {prefix: /a}, gateways: [g]}]}, {match: [{uri: {prefix: /a}, gateways: [mesh]}]}",
            "{match: [{uri: {prefix: /}, port: 80}]}, {route: []}",
        ] {
            rule.passes(&http(passing));
        }
        rule.fails(&of("{tcp: [{route: []}, {match: [{port: 80}]}]}"));
        rule.passes(&of("{tls: [{match: [{sniHosts: [a]}]}, {match: [{sniHosts: [b]}]}]}"));
    }
}
