//! Which disruption budgets guard a pod.

use super::{Index, Lookup};
use crate::manifest::{Kind, Pod, Resource, Selector};
use crate::yaml::Value;

impl<'a> Index<'a> {
    pub(super) fn enter_budget(&mut self, number: u32, resource: Resource<'a>) {
        if let Some(selector) = budget_selector(resource) {
            self.budgets_by_label.enter(selector.equal().first().copied(), resource.namespace(), number);
        }
    }

    /// The PodDisruptionBudgets whose selector picks a pod and that may live in its namespace.
    pub fn budgets_of(&self, pod: Pod<'a>) -> Vec<Resource<'a>> {
        let labels = pod.labels();
        let namespace = pod.resource().namespace();
        let entries = labels.into_iter().flat_map(Value::entries);
        let pairs = entries.filter_map(|(key, value)| Some(Some((key.text()?, value.text()?))));
        let near = pairs
            .chain([None])
            .flat_map(|key| self.budgets_by_label.near(key, namespace).iter().collect::<Vec<_>>().into_iter());
        let all = near.map(|at| self.resources[at]);
        all.filter(|&it| budget_selector(it).is_some_and(|it| it.matches(labels))).collect()
    }

    /// Whether a PodDisruptionBudget guards a pod.
    pub fn budget(&self, pod: Pod<'a>) -> Lookup<'a> {
        match self.budgets_of(pod).first() {
            Some(&budget) => Lookup::Found(budget),
            None if self.closed || !self.places.has_templates(pod.resource()) => Lookup::Missing,
            None => Lookup::Unknown,
        }
    }
}

/// The selector of a budget that picks anything: an empty one picks all pods, but none in `policy/v1beta1`.
fn budget_selector(budget: Resource<'_>) -> Option<Selector<'_>> {
    if budget.kind() != Kind::PodDisruptionBudget {
        return None;
    }
    let selector = Selector::of_label_selector(budget.spec()?.get("selector")?);
    (!selector.is_empty() || budget.version() != "v1beta1").then_some(selector)
}
