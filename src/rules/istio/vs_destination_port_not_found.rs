//! `vs-destination-port-not-found`

use crate::manifest::port_numbers;
use crate::rule::prelude::*;

declare_rule! {
    /// Routes to a port the Service does not have.
    ///
    /// ## Why is this bad?
    /// The number is that of the port of the Service, not that of the container behind it. Requests that take the
    /// route get 503.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web, port: {number: 8080}}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
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
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub VS_DESTINATION_PORT_NOT_FOUND = "vs-destination-port-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for (destination, host) in service.destinations().chain(service.mirrors()) {
        let Some(at) = destination.path("port.number") else { continue };
        let (Some(number), Destination::Found(found)) = (at.as_int(), index.destination(host, resource)) else {
            continue;
        };
        if found.iter().any(|it| port_numbers(*it).is_empty() || port_numbers(*it).contains(&number)) {
            continue;
        }
        // One that surely is meant, and not another of that name.
        let namespace = match host {
            Host::Service(_, namespace) => namespace,
            Host::Other(_) => resource.namespace(),
        };
        let meant = |it: &&Resource<'a>| {
            namespace.is_some()
                && it.namespace() == namespace
                && !index.are_alternatives(it.source(), resource.source())
                || index.together(**it, resource)
        };
        let Some(target) = found.iter().find(meant) else { continue };
        let finding = cx.report(at, format!("{} has no port {number}", target.title()));
        if let Some(ports) = target.path("spec.ports") {
            finding.label(ports, "the ports it has");
        }
        let behind = target.spec().into_iter().flat_map(|it| it.list("ports"));
        let mut behind = behind.filter(|it| it.get("targetPort").and_then(Value::as_int) == Some(number));
        match (behind.next().and_then(|it| it.get("port")?.as_int()), behind.next()) {
            (Some(port), None) => {
                let help = format!("{number} is the port of the container; the Service has it as {port}");
                finding.help(help).fix(
                    Safety::Unsafe,
                    "use the port of the Service",
                    [Edit::replace(at, port.to_string())],
                );
            }
            _ => {
                finding.help("write the `port` of the Service");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const OWNED: &str = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {}\n";

    #[test]
    fn every_service_of_that_name_is_asked() {
        let rule = tester::of(&super::VS_DESTINATION_PORT_NOT_FOUND);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {spec}\n"
            )
        };
        let to = |port: u16| {
            of(&format!("{{http: [{{route: [{{destination: {{host: web, port: {{number: {port}}}}}}}]}}]}}"))
        };
        rule.fails(&format!("{}{OWNED}", to(81)));
        rule.passes(&to(81));
        rule.passes(&format!("# file: a/v.yaml\n{}# file: b/s.yaml\n{OWNED}", to(81)));
        rule.passes(&format!("# file: a/v.yaml\n{}{OWNED}# file: b/s.yaml\n{}", to(81), OWNED.replace("80", "81")));
        let entry = "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: s}\nspec: {hosts: [e.com], ports: [{number: 443}]}\n";
        let out = of("{http: [{route: [{destination: {host: e.com, port: {number: 80}}}]}]}");
        rule.fails(&format!("{out}{entry}"));
    }
}
