//! ClusterRoles that are summed up in others.

use super::BoundRole;
use crate::index::Index;
use crate::manifest::{BuiltInRole, Kind, PolicyRule, Resource, Selector};
use crate::source::SourceId;
use crate::yaml::Value;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex};

/// What the input adds to built-in roles, by the number of the role and the file that asks.
pub(in crate::index) type AddedRules<'a> = Mutex<FxHashMap<(usize, SourceId), Arc<[PolicyRule<'a>]>>>;

/// Sums of sums are read to this depth: deeper ones are a circle.
const MAX_DEPTH: usize = 4;

impl<'a> Index<'a> {
    /// The rules of a role as the controller leaves them: its own, or those of the ClusterRoles it sums up, built-in ones
    /// included.
    pub fn rules_of(&self, role: Resource<'a>) -> Vec<PolicyRule<'a>> {
        let mut rules = Vec::new();
        self.collect_rules(role, MAX_DEPTH, &mut rules);
        rules
    }

    fn collect_rules(&self, role: Resource<'a>, depth: usize, rules: &mut Vec<PolicyRule<'a>>) {
        rules.extend(PolicyRule::all(role));
        if depth == 0 {
            return;
        }
        for selector in selectors(role) {
            for part in self.picked(&selector, role) {
                if part.root() != role.root() {
                    self.collect_rules(part, depth - 1, rules);
                }
            }
            rules.extend(built_in_picked(&selector).flat_map(|it| it.rules().iter().copied()));
        }
    }

    /// The rules of a built-in role, with those that ClusterRoles of the input add to it by their labels.
    pub fn rules_of_built_in(&self, role: BuiltInRole, near: Resource<'a>) -> Vec<PolicyRule<'a>> {
        let mut rules: Vec<PolicyRule<'a>> = role.rules().to_vec();
        rules.extend(self.rules_added_to(role, near).iter());
        rules
    }

    /// The rules that ClusterRoles of the input add to a built-in role by their labels, through the roles it sums up, too. Asked
    /// once for each file that binds it.
    pub fn rules_added_to(&self, role: BuiltInRole, near: Resource<'a>) -> Arc<[PolicyRule<'a>]> {
        if self.roles_by_label.is_empty() || role.selectors().next().is_none() {
            return Arc::default();
        }
        let key = (role.number(), near.source());
        let known = self.added.lock().ok().and_then(|it| it.get(&key).cloned());
        known.unwrap_or_else(|| {
            let mut rules = Vec::new();
            self.collect_added(role, near, &mut rules);
            let rules: Arc<[_]> = rules.into();
            if let Ok(mut added) = self.added.lock() {
                added.insert(key, Arc::clone(&rules));
            }
            rules
        })
    }

    fn collect_added(&self, role: BuiltInRole, near: Resource<'a>, rules: &mut Vec<PolicyRule<'a>>) {
        for selector in role.selectors() {
            for part in self.picked(&selector, near) {
                self.collect_rules(part, MAX_DEPTH, rules);
            }
            // `admin` sums up `edit`, which sums up `view`.
            let sums = built_in_picked(&selector).filter(|it| it.selectors().next().is_some() && *it != role);
            sums.for_each(|it| self.collect_added(it, near, rules));
        }
    }

    /// What a binding hands out; nothing where the input does not tell.
    pub fn rules_bound_by(&self, binding: Resource<'a>) -> Vec<PolicyRule<'a>> {
        match self.bound_role(binding) {
            BoundRole::Found(role) => self.rules_of(role),
            BoundRole::BuiltIn(name) => {
                let kind = match binding.path("roleRef.kind").and_then(Value::as_str) {
                    Some("Role") => Kind::Role,
                    _ => Kind::ClusterRole,
                };
                let role = BuiltInRole::find(kind, name, binding.namespace());
                role.map(|it| self.rules_of_built_in(it, binding)).unwrap_or_default()
            }
            BoundRole::Missing | BoundRole::Unknown => Vec::new(),
        }
    }

    /// The ClusterRoles of the input that sum this one up.
    pub(super) fn summed_up_in(&self, role: Resource<'a>) -> Vec<Resource<'a>> {
        let labels = role.path("metadata.labels");
        if role.kind() != Kind::ClusterRole || self.sums.is_empty() || labels.is_none() {
            return Vec::new();
        }
        let pairs = labels.into_iter().flat_map(Value::entries).map(|(key, value)| Some((key.text()?, value.text()?)));
        let mut all: Vec<u32> =
            pairs.chain([None]).flat_map(|it| self.sums.get(&it).into_iter().flatten().copied()).collect();
        all.sort_unstable();
        all.dedup();
        let all = all.into_iter().map(|at| self.resources[at as usize]);
        all.filter(|it| it.root() != role.root() && self.same_cluster(*it, role))
            .filter(|it| selectors(*it).any(|it| it.matches(labels)))
            .collect()
    }

    /// The ClusterRoles of the input that a selector of `near` picks.
    pub fn picked(&self, selector: &Selector<'_>, near: Resource<'a>) -> Vec<Resource<'a>> {
        let fits = |it: &Resource<'a>| selector.matches(it.path("metadata.labels")) && self.same_cluster(*it, near);
        match selector.equal().first() {
            Some(&pair) => {
                let some = self.roles_by_label.get(&pair).map(Vec::as_slice).unwrap_or_default();
                some.iter().map(|&at| self.resources[at as usize]).filter(fits).collect()
            }
            None => self.of_kind(Kind::ClusterRole).filter(fits).collect(),
        }
    }

    pub(in crate::index) fn enter_role(&mut self, number: u32, resource: Resource<'a>) {
        if resource.kind() != Kind::ClusterRole {
            return;
        }
        for selector in selectors(resource) {
            self.sums.entry(selector.equal().first().copied()).or_default().push(number);
        }
        for (key, value) in resource.path("metadata.labels").into_iter().flat_map(Value::entries) {
            if let (Some(key), Some(value)) = (key.text(), value.text()) {
                self.roles_by_label.entry((key, value)).or_default().push(number);
            }
        }
    }
}

/// What picks the ClusterRoles that a role sums up.
fn selectors<'a>(role: Resource<'a>) -> impl Iterator<Item = Selector<'a>> {
    let rule = role.root().get("aggregationRule");
    rule.into_iter().flat_map(|it| it.list("clusterRoleSelectors")).map(Selector::of_label_selector)
}

/// The built-in ClusterRoles that a selector picks.
fn built_in_picked(selector: &Selector<'_>) -> impl Iterator<Item = BuiltInRole> {
    BuiltInRole::all().iter().copied().filter(|it| it.kind() == Kind::ClusterRole && selector.matches(it.labels()))
}
