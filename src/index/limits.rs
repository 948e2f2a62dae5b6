//! What a namespace sets for the pods in it: LimitRanges and ResourceQuotas, written or generated.

use super::Index;
use super::network::MANY;
use super::shelf::Shelf;
use crate::manifest::{Bound, Kind, Pod, Resource};
use crate::yaml::Value;
use rustc_hash::FxHashSet;

/// The tables behind these questions.
#[derive(Debug, Default)]
pub(super) struct Limits<'a> {
    by_kind: Shelf<'a, Kind>,
    /// Kinds that policies of the cluster generate into namespaces.
    generated: FxHashSet<&'a str>,
}

impl<'a> Limits<'a> {
    pub(super) fn enter(&mut self, number: u32, resource: Resource<'a>) {
        match resource.kind() {
            Kind::LimitRange | Kind::ResourceQuota => {
                self.by_kind.enter(resource.kind(), resource.namespace(), number);
            }
            Kind::Other if matches!(resource.group(), "kyverno.io" | "policies.kyverno.io") => {
                let rules = resource.spec().into_iter().flat_map(|it| it.list("rules"));
                let kinds = rules.filter_map(|it| it.get("generate")).flat_map(|it| {
                    let many = it.list("foreach").chain([it]);
                    many.flat_map(|it| it.str("kind").into_iter().chain(it.get("cloneList").and(Some("*"))))
                });
                self.generated.extend(kinds);
            }
            _ => {}
        }
    }

    pub(super) fn seal(&mut self) {
        self.by_kind.seal();
    }
}

impl<'a> Index<'a> {
    /// Whether a LimitRange that may share the namespace of a workload gives its containers a request or a limit.
    pub fn defaults(&self, bound: Bound, name: &str, workload: Resource<'a>) -> bool {
        let ranges = self.limits.by_kind.near(Kind::LimitRange, workload.namespace());
        let mut ranges = ranges.iter().take(MANY).map(|at| self.resources[at]);
        ranges.any(|it| bound.is_defaulted_by(it, name) && self.together(it, workload))
    }

    /// The line of a ResourceQuota in the namespace of a workload which says that pods must set a request or a limit, of `cpu`
    /// or `memory`: those without are refused (`Constraints` of the quota evaluator for pods). Quotas with scopes, which count
    /// some pods only, are left out.
    pub fn demanded_by_quota(&self, bound: Bound, name: &str, workload: Resource<'a>) -> Option<Value<'a>> {
        let namespace = workload.namespace()?;
        let quotas = self.limits.by_kind.near(Kind::ResourceQuota, Some(namespace));
        let mut quotas = quotas.iter().take(MANY).map(|at| self.resources[at]);
        let full = format!("{}.{name}", bound.field());
        quotas.find_map(|it| {
            let spec = it.spec().filter(|spec| spec.get("scopes").or_else(|| spec.get("scopeSelector")).is_none())?;
            if it.namespace() != Some(namespace) || !self.same_cluster(it, workload) {
                return None;
            }
            let hard = spec.get("hard")?;
            // The short name is that of the request.
            hard.get(&full).or_else(|| hard.get(name).filter(|_| bound == Bound::Request))
        })
    }

    /// Whether a namespace may hold an object of a kind (LimitRange or ResourceQuota) that says something.
    pub fn may_govern(&self, kind: Kind, namespace: Resource<'a>) -> bool {
        let says = |it: Resource<'a>| {
            let field = if kind == Kind::LimitRange { "limits" } else { "hard" };
            it.spec().and_then(|it| it.get(field)).is_some_and(|it| !it.is_empty())
        };
        let all = self.limits.by_kind.near(kind, Some(namespace.name()));
        let generated = &self.limits.generated;
        generated.contains(kind.name())
            || generated.contains("*")
            || all.len() > MANY
            || (all.iter().map(|at| self.resources[at]))
                .any(|it| says(it) && (it.namespace().is_some() || self.same_cluster(it, namespace)))
    }

    /// A workload that writes this namespace, the one nearest to it.
    pub fn workload_in(&self, namespace: Resource<'a>) -> Option<Pod<'a>> {
        let pods = self.pods_by_place.near((), Some(namespace.name()));
        let mut pods = pods.iter().take(MANY).map(|at| self.pods[at]).filter(|it| it.resource().namespace().is_some());
        let first = pods.next()?;
        let beside = |it: &Pod<'a>| it.resource().source() == namespace.source();
        Some(if beside(&first) { first } else { pods.find(beside).unwrap_or(first) })
    }
}
