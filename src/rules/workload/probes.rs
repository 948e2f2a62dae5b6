//! What the rules about missing probes share.

use crate::index::Index;
use crate::manifest::{Container, Kind, Pod, Resource, Service, ServicePort};
use crate::yaml::Value;

/// The containers without a probe that run on and that a Service sends traffic to, each with that Service.
pub(super) fn unprobed<'a>(
    resource: Resource<'a>,
    index: &Index<'a>,
    probe: &str,
) -> Vec<(Container<'a>, Resource<'a>)> {
    // Knative probes by itself.
    if resource.kind().is_job() || matches!(resource.kind(), Kind::KnativeService | Kind::KnativeConfiguration) {
        return Vec::new();
    }
    let Some(pod) = Pod::of(resource) else { return Vec::new() };
    let open: Vec<_> = pod.containers().filter(|it| it.is_long_running() && it.get(probe).is_none()).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let services: Vec<_> = index.services_of(pod).filter_map(Service::of).collect();
    let served = open.into_iter().filter_map(|container| {
        let sending = services.iter().filter(|it| sends_to(**it, container)).map(|it| it.resource());
        // Of variants of one Service, the one that is written beside the workload.
        let file = |it: &Resource<'_>| it.root().span().source;
        Some((container, sending.min_by_key(|it| file(it) != file(&resource))?))
    });
    served.collect()
}

/// Whether the container may be the one that answers a port of the Service. A port that no container declares may be
/// anyone's.
fn sends_to(service: Service<'_>, container: Container<'_>) -> bool {
    let declares = |it: Container<'_>, target: ServicePort<'_>| {
        it.value().list("ports").any(|port| match target.target_name() {
            Some((_, name)) => port.str("name") == Some(name),
            None => port.get("containerPort").and_then(Value::as_int) == target.target_number(),
        })
    };
    let mut ports = service.ports().peekable();
    ports.peek().is_none()
        || ports.any(|port| declares(container, port) || !container.pod().containers().any(|it| declares(it, port)))
}
