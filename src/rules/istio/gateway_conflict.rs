//! `gateway-conflict`

use super::listeners;
use crate::rule::prelude::*;

declare_rule! {
    /// Two Gateways for the same host at the same port of one proxy.
    ///
    /// ## Why is this bad?
    /// The proxy has one listener for the port. For a host that both name one server is left out, for TLS with its
    /// certificate; which of them, is decided by their age, and files have none.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: one}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: two}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: one}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: two}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [api.example.com]}]
    /// ```
    pub GATEWAY_CONFLICT = "gateway-conflict" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0145", "kiali:KIA0301"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mut seen: Vec<Resource<'a>> = Vec::new();
    for (server, its, other) in listeners::shared(resource, index) {
        let Some((at, place)) =
            listeners::common_host(server, its).filter(|_| !seen.iter().any(|it| it.root() == other.root()))
        else {
            continue;
        };
        seen.push(other);
        let name = at.as_str().unwrap_or_default();
        cx.report(at, format!("Gateway `{}` serves `{name}` at the same port", other.name()))
            .label(place, "the same host")
            .help("write one server for the host, in one Gateway");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn labels_may_be_a_part_of_the_others() {
        let rule = tester::of(&super::GATEWAY_CONFLICT);
        let of = |name: &str, labels: &str, host: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: {name}}}\nspec: {{selector: {{{labels}}}, servers: [{{port: {{number: 80, name: h, protocol: HTTP}}, hosts: ['{host}']}}]}}\n---\n"
            )
        };
        rule.fails(&format!("{}{}", of("a", "istio: e", "x.com"), of("b", "istio: e, app: e", "x.com")));
        rule.passes(&format!("{}{}", of("a", "istio: e", "x.com"), of("b", "istio: f", "x.com")));
        rule.passes(&format!("{}{}", of("a", "istio: e", "p/x.com"), of("b", "istio: e", "q/x.com")));
        rule.passes(&format!(
            "# file: a/g.yaml\n{}# file: b/g.yaml\n{}",
            of("a", "istio: e", "x.com"),
            of("a", "istio: e", "x.com")
        ));
    }
}
