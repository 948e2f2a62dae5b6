//! `gateway-no-virtualservice`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that no VirtualService is bound to.
    ///
    /// ## Why is this bad?
    /// The ports are open, and every request gets 404. The Gateway is left over, or its VirtualService names it
    /// wrong.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [egde]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [web]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub GATEWAY_NO_VIRTUALSERVICE = "gateway-no-virtualservice" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::IstioGateway], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let passes = |it: Value<'a>| {
        it.path("tls.mode").and_then(Value::as_str) == Some("AUTO_PASSTHROUGH")
            || it.path("tls.httpsRedirect").is_some()
    };
    let routed = gateway_servers(resource).any(|it| !passes(it));
    let known = index.is_closed() || index.has_kind(Kind::VirtualService) && index.owns(resource.namespace(), resource);
    if routed && known && index.bound_to(resource).next().is_none() {
        cx.report(resource, "no VirtualService is bound to the Gateway")
            .help("name it in `gateways` of a VirtualService");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_are_resolved() {
        let rule = tester::of(&super::GATEWAY_NO_VIRTUALSERVICE);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let rest = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\n";
        let service = |gateway: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: b}}\nspec: {{gateways: [{gateway}]}}\n"
            )
        };
        let gateway = |mode: &str| {
            of("g", "a", &format!("{{servers: [{{port: {{number: 443}}, tls: {{mode: {mode}}}}}]}}")) + rest
        };
        rule.passes(&(gateway("SIMPLE") + &service("a/g")));
        rule.fails(&(gateway("SIMPLE") + &service("g")));
        rule.passes(&(gateway("AUTO_PASSTHROUGH") + &service("g")));
        rule.passes(&gateway("SIMPLE"));
    }
}
