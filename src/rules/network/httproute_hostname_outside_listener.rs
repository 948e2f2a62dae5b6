//! `httproute-hostname-outside-listener`

use crate::rule::prelude::*;

declare_rule! {
    /// HTTPRoutes for hosts that no listener of their Gateway serves.
    ///
    /// ## Why is this bad?
    /// A route attaches to a listener only if a host of it fits that of the listener. None does, so that the route gets
    /// no traffic.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: https, port: 443, protocol: HTTPS, hostname: "*.example.com"}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.org]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - {name: https, port: 443, protocol: HTTPS, hostname: "*.example.com"}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.com]
    /// ```
    pub HTTPROUTE_HOSTNAME_OUTSIDE_LISTENER = "httproute-hostname-outside-listener" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::HttpRoute], check)
    }
}

fn check<'a>(route: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = route.spec() else { return };
    let Some(hosts) = spec.get("hostnames").filter(|it| !it.is_empty()) else { return };
    for parent in spec.list("parentRefs").filter(|it| it.str("kind").is_none_or(|it| it == "Gateway")) {
        let Some(name) = parent.str("name") else { continue };
        let namespace = parent.str("namespace").or(route.namespace());
        let Lookup::Found(gateway) = index.find_in(Kind::GatewayApiGateway, name, namespace, route) else { continue };
        // Listeners may be added from elsewhere.
        if gateway.path("spec.allowedListeners").is_some() {
            continue;
        }
        let section = parent.str("sectionName");
        let number = parent.get("port").and_then(Value::as_int);
        let mut listeners = gateway
            .spec()
            .into_iter()
            .flat_map(|it| it.list("listeners"))
            .filter(|it| {
                section.is_none_or(|name| it.str("name") == Some(name))
                    && number.is_none_or(|number| it.get("port").and_then(Value::as_int) == Some(number))
            })
            .peekable();
        let Some(&first) = listeners.peek() else { continue };
        let fits = |listener: Value<'a>| {
            let own = listener.str("hostname").unwrap_or_default();
            own.is_empty() || hosts.items().filter_map(Value::as_str).any(|it| meets(own, it))
        };
        if !listeners.any(fits) {
            cx.report(hosts, format!("no listener of Gateway `{name}` serves these hosts"))
                .label(first.get("hostname").unwrap_or(first), "serves others")
                .help("use a host of the listener, or add a listener for this one");
        }
    }
}

/// Whether two names of hosts, either perhaps with a wildcard, have a host in common.
fn meets(one: &str, other: &str) -> bool {
    let wild = |pattern: &str, host: &str| {
        pattern
            .strip_prefix('*')
            .is_some_and(|rest| host.trim_start_matches('*').ends_with(rest) && host.len() > rest.len())
    };
    one.eq_ignore_ascii_case(other) || wild(one, other) || wild(other, one)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(listener: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: edge, namespace: edge}}\nspec: {{listeners: [{listener}]}}\n---\n"
        )
    }

    fn route(namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: {namespace}}}\nspec: {{parentRefs: [{{name: edge, namespace: edge}}], {spec}}}\n---\n"
        )
    }

    #[test]
    fn wildcards_meet_what_ends_like_them() {
        let rule = tester::of(&super::HTTPROUTE_HOSTNAME_OUTSIDE_LISTENER);
        let ask = |listener: &str, host: &str| {
            format!(
                "{}{}",
                of(&format!("{{name: a, hostname: '{listener}'}}")),
                route("shop", &format!("hostnames: ['{host}']"))
            )
        };
        rule.passes(&ask("*.example.com", "a.b.example.com"));
        rule.fails(&ask("*.example.com", "example.com"));
        rule.passes(&ask("shop.example.com", "*.example.com"));
        rule.passes(&ask("*.example.com", "*.shop.example.com"));
        rule.passes(&ask("", "shop.example.org"));
        rule.fails(&ask("shop.example.com", "api.example.com"));
        rule.passes(&route("shop", "hostnames: [a.example.com]"));
    }
}
