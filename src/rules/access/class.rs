//! How powerful permissions are: one table of what takes over the cluster, a workload or a part of the control plane.

use super::grant::RBAC;
use crate::index::{BoundRole, Index};
use crate::manifest::{Access, BuiltInRole, Granted, Kind, PolicyRule, Resource};
use crate::yaml::Value;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a permission leads to. The order is the order of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Part of the control plane, or isolation between tenants.
    Plane,
    /// Other workloads, their identities and Secrets.
    Takeover,
    /// Every permission there is.
    Root,
}

type Row = (Class, &'static str, &'static str, &'static [&'static str], &'static str);

const HOOKS: &str = "admissionregistration.k8s.io";
const WRITE: &[&str] = &["create", "update", "patch"];
const CHANGE: &[&str] = &["update", "patch"];
const READ: &[&str] = &["get", "list", "watch"];

/// Class, group, resource, the verbs that matter, and what they allow.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    (Class::Root, RBAC, "clusterroles", &["escalate", "bind"], "gives itself any permission"),
    (Class::Root, RBAC, "roles", &["escalate", "bind"], "gives itself any permission"),
    (Class::Root, "", "users", &["impersonate"], "acts as anybody"),
    (Class::Root, "", "groups", &["impersonate"], "acts as anybody"),
    (Class::Root, "", "serviceaccounts", &["impersonate"], "acts as other service accounts"),
    (Class::Root, "", "nodes/proxy", &["get", "create", "update", "patch", "delete"], "runs commands in every pod of a node"),
    (Class::Root, "admissionregistration.k8s.io", "mutatingwebhookconfigurations", WRITE, "may change every object that is written to the cluster"),
    (Class::Root, "admissionregistration.k8s.io", "validatingwebhookconfigurations", WRITE, "may see every object that is written to the cluster"),
    (Class::Root, "argoproj.io", "applications", WRITE, "deploys as Argo CD"),
    (Class::Root, "argoproj.io", "applicationsets", WRITE, "deploys as Argo CD"),
    (Class::Root, "kustomize.toolkit.fluxcd.io", "kustomizations", WRITE, "deploys as Flux"),
    (Class::Root, "helm.toolkit.fluxcd.io", "helmreleases", WRITE, "deploys as Flux"),
    (Class::Root, "helm.cattle.io", "helmcharts", WRITE, "deploys as cluster-admin"),
    (Class::Takeover, "", "secrets", READ, "reads Secrets"),
    (Class::Takeover, "", "serviceaccounts/token", &["create"], "issues tokens of service accounts"),
    (Class::Takeover, "", "pods", WRITE, "runs pods as any service account there"),
    (Class::Takeover, "", "pods/exec", &["create"], "runs commands in pods"),
    (Class::Takeover, "", "pods/attach", &["create"], "attaches to pods"),
    (Class::Takeover, "", "pods/ephemeralcontainers", CHANGE, "adds containers to pods"),
    (Class::Takeover, "apps", "deployments", WRITE, "runs pods as any service account there"),
    (Class::Takeover, "apps", "statefulsets", WRITE, "runs pods as any service account there"),
    (Class::Takeover, "apps", "daemonsets", WRITE, "runs pods on every node"),
    (Class::Takeover, "apps", "replicasets", WRITE, "runs pods as any service account there"),
    (Class::Takeover, "", "replicationcontrollers", WRITE, "runs pods as any service account there"),
    (Class::Takeover, "batch", "jobs", WRITE, "runs pods as any service account there"),
    (Class::Takeover, "batch", "cronjobs", WRITE, "runs pods as any service account there"),
    (Class::Takeover, "certificates.k8s.io", "certificatesigningrequests/approval", CHANGE, "approves client certificates"),
    (Class::Plane, "certificates.k8s.io", "signers", &["approve", "sign"], "decides on certificates that identify users"),
    (Class::Plane, "security.openshift.io", "securitycontextconstraints", &["use", "create", "update", "patch"], "runs pods without constraints"),
    (Class::Plane, HOOKS, "validatingadmissionpolicies", CHANGE, "changes what the cluster admits"),
    (Class::Plane, HOOKS, "validatingadmissionpolicybindings", CHANGE, "changes what the cluster admits"),
    (Class::Plane, HOOKS, "mutatingadmissionpolicies", WRITE, "may change what is written to the cluster"),
    (Class::Plane, HOOKS, "mutatingadmissionpolicybindings", WRITE, "may change what is written to the cluster"),
    (Class::Plane, "", "namespaces", CHANGE, "changes what namespaces admit"),
    (Class::Plane, "", "nodes", WRITE, "steers pods to nodes"),
    (Class::Plane, "", "persistentvolumes", &["create"], "mounts any path of a node"),
    (Class::Plane, "apiregistration.k8s.io", "apiservices", WRITE, "takes over an API group"),
    (Class::Plane, "apiextensions.k8s.io", "customresourcedefinitions", WRITE, "changes custom resources"),
    (Class::Plane, "networking.k8s.io", "networkpolicies", CHANGE, "lifts network policies"),
    (Class::Plane, RBAC, "clusterrolebindings", WRITE, "hands on its own permissions"),
    (Class::Plane, RBAC, "rolebindings", WRITE, "hands on its own permissions"),
];

/// Resources of the table that live in no namespace: a role that is bound in one grants nothing on them. Binding ClusterRoles in
/// a namespace is an exception, and so `clusterroles` is not among them.
const CLUSTER_SCOPED: &[&str] = &[
    "users",
    "groups",
    "nodes",
    "nodes/proxy",
    "mutatingwebhookconfigurations",
    "validatingwebhookconfigurations",
    "namespaces",
    "persistentvolumes",
    "apiservices",
    "customresourcedefinitions",
    "clusterrolebindings",
    "certificatesigningrequests/approval",
    "signers",
    "validatingadmissionpolicies",
    "validatingadmissionpolicybindings",
    "mutatingadmissionpolicies",
    "mutatingadmissionpolicybindings",
];

