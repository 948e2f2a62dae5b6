//! `gateway-port-name-protocol`

use crate::manifest::gateway_servers;
use crate::manifest::istio_schema::{Protocol, protocol};
use crate::rule::prelude::*;

declare_rule! {
    /// Gateway ports whose name says another protocol than `protocol`.
    ///
    /// ## Why is this bad?
    /// `protocol` decides. A port named `https-…` that speaks plain HTTP is one that somebody believes to be
    /// encrypted.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https-web, protocol: HTTP}, hosts: [web.example.com]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http-web, protocol: HTTP}, hosts: [web.example.com]}]
    /// ```
    pub GATEWAY_PORT_NAME_PROTOCOL = "gateway-port-name-protocol" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for port in gateway_servers(resource).filter_map(|it| it.get("port")) {
        let (Some(name), Some(at)) = (port.str("name"), port.get("protocol")) else { continue };
        let Some(spoken) = at.as_str().and_then(protocol) else { continue };
        let said = name.split('-').next().and_then(protocol);
        // What passes through as bytes may be anything.
        if said.is_some_and(|it| it != spoken) && matches!(spoken, Protocol::Http | Protocol::Tls) {
            let finding =
                cx.report(at, format!("the port is named `{name}` and speaks {}", at.as_str().unwrap_or_default()));
            finding.help("name the port after the protocol it speaks, or change the protocol");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_says_nothing_contradicts_nothing() {
        let rule = tester::of(&super::GATEWAY_PORT_NAME_PROTOCOL);
        let of = |port: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{servers: [{{port: {{number: 80, {port}}}, hosts: ['*']}}]}}\n"
            )
        };
        rule.passes(&of("name: http, protocol: http"));
        rule.passes(&of("name: http-web, protocol: HTTP"));
        rule.fails(&of("name: https, protocol: HTTP"));
        rule.passes(&of("name: web, protocol: HTTP"));
        rule.passes(&of("name: tls, protocol: HTTPS"));
    }
}
