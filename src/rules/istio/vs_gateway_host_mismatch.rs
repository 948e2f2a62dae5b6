//! `vs-gateway-host-mismatch`

use crate::manifest::{gateway_servers, istio_schema};
use crate::rule::prelude::*;

declare_rule! {
    /// VirtualServices with hosts that their Gateway does not serve.
    ///
    /// ## Why is this bad?
    /// A Gateway hands a VirtualService only requests for hosts that both name. `*.example.com` in the Gateway does
    /// not cover `example.com`, and `ns/host` in it is for VirtualServices of that namespace only. The routes of a
    /// host that is not served get no request.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 80, name: http, protocol: HTTP}
    ///       hosts: [api.example.com]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 80, name: http, protocol: HTTP}
    ///       hosts: ["*.example.com"]
    /// ```
    pub VS_GATEWAY_HOST_MISMATCH = "vs-gateway-host-mismatch" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0132"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let hosts: Vec<(Value<'a>, String)> =
        service.hosts().map(|(at, host)| (at, full_name(host, at.as_str().unwrap_or_default()))).collect();
    let Some(names) = service.get("gateways").filter(|_| !hosts.is_empty()) else { return };
    let mut served = vec![false; hosts.len()];
    let mut known = true;
    for (at, name) in names.items().filter_map(|it| Some((it, it.as_str()?))) {
        let name = GatewayName::of(name, resource.namespace());
        let gateway = index.gateway(name, resource).found().or_else(|| index.gateway_of_api(name, resource));
        let Some(gateway) = gateway else {
            known = false;
            continue;
        };
        let offered = offered(gateway, resource);
        if offered.is_empty() {
            known = false;
            continue;
        }
        let mut any = false;
        for (it, (_, host)) in served.iter_mut().zip(&hosts) {
            let fits = offered.iter().any(|offer| istio_schema::overlaps(host, offer));
            *it |= fits;
            any |= fits;
        }
        if !any {
            known = false;
            let finding = cx.report(at, format!("Gateway `{}` serves no host of this VirtualService", gateway.name()));
            finding.help("name the hosts in the Gateway, or take the Gateway from the list");
            let listeners = gateway.spec().into_iter().flat_map(|it| it.list("listeners"));
            let mut places = gateway_servers(gateway).filter_map(|it| it.get("hosts"));
            if let Some(place) = places.next().or_else(|| listeners.filter_map(|it| it.get("hostname")).next()) {
                finding.label(place, "what it serves");
            }
        }
    }
    // On the mesh, the other hosts are those of calls inside of it.
    for ((at, host), _) in hosts.iter().zip(served).filter(|it| known && !it.1) {
        cx.report(*at, format!("no Gateway of this VirtualService serves `{host}`"))
            .help("name the host in the Gateway, or take it from the list");
    }
}

/// What a Gateway offers to a VirtualService of this namespace.
fn offered<'a>(gateway: Resource<'a>, service: Resource<'a>) -> Vec<&'a str> {
    if gateway.kind() == Kind::GatewayApiGateway {
        let listeners = gateway.spec().into_iter().flat_map(|it| it.list("listeners"));
        return listeners.map(|it| it.str("hostname").filter(|it| !it.is_empty()).unwrap_or("*")).collect();
    }
    let hosts = gateway_servers(gateway).flat_map(|it| it.list("hosts")).filter_map(Value::as_str);
    let visible = |text: &'a str| match text.split_once('/') {
        None | Some(("*", _)) => Some(text.rsplit('/').next().unwrap_or(text)),
        Some((".", host)) => (gateway.namespace().is_none()
            || service.namespace().is_none()
            || gateway.namespace() == service.namespace())
        .then_some(host),
        Some((place, host)) => service.namespace().is_none_or(|it| it == place).then_some(host),
    };
    hosts.map(|it| visible(it).unwrap_or("")).collect()
}

fn full_name(host: Host<'_>, text: &str) -> String {
    match host {
        Host::Service(name, Some(namespace)) => format!("{name}.{namespace}.svc.cluster.local"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn gateways_of_the_gateway_api_serve_the_hosts_of_their_listeners() {
        let rule = tester::of(&super::VS_GATEWAY_HOST_MISMATCH);
        let of = |host: &str, listener: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: a}}\nspec: {{hosts: ['{host}'], gateways: [a/g]}}\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: a}}\nspec: {{gatewayClassName: istio, listeners: [{{name: l, port: 80, protocol: HTTP{listener}}}]}}\n"
            )
        };
        rule.passes(&of("x.com", ", hostname: x.com"));
        rule.passes(&of("x.com", ""));
        rule.passes(&of("a.x.com", ", hostname: '*.x.com'"));
        rule.fails(&of("y.com", ", hostname: x.com"));
    }

    #[test]
    fn namespaces_limit_what_a_gateway_offers() {
        let rule = tester::of(&super::VS_GATEWAY_HOST_MISMATCH);
        let of = |host: &str, offer: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: a}}\nspec: {{hosts: ['{host}'], gateways: [b/g]}}\n---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: b}}\nspec: {{servers: [{{hosts: ['{offer}']}}]}}\n"
            )
        };
        for (host, offer) in [("x.com", "*"), ("x.com", "*/x.com"), ("a.x.com", "a/*.x.com"), ("*.x.com", "a.x.com")] {
            rule.passes(&of(host, offer));
        }
        for (host, offer) in [("x.com", "*.x.com"), ("x.com", "./x.com"), ("x.com", "c/*"), ("x.com", "y.com")] {
            rule.fails(&of(host, offer));
        }
    }
}
