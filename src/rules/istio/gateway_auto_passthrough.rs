//! `gateway-auto-passthrough`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that forward to any service of the mesh.
    ///
    /// ## Why is this bad?
    /// `AUTO_PASSTHROUGH` takes the name of the service from the TLS handshake and forwards to it. It is made for
    /// gateways between clusters, on port 15443 and for `*.local`; elsewhere a client reaches services that no route
    /// exposes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: eastwestgateway}
    ///   servers:
    ///     - port: {number: 15443, name: tls, protocol: TLS}
    ///       hosts: ['*']
    ///       tls: {mode: AUTO_PASSTHROUGH}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: eastwestgateway}
    ///   servers:
    ///     - port: {number: 15443, name: tls, protocol: TLS}
    ///       hosts: ['*.local']
    ///       tls: {mode: AUTO_PASSTHROUGH}
    /// ```
    pub GATEWAY_AUTO_PASSTHROUGH = "gateway-auto-passthrough" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cve:CVE-2021-31921", "cwe:284"],
        check: Resource(&[Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let inner =
        |text: &str| ["eastwest", "east-west", "crossnetwork", "cross-network"].iter().any(|it| text.contains(it));
    let selector = resource.path("spec.selector").into_iter().flat_map(|it| it.entries());
    let between = selector.filter_map(|it| it.1.text()).chain([resource.name()]).any(inner);
    for server in gateway_servers(resource) {
        let Some(mode) = server.path("tls.mode").filter(|it| it.as_str() == Some("AUTO_PASSTHROUGH")) else { continue };
        // `ns/` limits who may claim the host, which plays no part here.
        let is_local = |host: &str| host.rsplit('/').next().is_some_and(|it| it.ends_with(".local"));
        let foreign = server.list("hosts").find(|it| !it.as_str().is_some_and(is_local));
        let port = server.path("port.number").and_then(Value::as_int);
        let message = "any service of the mesh can be reached by its name";
        if let Some(host) = foreign {
            let finding = cx.report(host, message);
            finding.covers(&["gateway-wildcard-host"]).help("list `*.local`, which only clusters of the mesh ask for");
            if host.as_str() == Some("*") && (between || port == Some(15443)) {
                finding.fix(Safety::Unsafe, "forward to names of the mesh only", Edit::set_scalar(host, "*.local"));
            }
        } else if !between && port != Some(15443) {
            cx.report(mode, message).help("keep this mode for a gateway between clusters, on port 15443");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_port_or_the_name_makes_it_one_between_clusters() {
        let rule = tester::of(&super::GATEWAY_AUTO_PASSTHROUGH);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        let server = |port: u16, host: &str| {
            of(&format!(
                "{{selector: {{a: b}}, servers: [{{port: {{number: {port}}}, hosts: ['{host}'], tls: {{mode: AUTO_PASSTHROUGH}}}}]}}"
            ))
        };
        rule.passes(&server(15443, "*.local"));
        rule.passes(&server(15443, "shop/*.shop.svc.cluster.local"));
        rule.fails(&server(443, "*.local"));
        rule.fails(&server(15443, "*"));
    }
}
