//! What the rules of a binding are good for.

use super::{Goal, Step};
use crate::index::Index;
use crate::index::rbac::BoundRole;
use crate::manifest::{Access, Kind, PolicyRule, Resource, controller_of};
use crate::yaml::Value;

/// What a permission leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Every permission there is.
    Admin,
    /// Reading Secrets.
    Secrets,
    /// Acting as any service account there.
    RunAs,
    /// Running commands in pods there.
    Enter,
}

/// What a binding is good for, with the places that say so.
#[derive(Clone, Debug)]
pub(super) struct Gain<'a> {
    pub(super) effect: Effect,
    pub(super) wide: bool,
    pub(super) steps: Vec<Step<'a>>,
}

const RBAC: &str = "rbac.authorization.k8s.io";
const HOOKS: &str = "admissionregistration.k8s.io";
const WRITE: &[&str] = &["create", "update", "patch"];
const CHANGE: &[&str] = &["update", "patch"];

struct Row(Effect, &'static str, &'static str, &'static [&'static str], &'static str);

/// Rights on what lives in no namespace.
const OF_CLUSTER: &[Row] = &[
    Row(Effect::Admin, "", "users", &["impersonate"], "acts as anybody"),
    Row(Effect::Admin, "", "groups", &["impersonate"], "acts as a member of any group"),
    Row(Effect::Admin, HOOKS, "mutatingwebhookconfigurations", WRITE, "may change whatever is written to the cluster"),
    Row(Effect::Enter, "", "nodes/proxy", &["get", "create"], "runs commands in every pod through the kubelets"),
];

/// Rights that a RoleBinding gives in its namespace, too.
const OF_NAMESPACE: &[Row] = &[
    Row(Effect::Admin, "argoproj.io", "applications", WRITE, "has Argo CD deploy anything"),
    Row(Effect::Admin, "argoproj.io", "applicationsets", WRITE, "has Argo CD deploy anything"),
    Row(Effect::Admin, "kustomize.toolkit.fluxcd.io", "kustomizations", WRITE, "has Flux deploy anything"),
    Row(Effect::Admin, "helm.toolkit.fluxcd.io", "helmreleases", WRITE, "has Flux deploy anything"),
    Row(Effect::Admin, "helm.cattle.io", "helmcharts", WRITE, "has charts deployed as cluster-admin"),
    Row(Effect::Secrets, "", "secrets", &["get", "list", "watch"], "reads Secrets"),
    Row(Effect::RunAs, "", "serviceaccounts", &["impersonate"], "acts as service accounts"),
    Row(Effect::RunAs, "", "serviceaccounts/token", &["create"], "issues tokens of service accounts"),
    Row(Effect::RunAs, "", "pods", &["create"], "runs pods as any service account"),
    Row(Effect::RunAs, "apps", "deployments", WRITE, "runs pods as any service account"),
    Row(Effect::RunAs, "apps", "daemonsets", WRITE, "runs pods as any service account"),
    Row(Effect::RunAs, "apps", "statefulsets", WRITE, "runs pods as any service account"),
    Row(Effect::RunAs, "apps", "replicasets", WRITE, "runs pods as any service account"),
    Row(Effect::RunAs, "", "replicationcontrollers", WRITE, "runs pods as any service account"),
    Row(Effect::RunAs, "batch", "jobs", &["create"], "runs pods as any service account"),
    Row(Effect::RunAs, "batch", "cronjobs", WRITE, "runs pods as any service account"),
    Row(Effect::Enter, "", "pods/exec", &["create"], "runs commands in pods"),
    Row(Effect::Enter, "", "pods/attach", &["create"], "attaches to pods"),
    Row(Effect::Enter, "", "pods/ephemeralcontainers", CHANGE, "adds containers to running pods"),
];