/// The most powerful thing that a rule grants, in the whole cluster or in a namespace, with what it allows. Named objects do not
/// count.
pub(super) fn of_rule(rule: PolicyRule<'_>, wide: bool) -> Option<(Class, Granted<'_>, &'static str)> {
    if rule.names().next().is_some() {
        return None;
    }
    // The order of the table: it has the clearest sentence first.
    let any = rule.resources().filter_map(Value::text).any(|it| it.starts_with('*'));
    let table: &FxHashMap<&str, Vec<usize>> = &BY_RESOURCE;
    let mut rows: Vec<usize> = if any { (0..TABLE.len()).collect() } else { Vec::new() };
    if !any {
        rows.extend(rule.resources().filter_map(Value::text).filter_map(|it| table.get(it)).flatten());
        rows.sort_unstable();
    }
    let gains = rows.into_iter().filter_map(|at| {
        let (class, group, resource, verbs, gain) = TABLE[at];
        if !wide && CLUSTER_SCOPED.contains(&resource) {
            return None;
        }
        let granted = verbs.iter().find_map(|verb| rule.grants(Access { verb, group, resource }))?;
        Some((class, granted, gain))
    });
    gains.reduce(|best, it| if it.0 > best.0 { it } else { best })
}

/// Rows of the table by their resource.
static BY_RESOURCE: LazyLock<FxHashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut map = FxHashMap::<_, Vec<usize>>::default();
    TABLE.iter().enumerate().for_each(|(at, row)| map.entry(row.2).or_default().push(at));
    map
});

/// Whether a verb on a resource is in the table.
pub(super) fn is_of_weight(verb: &str, group: &str, resource: &str) -> bool {
    TABLE.iter().any(|it| it.1 == group && it.2 == resource && it.3.contains(&verb))
}

/// The most powerful thing that a role grants.
pub(super) fn of_role(role: Resource<'_>, wide: bool) -> Option<(Class, Granted<'_>, &'static str)> {
    most(PolicyRule::all(role), wide)
}

/// The class of what a binding hands out; `None` where it hands out nothing of weight, or where the input does not say.
pub(super) fn of_binding<'a>(binding: Resource<'a>, index: &Index<'a>) -> Option<Class> {
    power(binding, index).map(|it| it.0)
}

/// The class of a role that every cluster has, and what it is good for.
pub(super) fn of_built_in(role: BuiltInRole, wide: bool) -> Gain {
    match role.name() {
        "cluster-admin" => Some((Class::Root, "may do everything")),
        "admin" | "edit" => Some((Class::Takeover, "runs pods and reads Secrets")),
        _ => BUILT_IN[role.number()][usize::from(wide)],
    }
}

/// A class with what it is good for, where there is one.
type Gain = Option<(Class, &'static str)>;

/// For one namespace and for the whole cluster, of each built-in role.
static BUILT_IN: LazyLock<Vec<[Gain; 2]>> = LazyLock::new(|| {
    let of = |role: &BuiltInRole, wide| most(role.rules().iter().copied(), wide).map(|it| (it.0, it.2));
    BuiltInRole::all().iter().map(|it| [of(it, false), of(it, true)]).collect()
});

/// Whether the input shows what a binding hands out, and none of it is in the table.
pub(super) fn holds_nothing_of_weight<'a>(binding: Resource<'a>, index: &Index<'a>) -> bool {
    let known = match index.bound_role(binding) {
        BoundRole::Found(_) => true,
        BoundRole::BuiltIn(name) => built_in(binding, name).is_some(),
        BoundRole::Missing | BoundRole::Unknown => false,
    };
    known && of_binding(binding, index).is_none()
}

/// What a binding gives: class, where a role of the input says so, and the words for it.
pub(super) fn power<'a>(binding: Resource<'a>, index: &Index<'a>) -> Option<(Class, Option<Value<'a>>, &'static str)> {
    let wide = binding.kind() == Kind::ClusterRoleBinding;
    let place = |it: (Class, Granted<'a>, &'static str)| (it.0, it.1.rule.is_of_input().then_some(it.1.resource), it.2);
    match index.bound_role(binding) {
        BoundRole::Found(role) => most(index.rules_of(role).into_iter(), wide).map(place),
        BoundRole::BuiltIn(name) => {
            let role = built_in(binding, name)?;
            let added = most(index.rules_added_to(role, binding).iter().copied(), wide).map(place);
            let own = of_built_in(role, wide).map(|(class, gain)| (class, None, gain));
            match (own, added) {
                (Some(own), Some(added)) => Some(if added.0 > own.0 { added } else { own }),
                (own, added) => own.or(added),
            }
        }
        BoundRole::Missing | BoundRole::Unknown => None,
    }
}

fn built_in(binding: Resource<'_>, name: &str) -> Option<BuiltInRole> {
    let kind = binding.path("roleRef.kind").and_then(Value::as_str);
    let kind = if kind == Some("Role") { Kind::Role } else { Kind::ClusterRole };
    BuiltInRole::find(kind, name, binding.namespace())
}

/// The most powerful thing that several rules grant: the first of equals.
fn most<'a>(rules: impl Iterator<Item = PolicyRule<'a>>, wide: bool) -> Option<(Class, Granted<'a>, &'static str)> {
    rules.filter_map(|it| of_rule(it, wide)).reduce(|best, it| if it.0 > best.0 { it } else { best })
}

#[cfg(test)]
mod tests;
