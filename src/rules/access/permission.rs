//! What the rules about one permission share. Each of them is a [`Permission`]: which verbs on which resources, what they are
//! good for, and how bad that is.
//!
//! One cause gives one finding. Of what applies to a rule of a role, the first of these speaks, and the others are silent:
//!
//! 1. `*` as a verb or as a resource belongs to the rules about wildcards, whatever it contains;
//! 2. a role that labels add to `admin`, `edit` or `view` belongs to `rbac-aggregate-to-builtin`;
//! 3. a permission that contains another one stands above it ([`Permission::beneath`]): who creates pods need not mutate any.
//!
//! Severity starts from the reach: the whole cluster, or one namespace, of which those with credentials of the cluster weigh more. It falls by one where `resourceNames` limits the rule and
//! where nothing binds the role, and rises by one where a pod that runs with it is open to the outside.

use super::grant::{Grant, known_controller, precise};
use crate::finding::{Finding, Severity};
use crate::index::{Index, Reach};
use crate::manifest::{Granted, Kind, PolicyRule, Resource};
use crate::rule::Context;
use crate::yaml::Value;

/// The kinds that hold rules.
pub(super) const ROLES: &[Kind] = &[Kind::Role, Kind::ClusterRole];

pub(super) const WRITE: &[&str] = &["create", "update", "patch"];
pub(super) const CHANGE: &[&str] = &["update", "patch"];
pub(super) const DELETE: &[&str] = &["delete", "deletecollection"];
pub(super) const READ: &[&str] = &["get", "list", "watch"];

/// Verbs on resources of one group; any pair of them counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needed {
    pub(super) verbs: &'static [&'static str],
    pub(super) group: &'static str,
    pub(super) resources: &'static [&'static str],
}

/// How bad a permission is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weight {
    /// Through a ClusterRoleBinding.
    pub(super) cluster: Severity,
    /// In one namespace; `None` where it means nothing there, since the resources live in no namespace.
    pub(super) namespace: Option<Severity>,
}

/// A permission that is a step to more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Permission {
    /// Any of these gives it.
    pub(super) needed: &'static [Needed],
    /// "may approve client certificates": what the role does with it.
    pub(super) does: &'static str,
    pub(super) help: &'static str,
    pub(super) weight: Weight,
    /// Permissions that contain this one.
    pub(super) beneath: &'static [&'static Permission],
}

impl Permission {
    /// What in a rule gives the permission, by items of its own.
    pub(super) fn granted<'a>(&self, rule: PolicyRule<'a>) -> Option<Granted<'a>> {
        self.needed.iter().find_map(|it| precise(rule, it.verbs, it.group, it.resources))
    }

    /// What in a rule gives it, unless it gives a permission that contains this one.
    pub(super) fn on_top<'a>(&self, rule: PolicyRule<'a>) -> Option<Granted<'a>> {
        let granted = self.granted(rule)?;
        let is_above = |it: &&Permission| it.granted(rule).is_some_and(|it| granted.narrowed || !it.narrowed);
        (!self.beneath.iter().any(is_above)).then_some(granted)
    }

    /// Reports every rule of a role that gives the permission.
    pub(super) fn check<'a>(&self, role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
        self.check_if(role, index, cx, |_, _| true);
    }

    /// The same for those that a condition holds for.
    pub(super) fn check_if<'a>(
        &self,
        role: Resource<'a>,
        index: &Index<'a>,
        cx: &mut Context<'_>,
        holds: impl Fn(&Grant<'a>, Granted<'a>) -> bool,
    ) {
        let mut grant = None;
        for granted in PolicyRule::all(role).filter_map(|it| self.on_top(it)) {
            if feeds_built_in(role) {
                return;
            }
            let grant = grant.get_or_insert_with(|| Grant::of(role, index));
            if holds(grant, granted) {
                self.report(granted, grant, index, cx);
            }
        }
    }

    /// Reports one rule, as bad as its reach makes it.
    pub(super) fn report<'a, 'c>(
        &self,
        granted: Granted<'a>,
        grant: &Grant<'a>,
        index: &Index<'a>,
        cx: &'c mut Context<'_>,
    ) -> Option<&'c mut Finding> {
        let base = self.weight.of(grant)?;
        let severity = judge(base, granted.narrowed, grant, index)?;
        let named = if granted.narrowed { " on named objects" } else { "" };
        let message = format!("{} {}{named} {}", grant.role.title(), self.does, grant.scope());
        let finding = cx.report(granted.resource, message).severity(severity).help(self.help);
        if granted.rule.verbs().count() > 1 {
            finding.label(granted.verb, "by this verb");
        }
        grant.show(finding, index);
        Some(finding)
    }
}

