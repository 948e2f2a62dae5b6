//! `gwapi-listener-conflict`

use super::gwapi;
use crate::rule::prelude::*;

declare_rule! {
    /// Listeners of a Gateway that cannot be told apart.
    ///
    /// ## Why is this bad?
    /// Connections are given to a listener by port, then by name of the host. Two listeners that agree in both, or that
    /// speak different protocols on one port, conflict: one of them, or both, are not opened.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: infra}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: [{name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: HTTP}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: infra}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: [{name: a, port: 80, protocol: HTTP, hostname: a.example.com}, {name: b, port: 80, protocol: HTTP, hostname: b.example.com}]
    /// ```
    pub GWAPI_LISTENER_CONFLICT = "gwapi-listener-conflict" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA1501", "kiali:KIA1502", "kiali:KIA1503", "kiali:KIA1504"],
        check: Related(&[Kind::GatewayApiGateway], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mut before: Vec<Value<'a>> = Vec::new();
    for listener in gwapi::listeners(resource) {
        let name = listener.get("name");
        let same =
            |it: &&Value<'a>| name.is_some() && it.get("name").and_then(Value::text) == name.and_then(Value::text);
        if let Some(twin) = before.iter().find(same) {
            cx.report(
                name.unwrap_or(listener),
                format!("two listeners are called `{}`", name.and_then(Value::text).unwrap_or_default()),
            )
            .label(twin.get("name").unwrap_or(*twin), "the first one")
            .help("give each listener a name of its own")
            .covers(&["gwapi-schema-invalid"]);
        } else if let Some((twin, why)) = before.iter().find_map(|it| Some((*it, conflict(*it, listener)?))) {
            cx.report(listener.get("port").unwrap_or(listener), why)
                .label(twin.get("port").unwrap_or(twin), "the other listener")
                .help("give one of them another port or hostname");
        }
        before.push(listener);
    }
    check_others(resource, index, cx);
}

/// What makes two listeners conflict.
fn conflict(one: Value<'_>, other: Value<'_>) -> Option<String> {
    let port = other.get("port")?.as_int().filter(|it| one.get("port").and_then(Value::as_int) == Some(*it))?;
    let (a, b) = (one.str("protocol")?, other.str("protocol")?);
    // Protocols that share a port if hosts differ. UDP is apart.
    let class = |it| match it {
        "HTTPS" | "TLS" => 1,
        "HTTP" => 2,
        "TCP" => 3,
        _ => 0,
    };
    if class(a) == 0 || class(b) == 0 {
        return (a == b).then(|| format!("two listeners take {a} at port {port}"));
    }
    if class(a) != class(b) {
        return Some(format!("port {port} takes {b} here and {a} in another listener"));
    }
    let host = |it: Value<'_>| it.str("hostname").unwrap_or_default().to_ascii_lowercase();
    let hosts = host(one) == host(other) || a == "TCP";
    hosts.then(|| match host(other).as_str() {
        "" => format!("two listeners take every host at port {port}"),
        host => format!("two listeners take host `{host}` at port {port}"),
    })
}

/// Gateways that ask for the same address, port and host.
fn check_others<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let addresses =
        |it: Resource<'a>| it.spec().into_iter().flat_map(|it| it.list("addresses")).filter_map(|it| it.get("value"));
    if addresses(resource).next().is_none() {
        return;
    }
    let earlier = index.of_kind(Kind::GatewayApiGateway).take(MANY).take_while(|it| it.root() != resource.root());
    for other in earlier.filter(|it| index.same_cluster(*it, resource)) {
        let class = |it: Resource<'a>| it.path("spec.gatewayClassName").and_then(Value::as_str);
        let shared = addresses(resource).find(|at| addresses(other).any(|it| it.text() == at.text()));
        let Some(at) = shared.filter(|_| class(resource) == class(other)) else { continue };
        if gwapi::listeners(resource).any(|it| gwapi::listeners(other).any(|twin| conflict(twin, it).is_some())) {
            cx.report(at, format!("Gateway `{}` has the same address, port and host", other.name()))
                .label(other, "the other Gateway")
                .help("put the listeners into one Gateway, or take another address");
            return;
        }
    }
}

/// More Gateways with addresses of their own are examples.
const MANY: usize = 128;

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(listeners: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{gatewayClassName: istio, listeners: [{listeners}]}}\n---\n"
        )
    }

    #[test]
    fn hosts_part_what_shares_a_port_and_protocols_do_not() {
        let rule = tester::of(&super::GWAPI_LISTENER_CONFLICT);
        let two = |one: &str, other: &str| of(&format!("{{name: a, {one}}}, {{name: b, {other}}}"));
        rule.fails(&two("port: 443, protocol: HTTPS", "port: 443, protocol: TLS"));
        rule.passes(&two("port: 443, protocol: HTTPS, hostname: a.com", "port: 443, protocol: TLS, hostname: b.com"));
        rule.fails(&two("port: 443, protocol: HTTPS, hostname: a.com", "port: 443, protocol: HTTP, hostname: b.com"));
        rule.fails(&two("port: 1, protocol: TCP, hostname: a.com", "port: 1, protocol: TCP, hostname: b.com"));
        rule.passes(&two("port: 53, protocol: TCP", "port: 53, protocol: UDP"));
        rule.passes(&two("port: 80, protocol: HTTP", "port: 81, protocol: HTTP"));
        rule.passes(&two("port: 80, protocol: HTTP", "port: 80, protocol: HTTP, hostname: '*.a.com'"));
        rule.fails(&of("{name: a, port: 80, protocol: HTTP}, {name: a, port: 81, protocol: HTTP}"));
    }

    #[test]
    fn addresses_are_shared_by_no_two_gateways() {
        let rule = tester::of(&super::GWAPI_LISTENER_CONFLICT);
        let at = |name: &str, address: &str| {
            of("{name: a, port: 80, protocol: HTTP}")
                .replace("name: g", &format!("name: {name}"))
                .replace("spec: {", &format!("spec: {{addresses: [{{value: {address}}}], "))
        };
        rule.fails(&(at("g", "192.0.2.1") + &at("h", "192.0.2.1")));
        rule.passes(&(at("g", "192.0.2.1") + &at("h", "192.0.2.2")));
    }
}
