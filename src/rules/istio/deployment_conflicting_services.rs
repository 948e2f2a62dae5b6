//! `deployment-conflicting-services`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that two Services reach at one port in different ways.
    ///
    /// ## Why is this bad?
    /// A proxy has one listener for a port. Where two Services say that it speaks different protocols one of them
    /// is wrong, and where one port of a Service leads to different ones of the pod, clients reach the wrong one.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: raw}
    /// spec: {selector: {app: web}, ports: [{name: tcp, port: 81, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: raw}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 81, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ```
    pub DEPLOYMENT_CONFLICTING_SERVICES = "deployment-conflicting-services" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0116", "istioctl:IST0137"],
        check: Related(&WORKLOADS, check)
    }
}

const WORKLOADS: [Kind; 4] = [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Pod];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Without a mesh nobody asks for the protocol.
    let mesh = || MESH.iter().any(|it| index.has_kind(*it)) || !index.mesh_documents().is_empty() || labelled(index);
    let Some(pod) = Pod::all(resource).next().filter(|_| index.has_kind(Kind::Service)) else {
        return;
    };
    if matches!(index.data_plane(pod), DataPlane::OptedOut(_))
        || pod.annotation("sidecar.istio.io/inject").and_then(Value::text) == Some("false")
    {
        return;
    }
    let mut ports: Vec<(Resource<'a>, ServicePort<'a>)> = Vec::new();
    for service in index.services_of(pod) {
        for port in Service::of(service).into_iter().flat_map(Service::ports) {
            for (other, theirs) in ports.iter().filter(|it| it.0.root() != service.root()) {
                let same_target = port.target_number().is_some() && port.target_number() == theirs.target_number();
                let spoken = same_target && spoken(port) != spoken(*theirs);
                let led = port.number() == theirs.number()
                    && port.target_number().is_some()
                    && theirs.target_number().is_some()
                    && !same_target
                    && index.is_closed();
                if (spoken || led) && mesh() {
                    let message = format!(
                        "Services `{}` and `{}` reach this workload in different ways",
                        other.name(),
                        service.name()
                    );
                    cx.report(resource, message)
                        .label(theirs.value(), "one port")
                        .label(port.value(), "the other one")
                        .help("give both ports the same protocol and target, or part the Services");
                    return;
                }
            }
            ports.push((service, port));
        }
    }
}

const MESH: [Kind; 4] = [Kind::VirtualService, Kind::DestinationRule, Kind::PeerAuthentication, Kind::Sidecar];

fn labelled<'a>(index: &Index<'a>) -> bool {
    index.is_closed()
        || index.of_kind(Kind::Namespace).take(64).any(|it| index.data_plane_of_namespace(it).enrolled().is_some())
}

fn spoken(port: ServicePort<'_>) -> String {
    let name = port.value().str("appProtocol").or(port.value().str("name")).unwrap_or_default();
    let first = name.split('-').next().unwrap_or_default().to_ascii_lowercase();
    if crate::manifest::istio_schema::protocol(&first).is_some() { first } else { String::new() }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn protocols_must_agree_at_one_port() {
        let rule = tester::of(&super::DEPLOYMENT_CONFLICTING_SERVICES);
        let with = |one: &str, other: &str| {
            let service = |name: &str, port: &str| {
                format!(
                    "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: a}}\nspec: {{selector: {{app: w}}, ports: [{{{port}}}]}}\n"
                )
            };
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w, namespace: a}}\nspec: {{template: {{metadata: {{labels: {{app: w}}}}, spec: {{containers: [{{name: c}}]}}}}}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{istio-injection: enabled}}}}\n{}{}",
                service("s", one),
                service("t", other)
            )
        };
        rule.fails(&with("name: http, port: 80, targetPort: 8080", "name: tcp, port: 81, targetPort: 8080"));
        rule.passes(&with("name: http, port: 80, targetPort: 8080", "name: http-b, port: 81, targetPort: 8080"));
        rule.passes(&with("name: http, port: 80, targetPort: 8080", "name: tcp, port: 81, targetPort: 9090"));
        rule.passes(
            &with("name: http, port: 80, targetPort: 8080", "name: tcp, port: 81, targetPort: 8080")
                .replace("enabled", "disabled"),
        );
    }
}
