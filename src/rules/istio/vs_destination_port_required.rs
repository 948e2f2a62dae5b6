//! `vs-destination-port-required`

use crate::manifest::port_numbers;
use crate::rule::prelude::*;

declare_rule! {
    /// Routes to a host with several ports that name none.
    ///
    /// ## Why is this bad?
    /// With one port it is clear which is meant. With several, Istio has no port to send the request to, and the
    /// route answers 503.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: admin, port: 81}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web, port: {number: 80}}}]
    ///
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: admin, port: 81}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub VS_DESTINATION_PORT_REQUIRED = "vs-destination-port-required" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0112"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for (destination, host) in service.destinations().chain(service.mirrors()).filter(|it| it.0.get("port").is_none()) {
        let Destination::Found(found) = index.destination(host, resource) else { continue };
        let several = |it: &Resource<'a>| {
            let mut ports = port_numbers(*it);
            ports.sort_unstable();
            ports.dedup();
            ports.len() > 1
        };
        if !found.iter().all(several) {
            continue;
        }
        let at = destination.get("host").unwrap_or(destination);
        let finding = cx.report(at, format!("`{}` has several ports, and the route names none", host.key()));
        finding.help("write `port.number`");
        if let Some(ports) = found[0].path("spec.ports") {
            finding.label(ports, "the ports it has");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const SERVICE: &str = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{name: a, port: 80}, {name: b, port: 81}]}\n";

    #[test]
    fn copies_and_tcp_need_a_port_as_well() {
        let rule = tester::of(&super::VS_DESTINATION_PORT_REQUIRED);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{{spec}}}\n{SERVICE}"
            )
        };
        rule.fails(&of("tcp: [{route: [{destination: {host: web}}]}]"));
        rule.fails(&of("http: [{mirror: {host: web}, route: [{destination: {host: web, port: {number: 80}}}]}]"));
        rule.fails(&of("http: [{mirrors: [{destination: {host: web}}]}]"));
        rule.passes(&of("tls: [{route: [{destination: {host: web, port: {number: 81}}}]}]"));
        rule.passes(&of("tcp: [{route: [{destination: {host: other}}]}]"));
        let entry = "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e}\nspec: {hosts: [e.com], ports: [{number: 80, name: a}, {number: 443, name: b}]}\n";
        rule.fails(&(of("tcp: [{route: [{destination: {host: e.com}}]}]") + entry));
        rule.passes(
            &(of("tcp: [{route: [{destination: {host: e.com}}]}]") + &entry.replace(", {number: 443, name: b}", "")),
        );
    }
}
