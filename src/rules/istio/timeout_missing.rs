//! `timeout-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes of a gateway without a timeout.
    ///
    /// ## Why is this bad?
    /// Istio waits for an answer as long as it takes. A service that hangs holds the connections of everyone who calls
    /// it, up to the gateway, and the callers give up at a time of their own choosing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http: [{route: [{destination: {host: web}}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http: [{timeout: 10s, route: [{destination: {host: web}}]}]
    /// ```
    pub TIMEOUT_MISSING = "timeout-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:400"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    if spec.list("gateways").all(|it| it.as_str() == Some("mesh")) {
        return;
    }
    let open =
        |route: &Value<'_>| route.get("route").is_some_and(|it| !it.is_empty()) && route.get("timeout").is_none();
    let mut routes = spec.list("http").filter(open);
    let Some(first) = routes.next() else { return };
    let message = match routes.count() {
        0 => "the route has no timeout".to_owned(),
        more => format!("this route and {more} more have no timeout"),
    };
    cx.report(first.get("route").unwrap_or(first), message)
        .help("set `timeout` to what callers wait at most; `0s` says that there is to be none");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_is_forwarded_from_a_gateway_is_waited_for() {
        let rule = tester::of(&super::TIMEOUT_MISSING);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [e.com], {spec}}}\n"
            )
        };
        rule.passes(&of("http: [{route: [{destination: {host: v}}]}]"));
        rule.passes(&of("gateways: [mesh], http: [{route: [{destination: {host: v}}]}]"));
        rule.fails(&of("gateways: [mesh, g], http: [{route: [{destination: {host: v}}]}]"));
        rule.passes(&of("gateways: [g], http: [{redirect: {uri: /}}, {directResponse: {status: 200}}]"));
        rule.passes(&of("gateways: [g], http: [{timeout: 0s, route: [{destination: {host: v}}]}]"));
        let two = rule.fails(&of(
            "gateways: [g], http: [{route: [{destination: {host: v}}]}, {route: [{destination: {host: w}}]}]",
        ));
        assert!(two.message.contains("1 more"));
    }
}
