//! What a HorizontalPodAutoscaler measures, in all versions of the API.

use super::{Kind, Resource};
use crate::yaml::Value;

/// A metric that is a share of what containers ask for.
#[derive(Clone, Copy, Debug)]
pub struct UtilizationMetric<'a> {
    /// Where the share is written.
    pub at: Value<'a>,
    /// `cpu` or `memory`.
    pub resource: &'a str,
    /// The container it is about; all, where none is named.
    pub container: Option<&'a str>,
}

impl<'a> UtilizationMetric<'a> {
    /// Those of an autoscaler; none for other kinds.
    pub fn all(autoscaler: Resource<'a>) -> Vec<Self> {
        let Some(spec) = autoscaler.spec().filter(|_| autoscaler.kind() == Kind::HorizontalPodAutoscaler) else {
            return Vec::new();
        };
        if let Some(at) = spec.get("targetCPUUtilizationPercentage") {
            return vec![Self { at, resource: "cpu", container: None }];
        }
        let relative = |source: Value<'a>| {
            source.get("targetAverageUtilization").or_else(|| source.get("target")?.get("averageUtilization"))
        };
        let one = |metric: Value<'a>| {
            let own = metric.get("containerResource");
            let source = own.or_else(|| metric.get("resource"))?;
            let container = own.and_then(|it| it.str("container"));
            Some(Self { at: relative(source)?, resource: source.str("name")?, container })
        };
        spec.list("metrics").filter_map(one).collect()
    }
}
