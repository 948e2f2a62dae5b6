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