/// What a binding is good for: each effect once, or only the first where that is everything.
pub(super) fn of_binding<'a>(binding: Resource<'a>, index: &Index<'a>) -> Vec<Gain<'a>> {
    let wide = binding.kind() == Kind::ClusterRoleBinding;
    let rules = index.rules_bound_by(binding);
    let mut gains: Vec<Gain<'a>> = Vec::new();
    let mut add = |effect, at: Option<Value<'a>>, text: &str| {
        if !gains.iter().any(|it| it.effect == effect) {
            gains.push(Gain { effect, wide, steps: steps(binding, at, text, index) });
        }
    };
    let everything = |it: &&PolicyRule<'a>| {
        it.any_verb().is_some() && it.any_resource().is_some() && it.covers("") && it.names().next().is_none()
    };
    if let Some(rule) = rules.iter().find(everything).filter(|_| wide) {
        let at = rule.is_of_input().then(|| rule.any_resource()).flatten();
        add(Effect::Admin, at, "may do everything");
        return gains;
    }
    if let Some((at, text)) = raises_itself(&rules, wide) {
        add(Effect::Admin, at, text);
    }
    let tables = [if wide { OF_CLUSTER } else { &[] }, OF_NAMESPACE];
    let own = || binding.root().list("subjects").filter_map(|it| it.str("name")).any(|it| controller_of(it).is_some());
    for row in tables.into_iter().flatten() {
        let Row(effect, group, resource, verbs, text) = row;
        // What deploys writes the objects that it is told by.
        if *effect == Effect::Admin && group.contains('.') && *group != HOOKS && own() {
            continue;
        }
        let found = rules.iter().find_map(|rule| {
            let granted = verbs.iter().find_map(|verb| rule.grants(Access { verb, group, resource }))?;
            (!granted.narrowed).then_some(granted)
        });
        if let Some(granted) = found {
            add(*effect, granted.rule.is_of_input().then_some(granted.resource), text);
        }
    }
    if let Some(admin) = gains.iter().position(|it| it.effect == Effect::Admin) {
        return vec![gains.swap_remove(admin)];
    }
    gains
}

/// Whether rules together let their holder give itself what it does not have. Each of the two verbs is nothing without the
/// right to write what it is about.
fn raises_itself<'a>(rules: &[PolicyRule<'a>], wide: bool) -> Option<(Option<Value<'a>>, &'static str)> {
    let can = |verbs: &[&str], resource: &str| {
        rules.iter().find_map(|rule| {
            let granted = verbs.iter().find_map(|verb| rule.grants(Access { verb, group: RBAC, resource }))?;
            let named = granted.narrowed && !rule.names().any(|it| it.text() == Some("cluster-admin"));
            (!named).then_some(granted)
        })
    };
    let place = |it: crate::manifest::Granted<'a>| it.rule.is_of_input().then_some(it.verb);
    if !wide {
        return None;
    }
    let bind = can(&["bind"], "clusterroles").filter(|_| can(WRITE, "clusterrolebindings").is_some());
    let escalate = || can(&["escalate"], "clusterroles").filter(|_| can(CHANGE, "clusterroles").is_some());
    bind.map(|it| (place(it), "binds itself to any role"))
        .or_else(|| escalate().map(|it| (place(it), "writes any permission into its own role")))
}

/// The reference to the role, and the rule where it is written.
fn steps<'a>(binding: Resource<'a>, at: Option<Value<'a>>, text: &str, index: &Index<'a>) -> Vec<Step<'a>> {
    let reference = binding.path("roleRef.name").or_else(|| binding.root().get("roleRef"));
    let name = reference.and_then(Value::text).unwrap_or_default();
    let kind = binding.path("roleRef.kind").and_then(Value::text).unwrap_or("role");
    let place = match binding.namespace() {
        _ if binding.kind() == Kind::ClusterRoleBinding => " in the whole cluster".to_owned(),
        Some(namespace) => format!(" in namespace `{namespace}`"),
        None => " in its namespace".to_owned(),
    };
    let Some(at) = at else {
        return vec![Step::new(binding, reference, format!("and gives it {kind} `{name}`, which {text}{place}"))];
    };
    let role = match index.bound_role(binding) {
        BoundRole::Found(role) => role,
        _ => binding,
    };
    vec![
        Step::new(binding, reference, format!("and gives it {kind} `{name}`{place}")),
        Step::new(role, Some(at), format!("which {text}")),
    ]
}

/// What an effect is in the end, where it is one.
pub(super) fn goal<'a>(gain: &Gain<'a>, binding: Resource<'a>) -> Option<Goal<'a>> {
    match gain.effect {
        Effect::Admin => Some(Goal::ClusterAdmin),
        Effect::Secrets if gain.wide => Some(Goal::AllSecrets),
        Effect::Secrets => Some(Goal::Secrets(binding.namespace())),
        Effect::Enter if gain.wide => Some(Goal::Workloads),
        Effect::Enter | Effect::RunAs => None,
    }
}
