//! `externalname-service`

use crate::manifest::address;
use crate::rule::prelude::*;

declare_rule! {
    /// ExternalName Services that lead back into the cluster or to its nodes.
    ///
    /// ## Why is this bad?
    /// Since Istio 1.21 such a Service is another name of its target: routes and rules for the target are taken over
    /// under a name that policies do not know. Before, a port that is not HTTP opened a listener for every address:
    /// whatever a client sent to that port went to the target.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: vault, namespace: shop}
    /// spec: {type: ExternalName, externalName: vault.secrets.svc.cluster.local}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: vault, namespace: shop}
    /// spec: {type: ExternalName, externalName: vault.example.com}
    /// ```
    pub EXTERNALNAME_SERVICE = "externalname-service" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:441"],
        check: Related(&[Kind::Service], check)
    }
}

/// The first line of Istio in which such a Service is only a name.
const ALIAS_SINCE: u16 = 21;

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource).filter(|it| it.exposure() == "ExternalName") else { return };
    let Some((at, name)) = service.get("externalName").and_then(|it| Some((it, it.text()?))) else { return };
    let old = index.istio_version(resource).filter(|it| it.is_before(ALIAS_SINCE));
    let tcp = service.ports().find(|it| !is_http(*it));
    if let (Some(version), Some(port)) = (old, tcp) {
        let number = port.number().unwrap_or_default();
        cx.report(
            port.value(),
            format!("in Istio {version} all that is sent to port {number} of any host goes to `{name}`"),
        )
        .help("name the port after HTTP, or use a ServiceEntry with addresses");
        return;
    }
    if !cx.is_left_to("service-external-name")
        && let Some(what) = inside(name, resource.namespace())
    {
        cx.report(at, format!("ExternalName Service `{}` leads to {what}", resource.name()))
            .help("refer to the target where it is used, so that policies for it apply");
    }
}

fn is_http(port: ServicePort<'_>) -> bool {
    let told = port.value().str("appProtocol").or(port.value().str("name")).unwrap_or_default();
    ["http", "grpc"].iter().any(|it| told.starts_with(it)) && !told.starts_with("https")
}

/// What a name leads to, if it is in the cluster or on a node of it.
fn inside(name: &str, own: Option<&str>) -> Option<&'static str> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if let Host::Service(_, Some(place)) = Host::resolve(&name, None) {
        return (Some(place) != own).then_some("a Service of another namespace");
    }
    match address(&name) {
        Some(it) if it.is_loopback() => Some("the client itself"),
        Some(_) if name.starts_with("169.254.") => Some("the metadata service of the cloud"),
        Some(_) => Some("an IP address, which is no DNS name"),
        None if name == "localhost" || name.ends_with(".localhost") => Some("the client itself"),
        None => matches!(name.as_str(), "metadata.google.internal" | "instance-data")
            .then_some("the metadata service of the cloud"),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(spec: &str, more: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{type: ExternalName, {spec}}}\n{more}"
        )
    }

    #[test]
    fn the_own_namespace_and_the_world_outside_are_left_alone() {
        let rule = tester::of(&super::EXTERNALNAME_SERVICE);
        for bad in [
            "s.b.svc.cluster.local",
            "s.b.svc.cluster.local.",
            "127.0.0.1",
            "localhost",
            "169.254.169.254",
            "192.0.2.1",
        ] {
            rule.fails(&of(&format!("externalName: {bad}"), ""));
        }
        for good in ["s.a.svc.cluster.local", "example.com"] {
            rule.passes(&of(&format!("externalName: {good}"), ""));
        }
        use crate::rules::network::service_external_name::SERVICE_EXTERNAL_NAME;
        tester::of(&super::EXTERNALNAME_SERVICE)
            .beside(&SERVICE_EXTERNAL_NAME)
            .passes(&of("externalName: localhost", ""));
    }

    #[test]
    fn old_releases_capture_a_port_of_all_hosts() {
        let rule = tester::of(&super::EXTERNALNAME_SERVICE);
        let istio = |tag: &str| {
            format!(
                "---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{tag: {tag}}}\n"
            )
        };
        let tcp = "externalName: db.example.com, ports: [{name: tcp, port: 5432}]";
        rule.fails(&of(tcp, &istio("1.20.1")));
        rule.passes(&of(tcp, &istio("1.21.0")));
        rule.passes(&of(tcp, ""));
        rule.passes(&of(&tcp.replace("tcp", "http"), &istio("1.20.1")));
    }
}
