//! What the rules about permissions share: how far a role reaches, and who gets it.

use super::powerful_namespace;
use crate::finding::{Finding, Severity};
use crate::index::{Index, Reach, Subject};
pub(super) use crate::manifest::controller_of;
use crate::manifest::{Access, Granted, PolicyRule, Resource};
use crate::yaml::Value;

/// A role with the bindings of the input that refer to it.
pub(super) struct Grant<'a> {
    pub(super) role: Resource<'a>,
    pub(super) reach: Reach,
    bindings: Vec<Resource<'a>>,
}

/// More bindings and workloads than this say nothing new.
const MAX_LABELS: usize = 3;

impl<'a> Grant<'a> {
    pub(super) fn of(role: Resource<'a>, index: &Index<'a>) -> Self {
        let bindings = index.bindings_to(role);
        Self { role, reach: index.reach(role, &bindings), bindings }
    }

    /// Whether it may hold in the whole cluster; a ClusterRole that nothing binds here is taken to.
    pub(super) fn is_cluster_wide(&self) -> bool {
        self.reach != Reach::Namespace
    }

    /// One severity for the cluster, another for a namespace. One that holds credentials of the cluster is in between.
    pub(super) fn severity(&self, cluster: Severity, namespace: Severity) -> Severity {
        if self.is_cluster_wide() {
            cluster
        } else if powerful_namespace::of(self).is_some() {
            cluster.min(Severity::ALL[(namespace as usize + 1).min(3)])
        } else {
            namespace
        }
    }

    /// "in the whole cluster" or "in its namespace".
    pub(super) fn scope(&self) -> &'static str {
        if self.is_cluster_wide() { "in the whole cluster" } else { "in its namespace" }
    }

    /// The bindings.
    pub(super) fn bindings(&self) -> &[Resource<'a>] {
        &self.bindings
    }

    /// Labels the bindings and the workloads that run with the role.
    pub(super) fn show(&self, finding: &mut Finding, index: &Index<'a>) {
        for binding in self.bindings.iter().take(MAX_LABELS) {
            let reference = binding.path("roleRef.name").or_else(|| binding.root().get("roleRef"));
            if let Some(reference) = reference {
                finding.label(reference, format!("bound by {}", binding.title()));
            }
            show_workloads(*binding, finding, index);
        }
    }
}

/// A right that somebody who holds a role has by another one: where that says so, or where the other binding names them.
pub(super) fn held_beside<'a>(
    grant: &Grant<'a>,
    index: &Index<'a>,
    verbs: &[&str],
    group: &str,
    resources: &[&str],
) -> Option<Value<'a>> {
    let holds = |it: PolicyRule<'a>| any(it, verbs, group, resources);
    grant.bindings.iter().take(MAX_LABELS).find_map(|binding| {
        let subjects = binding.root().list("subjects").take(MAX_LABELS).filter_map(Subject::of);
        let mut powers = subjects.flat_map(|it| index.powers_of(it.in_namespace_of(*binding), *binding));
        powers.find_map(|(power, entry)| {
            let granted = holds(power.rule)?;
            Some(if granted.rule.is_of_input() { granted.resource } else { entry })
        })
    })
}

/// Labels the workloads that run as a service account which a binding names.
pub(super) fn show_workloads<'a>(binding: Resource<'a>, finding: &mut Finding, index: &Index<'a>) {
    for (_, pod) in index.pods_bound_by(binding).into_iter().take(MAX_LABELS) {
        let text = format!("{} runs with it", pod.resource().title());
        match pod.service_account_value() {
            Some(account) => finding.label(account, text),
            None => finding.label(pod.grip(), text),
        };
    }
}

/// The first of several verbs that a rule grants on a resource, by items of its own: rules with `*` as verb or resource are
/// judged as such, and one cause gives one finding.
pub(super) fn precise<'a>(
    rule: PolicyRule<'a>,
    verbs: &[&str],
    group: &str,
    resources: &[&str],
) -> Option<Granted<'a>> {
    // What nearly all rules lack is asked for first.
    if !rule.covers(group) || rule.any_verb().is_some() || rule.any_resource().is_some() {
        return None;
    }
    any(rule, verbs, group, resources)
}

/// The first of several verbs that a rule grants on one of several resources.
pub(super) fn any<'a>(rule: PolicyRule<'a>, verbs: &[&str], group: &str, resources: &[&str]) -> Option<Granted<'a>> {
    if !rule.covers(group) {
        return None;
    }
    let covered = resources.iter().filter(|it| rule.resource(it).is_some());
    covered
        .flat_map(|it| verbs.iter().map(move |verb| (it, verb)))
        .find_map(|(resource, verb)| rule.grants(Access { verb, group, resource }))
}

/// The group of RBAC itself.
pub(super) const RBAC: &str = "rbac.authorization.k8s.io";

/// Whether a rule grants everything, or everything of the core group.
pub(super) fn is_admin(rule: PolicyRule<'_>) -> bool {
    rule.any_verb().is_some() && rule.any_resource().is_some() && rule.covers("") && rule.names().next().is_none()
}

/// What makes a role read Secrets without naming them.
pub(super) fn reads_secrets<'a>(role: Resource<'a>) -> Option<Granted<'a>> {
    let mut all = PolicyRule::all(role).filter_map(|it| precise(it, &["get", "list", "watch"], "", &["secrets"]));
    all.find(|it| !it.narrowed)
}

/// Whether a role is there to be summed up in another one.
pub(super) fn is_aggregated(role: Resource<'_>) -> bool {
    let labels = role.path("metadata.labels");
    labels.is_some_and(|it| it.entries().any(|(key, _)| key.text().is_some_and(|it| it.contains("/aggregate-to-"))))
}

/// The controller that holds a role, if it is one of those that need to read Secrets.
pub(super) fn known_controller(grant: &Grant<'_>) -> Option<&'static str> {
    let subjects = grant.bindings.iter().flat_map(|it| it.root().list("subjects")).filter_map(|it| it.str("name"));
    let mut names = subjects.chain([grant.role.name()]);
    names.find_map(controller_of)
}

/// Whether a rule is about custom resources and metrics only: an operator and its own kinds.
pub(super) fn is_custom(rule: PolicyRule<'_>) -> bool {
    rule.groups().all(|it| {
        let group = it.text().unwrap_or_default();
        let built_in =
            group.ends_with(".k8s.io") && !group.ends_with("metrics.k8s.io") && !group.ends_with(".x-k8s.io");
        group.contains('.') && !built_in
    })
}
