//! Which pods strangers can talk to.

use super::Index;
use crate::manifest::{Kind, Pod, Resource};
use crate::yaml::Value;

/// Kinds that lead requests from outside to Services of their namespace.
const ROUTES: [Kind; 5] = [Kind::Ingress, Kind::HttpRoute, Kind::GrpcRoute, Kind::TlsRoute, Kind::TcpRoute];

impl<'a> Index<'a> {
    /// Whether the input lets strangers talk to a pod.
    pub fn is_open_to_outside(&self, pod: Pod<'a>) -> bool {
        self.opening_to(pod).is_some()
    }

    /// What lets strangers talk to a pod: a Service that is open by its type, or what leads to one.
    pub fn opening_to(&self, pod: Pod<'a>) -> Option<Resource<'a>> {
        self.services_of(pod).find_map(|service| {
            let kind = service.path("spec.type").and_then(Value::as_str);
            if matches!(kind, Some("LoadBalancer" | "NodePort")) {
                return Some(service);
            }
            let mut routes = ROUTES.iter().flat_map(|&it| self.in_namespace(it, service.namespace()));
            routes.find(|it| self.together(*it, service) && leads_to(*it, service.name()))
        })
    }
}

fn leads_to(route: Resource<'_>, service: &str) -> bool {
    let Some(spec) = route.spec() else { return false };
    if route.kind() == Kind::Ingress {
        let is = |it: Value<'_>| {
            it.path("service.name").or_else(|| it.get("serviceName")).and_then(Value::as_str) == Some(service)
        };
        let paths = spec.list("rules").flat_map(|it| it.path("http.paths").into_iter().flat_map(Value::items));
        return spec.get("defaultBackend").is_some_and(is) || paths.filter_map(|it| it.get("backend")).any(is);
    }
    // A route of a mesh hangs on a Service; one to another namespace needs a grant that is written there.
    let is_gateway = |it: Value<'_>| it.str("kind").is_none_or(|it| it == "Gateway");
    let is = |it: Value<'_>| {
        it.str("name") == Some(service)
            && it.str("kind").is_none_or(|it| it == "Service")
            && it.get("namespace").is_none_or(|it| it.text() == route.namespace())
    };
    spec.list("parentRefs").any(is_gateway) && spec.list("rules").flat_map(|it| it.list("backendRefs")).any(is)
}
