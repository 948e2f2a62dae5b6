//! What is behind a Service that strangers should not reach.

use super::Index;
use crate::manifest::{Container, Pod, Protocol, Service, ServicePort, admin};
use crate::source::Span;
use crate::yaml::Value;

impl<'a> Index<'a> {
    /// The interface of administration or the database behind a port of a Service, or behind any: by the image of its pods, with
    /// the place of that, or by the number of the port alone.
    pub fn sensitive_behind(
        &self,
        service: Service<'a>,
        port: Option<ServicePort<'a>>,
    ) -> Option<(Option<Span>, &'static str)> {
        self.admin_interface(service)
            .map(|(container, what)| (Some(container.image_value().map_or(container.grip(), Value::grip)), what))
            .or_else(|| {
                service
                    .ports()
                    .filter(|it| port.is_none_or(|port| port.value() == it.value()))
                    .find_map(|it| Some((None, of_port(service, it)?)))
            })
    }

    /// The first container behind a Service that is an interface of administration.
    pub fn admin_interface(&self, service: Service<'a>) -> Option<(Container<'a>, &'static str)> {
        let pods = self.selected(&service.selector()?, service.resource());
        pods.into_iter()
            .flat_map(Pod::containers)
            .filter(|it| it.is_long_running())
            .find_map(|it| Some((it, admin::judge(it)?)))
    }
}

fn of_port(service: Service<'_>, port: ServicePort<'_>) -> Option<&'static str> {
    if Protocol::of(port.value().get("protocol")) != Some(Protocol::Tcp) {
        return None;
    }
    let numbers = [port.target_number(), port.number()];
    let known = numbers.into_iter().flatten().find_map(admin::of_port);
    known.or_else(|| {
        let prometheus = numbers.contains(&Some(9090)) && service.is_called(&["prometheus"]);
        prometheus.then_some("Prometheus, which has no login")
    })
}
