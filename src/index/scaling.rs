//! Who decides about a workload from outside: its autoscaler, and the Service that sends it traffic.

use super::Index;
use crate::manifest::{Kind, Pod, Resource, Selector};
use crate::yaml::Value;

/// The group of an `apiVersion`; empty for core.
fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

impl<'a> Index<'a> {
    pub(super) fn enter_scaling(&mut self, number: u32, resource: Resource<'a>) {
        match resource.kind() {
            Kind::HorizontalPodAutoscaler | Kind::ScaledObject => {
                if let Some(name) = resource.path("spec.scaleTargetRef").and_then(|it| it.str("name")) {
                    self.autoscalers_by_target.enter(name, resource.namespace(), number);
                }
            }
            Kind::Service => {
                if let Some(pair) = service_selector(resource).and_then(|it| it.equal().first().copied()) {
                    self.services_by_label.enter(pair, resource.namespace(), number);
                }
            }
            _ => {}
        }
    }

    /// The HorizontalPodAutoscaler or KEDA ScaledObject that sets the replicas of a workload.
    pub fn autoscaler(&self, workload: Resource<'a>) -> Option<Resource<'a>> {
        let candidates = self.autoscalers_by_target.near(workload.name(), workload.namespace());
        candidates.iter().map(|at| self.resources[at]).find(|&it| {
            let Some(target) = it.path("spec.scaleTargetRef") else { return false };
            let keda = it.kind() == Kind::ScaledObject;
            let kind = target.str("kind").unwrap_or(if keda { "Deployment" } else { "" });
            let same_group = target.str("apiVersion").is_none_or(|it| group(it) == workload.group());
            kind == workload.kind_name() && same_group && self.together(it, workload)
        })
    }

    /// The HorizontalPodAutoscaler or KEDA ScaledObject for a workload of this kind and name which lives where `near` does.
    pub fn autoscaler_of(&self, kind: &str, name: &str, near: Resource<'a>) -> Option<Resource<'a>> {
        let candidates = self.autoscalers_by_target.near(name, near.namespace());
        candidates.iter().map(|at| self.resources[at]).find(|&it| {
            let target = it.path("spec.scaleTargetRef").and_then(|it| it.str("kind"));
            target.unwrap_or("Deployment") == kind && self.together(it, near)
        })
    }

    /// The other Services that may live in the namespace of this one and have the same selector.
    pub fn twins(&self, service: Resource<'a>) -> Vec<Resource<'a>> {
        let Some(selector) = service_selector(service) else { return Vec::new() };
        let near = selector.equal().iter().flat_map(|&pair| {
            self.services_by_label.near(pair, service.namespace()).iter().collect::<Vec<_>>().into_iter()
        });
        let all = near.map(|at| self.resources[at]);
        let same = |it: &Resource<'a>| {
            it.root() != service.root()
                && service_selector(*it).is_some_and(|it| it.is_same(&selector))
                && self.together(*it, service)
        };
        all.filter(same).collect()
    }

    /// The Services whose selector picks a pod.
    pub fn services_of(&self, pod: Pod<'a>) -> impl Iterator<Item = Resource<'a>> {
        let labels = pod.labels();
        let namespace = pod.resource().namespace();
        let entries = labels.into_iter().flat_map(Value::entries);
        let pairs = entries.filter_map(|(key, value)| Some((key.text()?, value.text()?)));
        let candidates =
            pairs.flat_map(move |pair| self.services_by_label.near(pair, namespace).iter().collect::<Vec<_>>());
        candidates.map(|at| self.resources[at]).filter(move |&it| {
            service_selector(it).is_some_and(|it| it.matches(labels)) && self.together(it, pod.resource())
        })
    }
}

/// The selector of a Service that has one and uses it.
fn service_selector(service: Resource<'_>) -> Option<Selector<'_>> {
    let spec = service.spec().filter(|it| it.str("type") != Some("ExternalName"))?;
    Some(Selector::of_map(spec.get("selector")?))
}