impl Weight {
    /// One weight for what lives in no namespace.
    pub(super) const fn cluster(cluster: Severity) -> Self {
        Self { cluster, namespace: None }
    }

    pub(super) const fn both(cluster: Severity, namespace: Severity) -> Self {
        Self { cluster, namespace: Some(namespace) }
    }

    pub(super) fn of(self, grant: &Grant<'_>) -> Option<Severity> {
        if grant.is_cluster_wide() { Some(self.cluster) } else { Some(grant.severity(self.cluster, self.namespace?)) }
    }
}

/// Severity after reach and exposure: less where nothing binds the role, more where a pod that runs with it is open to the outside.
pub(super) fn weigh<'a>(base: Severity, grant: &Grant<'a>, index: &Index<'a>) -> Severity {
    let mut pods = grant.bindings().iter().flat_map(|it| index.pods_bound_by(*it));
    let open = pods.any(|(_, pod)| index.is_open_to_outside(pod));
    let level = base as i32 - i32::from(grant.reach == Reach::Unbound) + i32::from(open);
    Severity::ALL[level.clamp(0, 3) as usize]
}

/// Severity after reach, names and exposure. `None` for what a controller that is known to need much needs, unless it is severe.
pub(super) fn judge<'a>(base: Severity, narrowed: bool, grant: &Grant<'a>, index: &Index<'a>) -> Option<Severity> {
    let mut level = base as i32 - i32::from(narrowed) - i32::from(grant.reach == Reach::Unbound);
    let pods = || grant.bindings().iter().flat_map(|it| index.pods_bound_by(*it));
    if pods().any(|(_, pod)| index.is_open_to_outside(pod)) {
        level += 1;
    }
    if known_controller(grant).is_some() {
        if base <= Severity::Medium {
            return None;
        }
        level -= 2;
    }
    Some(Severity::ALL[level.clamp(0, 3) as usize])
}

/// Whether labels add a role to one of the built-in ones, whose content another rule judges.
pub(super) fn feeds_built_in(role: Resource<'_>) -> bool {
    let Some(labels) = role.path("metadata.labels") else { return false };
    TO_BUILT_IN.iter().any(|it| labels.get(it).is_some_and(|it| it.text() == Some("true")))
}

/// The labels that add a ClusterRole to a built-in one.
pub(super) const TO_BUILT_IN: [&str; 3] = [
    "rbac.authorization.k8s.io/aggregate-to-admin",
    "rbac.authorization.k8s.io/aggregate-to-edit",
    "rbac.authorization.k8s.io/aggregate-to-view",
];

/// Whether a role belongs to the project that owns an API group: its name, or that of a subject, has a word of the group's in it.
pub(super) fn owns_group(grant: &Grant<'_>, group: &str) -> bool {
    const COMMON: [&str; 9] =
        ["k8s", "x-k8s", "kubernetes", "config", "actions", "apps", "batch", "operators", "github"];
    let subjects = grant.bindings().iter().flat_map(|it| it.root().list("subjects")).filter_map(|it| it.str("name"));
    let mut names = subjects.chain([grant.role.name()]);
    names.any(|name| group.split(['.', '-']).any(|it| it.len() > 3 && !COMMON.contains(&it) && name.contains(it)))
}

/// Whether a name is that of a role, or of one who holds it.
pub(super) fn is_called(grant: &Grant<'_>, words: &[&str]) -> bool {
    let subjects = grant.bindings().iter().flat_map(|it| it.root().list("subjects")).filter_map(|it| it.str("name"));
    subjects.chain([grant.role.name()]).any(|name| words.iter().any(|it| name.contains(it)))
}

/// Whether a role holds in `kube-system`: by the namespace of its own or of a binding. The whole cluster does not count.
pub(super) fn is_in_system(grant: &Grant<'_>) -> bool {
    let system = |it: &Resource<'_>| it.namespace() == Some("kube-system");
    !grant.is_cluster_wide() && (system(&grant.role) || grant.bindings().iter().any(system))
}

/// The first rule of a role that grants one of these, wildcards included.
pub(super) fn partner<'a>(role: Resource<'a>, needed: &Needed) -> Option<Granted<'a>> {
    PolicyRule::all(role).find_map(|it| super::grant::any(it, needed.verbs, needed.group, needed.resources))
}

/// Whether every item of `resourceNames` is one of these; true where there are none.
pub(super) fn names_within(rule: PolicyRule<'_>, fits: impl Fn(&str) -> bool) -> bool {
    rule.names().filter_map(Value::text).all(fits)
}

#[cfg(test)]
mod tests;
