//! Services by the numbers of their ports.

use super::Index;
use super::network::MANY;
use crate::manifest::{Kind, Resource, Service, ServicePort};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Ports with the Services that have them, by number; made at the first question.
pub(super) type Ports<'a> = OnceLock<FxHashMap<i64, Vec<(Resource<'a>, ServicePort<'a>)>>>;

impl<'a> Index<'a> {
    /// The Services that have a port of this number, with the port.
    pub fn services_at(&self, number: i64) -> impl Iterator<Item = (Resource<'a>, ServicePort<'a>)> {
        let all = self.service_ports.get_or_init(|| {
            let mut all: FxHashMap<i64, Vec<(Resource<'a>, ServicePort<'a>)>> = FxHashMap::default();
            for port in self
                .of_kind(Kind::Service)
                .filter_map(Service::of)
                .flat_map(|it| it.ports().map(move |port| (it.resource(), port)))
            {
                if let Some(number) = port.1.number() {
                    all.entry(number).or_default().push(port);
                }
            }
            all
        });
        all.get(&number).map(Vec::as_slice).unwrap_or_default().iter().take(MANY).copied()
    }
}
