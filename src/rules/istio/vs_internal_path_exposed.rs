//! `vs-internal-path-exposed`

use crate::manifest::route_match::takes_all;
use crate::rule::prelude::*;

declare_rule! {
    /// Tools of operators behind a public route.
    ///
    /// ## Why is this bad?
    /// Dashboards and consoles are made for the people who run the cluster, and many have no login of their own. A
    /// gateway that routes every path to one shows it to the world.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [tools.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: kiali}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: shop}}]
    /// ```
    pub VS_INTERNAL_PATH_EXPOSED = "vs-internal-path-exposed" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    const TOOLS: [&str; 14] = [
        "kiali",
        "prometheus",
        "alertmanager",
        "jaeger",
        "zipkin",
        "kubernetes-dashboard",
        "phpmyadmin",
        "adminer",
        "pgadmin",
        "kibana",
        "rabbitmq-management",
        "kafka-ui",
        "longhorn-frontend",
        "weave-scope",
    ];
    let Some(service) = VirtualService::of(resource) else { return };
    let gateways = resource.spec().into_iter().flat_map(|it| it.list("gateways")).filter_map(Value::as_str);
    if !gateways.into_iter().any(|it| it != "mesh" && !it.contains("internal") && !it.contains("private")) {
        return;
    }
    for route in service.routes("http").filter(|it| takes_all(*it)) {
        for destination in route.list("route").filter_map(|it| it.path("destination.host")) {
            let name = destination.as_str().unwrap_or_default().split('.').next().unwrap_or_default();
            if TOOLS.iter().any(|it| name.contains(it)) {
                cx.report(destination, format!("every path of `{name}` is reached through a gateway"))
                    .help("put a login in front of it, or reach it by port-forward");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn gateways_for_the_inside_pass() {
        let rule = tester::of(&super::VS_INTERNAL_PATH_EXPOSED);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        rule.passes(&of("{gateways: [internal], http: [{route: [{destination: {host: kiali}}]}]}"));
        rule.passes(&of("{http: [{route: [{destination: {host: kiali}}]}]}"));
        rule.passes(&of(
            "{gateways: [g], http: [{match: [{uri: {prefix: /a}}], route: [{destination: {host: kiali}}]}]}",
        ));
        rule.fails(&of("{gateways: [g], http: [{match: [{uri: {prefix: /}}], route: [{destination: {host: my-prometheus.x.svc.cluster.local}}]}]}"));
    }
}
